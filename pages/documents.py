"""Asiakirjat: the assessments as documents, blank forms for those who start on paper, the whole matter as a file."""

from data import comments, matters, themes
from data.permissions import STAFF
from locales import N_
from ui import documents
from ui.page_setup import decision_in_address, frame, refusals, require
from ui.words import say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
said = {id: comments.listing(actor, matter.stored[id].id) for id in matter.cases}

frame(
    say(N_("Documents")), actor=actor, decision=matter.head, token="documents", up=[("tasks.py", say(N_("Task list")))]
)
chosen = documents.choose()
documents.filled(matter, said, chosen)
documents.whole(matter, {one.id: one.title for one in themes.listing(actor, matter.head.id)})
documents.blank(matter, chosen)
