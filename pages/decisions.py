"""Päätökset: what is coming to be decided and what has been decided, for everyone who may see it."""

from data import listing
from data.permissions import READERS
from locales import N_
from ui import decision_list
from ui.page_setup import frame, number_in_address, require
from ui.words import say

actor = require(*sorted(READERS))
choices = listing.choices(actor)
wanted = decision_list.wanted_in_address(choices)
decided = min(number_in_address("decided") or listing.DECIDED_SHOWN, 1000)
page = listing.page(actor, wanted, decided=decided)

frame(say(N_("Decisions")), actor=actor, token=f"decisions-{wanted}")
decision_list.filters(choices, wanted)
decision_list.draw(page, actor)
