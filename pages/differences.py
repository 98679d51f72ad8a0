"""Mikä muuttui: between any two moments of the preparation, answer by answer and word by word."""

from assessment import differences as changes_between
from data import differences, responses
from data.permissions import STAFF
from locales import N_
from ui import differing
from ui.page_setup import decision_in_address, frame, refusals, require
from ui.words import say

actor = require(*sorted(STAFF))
decision_id = decision_in_address()
with refusals():
    moments = differences.moments(actor, decision_id)
first, last = differing.chosen(moments)
before = differences.at(actor, decision_id, first.at)
after = differences.at(actor, decision_id, None if last.kind == "now" else last.at)
changes = changes_between.between(before, after)

up = [("tasks.py", say(N_("Task list"))), ("check.py", say(N_("Check and send")))]
token = f"{first.kind}-{last.kind}"
frame(say(N_("What changed")), actor=actor, decision=after.head, token=token, up=up)
differing.choose(moments, first, last)
differing.table(before, after, changes)
differing.ready_text(after, changes, responses.listing(actor, decision_id), last.at if last.kind != "now" else None)
