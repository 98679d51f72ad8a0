"""The screening questions and, beside them, the result with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from assessment.answers import LONG, YES_NO, YES_NO_UNKNOWN
from assessment.matter import CHECKLIST, Matter
from assessment.screening import DEPTH, Reason
from assessment.templates.model import Question, Text
from assessment.wording import in_words
from data import assessments
from data.assessments import LOCKED
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui import fields
from ui.field import Field
from ui.page_setup import fail, saved
from ui.words import language, plain, say


def questions(actor: Actor, matter: Matter, instrument: str) -> None:
    template = matter.instruments[instrument]
    asked = template.screening
    if asked is None:
        return
    locked = matter.stored[instrument].state in LOCKED or actor.role not in ("preparer", "coordinator")
    if asked.exclude:
        st.header(say(N_("Does one of these fit?")), anchor=False)
        st.markdown(say(N_("If one of them is true, no assessment is made. The reason stays on record.")))
        for exclusion in asked.exclude:
            note = exclusion.note.text(language()) if exclusion.note else None
            _draw(actor, matter, instrument, f"screening/{exclusion.id}", exclusion, YES_NO, locked, note)
    st.header(say(N_("Screening")), anchor=False)
    st.markdown(say(N_("“Not known” counts as yes, so not knowing never lowers the level.")))
    for question in asked.questions:
        _draw(actor, matter, instrument, f"screening/{question.id}", question, YES_NO_UNKNOWN, locked, None)
    if instrument == "eva":
        st.header(say(N_("What kind of matter is it?")), anchor=False)
        st.markdown(say(N_("These facts decide which duties to inform and hear apply.")))
        for fact in matter.instruments[CHECKLIST].facts:
            if fact.visible_if is None or matter.eva.true(fact.visible_if):
                field = Field(
                    actor, matter, CHECKLIST, f"facts/{fact.id}", fact, fact.text(language()), fact.required, locked
                )
                fields.draw(field)


def _draw(
    actor: Actor, matter: Matter, instrument: str, key: str, text: Text, kind: Question, locked: bool, note: str | None
) -> None:
    label = in_words(matter.instruments.library, text, language())
    fields.draw(Field(actor, matter, instrument, key, kind, label, locked=locked, help=note))


def result(actor: Actor, matter: Matter, instrument: str) -> None:
    """The level and what was opened, each with the answers that led to it; open questions by name."""
    outcome = matter.screened(instrument)
    st.header(say(N_("Result")), anchor=False)
    if outcome.level is None:
        st.markdown(say(N_("There is no result yet. These questions are open:")))
        _list([in_words(matter.instruments.library, question, language()) for question in outcome.missing])
        return
    library = matter.instruments.library
    level = library.option("levels", outcome.level).text(language())
    st.html(f'<p class="vp-result">{escape(level)}</p>')
    if outcome.excluded:
        st.markdown(say(N_("Because:")))
        _list([x.text(language()) for x in outcome.excluded])
    elif outcome.reasons:
        st.markdown(say(N_("Because:")))
        _list([_reason(matter, reason) for reason in outcome.reasons])
    for opened, reasons in outcome.opens.items():
        template = matter.instruments.templates.get(opened)
        if template is not None:
            st.subheader(say(N_("Opened: {name}"), name=plain(template.template.title.text(language()))), anchor=False)
            _list([_reason(matter, reason) for reason in reasons])
    if instrument == "eva" and matter.duties:
        st.subheader(say(N_("Duties that apply: {n}"), n=len(matter.duties)), anchor=False)
        kinds = dict.fromkeys(library.kind(duty.duty.kind).text(language()) for duty in matter.duties)
        _list(list(kinds))
    if actor.role == "preparer" and matter.stored[instrument].state not in LOCKED:
        _by_hand(actor, matter, instrument, outcome.level)


def _reason(matter: Matter, reason: Reason) -> str:
    question = reason.question
    if reason.unknown:
        return f"{say(N_('Not known'))}: {in_words(matter.instruments.library, question, language())}"
    return question.because.text(language())


def _list(lines: list[str]) -> None:
    st.html(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>")


def _by_hand(actor: Actor, matter: Matter, instrument: str, level: str) -> None:
    """The level may be raised and LAVA opened by hand; "none" needs a reason that councillors can read."""
    if level == "none":
        label = say(N_("Why is no assessment made? Councillors can read this."))
        fields.draw(Field(actor, matter, instrument, "screening/none_reason", LONG, label))
    deeper = [id for id, depth in DEPTH.items() if depth > DEPTH[level]]
    for id in deeper:
        name = matter.instruments.library.option("levels", id).text(language())
        if st.button(say(N_("Choose a deeper level: {level}"), level=plain(name)), key=f"raise-{instrument}-{id}"):
            _act(lambda id=id: _raise(actor, matter, instrument, id))
    if instrument == "eva" and not matter.lava_opened and st.button(say(N_("Open the child impact assessment anyway"))):
        _act(lambda: assessments.open_lava(actor, matter.head.id))


def _raise(actor: Actor, matter: Matter, instrument: str, level: str) -> None:
    stored = matter.stored[instrument]
    seen = stored.answers["screening/raised_level"].rev if "screening/raised_level" in stored.answers else 0
    assessments.save_answer(actor, stored.id, "screening/raised_level", level, seen)


def _act(act: Callable[[], object]) -> None:
    try:
        act()
    except Refused as refused:
        fail(refused.problems)
    else:
        saved()
    st.rerun()
