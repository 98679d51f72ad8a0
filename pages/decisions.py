"""Päätökset: what is coming to be decided and what has been decided, for everyone who may see it."""

from data import decisions
from data.permissions import READERS
from locales import N_
from ui import decision_list
from ui.page_setup import choice_in_address, frame, require
from ui.words import say

actor = require(*sorted(READERS))
listed = decisions.listing(actor)
service = choice_in_address("service", decision_list.services(listed), "")
stage = choice_in_address("stage", decisions.STAGES, "")

frame(say(N_("Decisions")), actor=actor, token=f"decisions-{service}-{stage}")
if listed:
    decision_list.filters(listed, service, stage)
decision_list.draw(decision_list.chosen(listed, service, stage), actor)
