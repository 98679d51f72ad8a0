"""Asiakirjat: the assessments as documents, blank forms for those who start on paper, the whole matter as a file."""

from data import matters
from data.permissions import STAFF
from locales import N_
from ui import documents
from ui.page_setup import decision_in_address, frame, refusals, require
from ui.words import say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())

frame(
    say(N_("Documents")), actor=actor, decision=matter.head, token="documents", up=[("tasks.py", say(N_("Task list")))]
)
chosen = documents.choose()
documents.filled(matter, chosen)
documents.whole(matter)
documents.blank(matter, chosen)
