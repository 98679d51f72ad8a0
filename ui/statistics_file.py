"""A table of official statistics from a file: asked for, read, and held by the session until it has been used.

Each use has a name of its own, and what the session knows of it begins with that name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from data.settings import settings
from locales import N_, Message
from participation import guards
from participation.guards import Limits
from participation.jsonstat import Dataset
from participation.problems import Refused
from ui import uploading
from ui.page_setup import clear_problems, fail, problem_at
from ui.words import say

KINDS = ["csv", "xlsx", "json"]

Read = Callable[[Mapping[str, bytes], Limits], Dataset]


@dataclass(frozen=True)
class Held:
    """The table that this session works on, and the decision or the activity it is for."""

    owner: int
    name: str
    table: Dataset

    def headline(self) -> str:
        """Which file it is, and what the table tells of itself."""
        return " · ".join(filter(None, (self.name, self.table.label, self.table.source, self.table.updated)))


def held(use: str, owner: int) -> Held | None:
    found = st.session_state.get(_key(use))
    return found if isinstance(found, Held) and found.owner == owner else None


def drop(use: str) -> None:
    """Forgets the table and what was chosen of it."""
    for key in [key for key in st.session_state if str(key).startswith(f"{use}-")]:
        del st.session_state[key]


def ask(use: str, owner: int, label: str, read: Read) -> None:
    """The form for the file. What is wrong with one is told beside the field."""
    problem_at(f"{use}-file")
    with st.form(use, border=False):
        file = st.file_uploader(label, type=KINDS, max_upload_size=settings().max_upload_mb)
        if st.form_submit_button(say(N_("Read the table")), type="primary"):
            if file is None:
                fail([(f"{use}-file", Message(N_("Choose the file first.")))])
            else:
                _take(use, owner, read, file.name, file.getvalue())
            st.rerun()


def _take(use: str, owner: int, read: Read, name: str, content: bytes) -> None:
    try:
        limits = uploading.limits()
        table = read(guards.check({name: content}, limits), limits)
    except Refused as refused:
        uploading.refuse(refused)
        return
    clear_problems()
    st.session_state[_key(use)] = Held(owner, name, table)


def _key(use: str) -> str:
    return f"{use}-held"
