"""Adding an evidence object: one short form, opened where a source is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assessment.matter import Matter
from data import evidence
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.field import day_of, iso
from ui.page_setup import saved
from ui.words import language, say


def add_form(actor: Actor, matter: Matter) -> None:
    """A popover with the library's evidence fields; a stored source can be chosen in every question after that."""
    library = matter.instruments.library
    with st.popover(say(N_("Add a new source"))), st.form("evidence", clear_on_submit=False, border=False):
        for problem in st.session_state.pop("evidence-problems", ()):
            st.error(problem)
        given = fields(matter, "new", {})
        if st.form_submit_button(say(N_("Save the source")), type="primary"):
            try:
                evidence.add(actor, matter.head.id, given)
            except Refused as refused:
                names = {f.id: f.text(language()) for f in library.evidence_fields}
                st.session_state["evidence-problems"] = [
                    f"{names.get(key, key)}: {message.text(language())}" for key, message in refused.problems
                ]
            else:
                saved()
            st.rerun()


def fields(matter: Matter, prefix: str, current: Mapping[str, Any]) -> dict[str, Any]:
    """The widgets of one source inside a form, filled in with `current`; gives what they hold."""
    library = matter.instruments.library
    given: dict[str, Any] = {}
    for field in library.evidence_fields:
        label = field.text(language()) + ("" if field.required else f" ({say(N_('optional'))})")
        key, value = f"{prefix}-{field.id.replace('_', '-')}", current.get(field.id)
        match field.type:
            case "date":
                given[field.id] = iso(st.date_input(label, value=day_of(value), key=key, format="DD.MM.YYYY"))
            case "choice" | "scale":
                options = _options(matter, field.options, field.scale)
                chosen = list(options).index(value) if value in options else None
                given[field.id] = st.selectbox(
                    label, options=list(options), format_func=lambda v, options=options: options[v], index=chosen,
                    key=key, placeholder=say(N_("Choose")),
                )  # fmt: skip
            case _:
                given[field.id] = st.text_input(label, value=value or "", key=key, max_chars=field.max_chars or 300)
    return given


def _options(matter: Matter, list_id: str | None, scale: str | None) -> dict[Any, str]:
    library = matter.instruments.library
    if list_id:
        return {value: text.text(language()) for value, text in library.lists[list_id].items()}
    return {value: level.text(language()) for value, level in library.scale(scale or "").values().items()}
