"""Duties in three separate boxes, each with its law, its reasons and its proof; good practice under its own heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from assessment.answers import DUTY, PROOF_DATES
from assessment.duties import OpenDuty, OpenPractice, vouched
from assessment.matter import CHECKLIST, Matter
from assessment.templates.model import Law
from assessment.wording import in_words
from data.activities import Activity
from data.assessments import LOCKED
from data.permissions import Actor
from locales import N_
from ui import conflicts, readonly, schedule
from ui.field import Field, day_of, iso
from ui.fields import forget, save_value
from ui.page_setup import go, problem_at
from ui.questions import may_edit
from ui.words import day, language, plain, say
from ui.written import show

STATUS = {"missing": N_("Not recorded"), "assessed": N_("Done in this assessment")}
SURE = {
    "high": N_("The content of the law is settled."),
    "medium": N_("The section number or currency has not been checked."),
    "low": N_("Check the law before relying on this."),
}


def overview(matter: Matter, held: Sequence[Activity]) -> None:
    library = matter.instruments.library
    checklist = matter.instruments[CHECKLIST]
    st.markdown(
        say(N_("Informing, chance to influence and hearing are three different duties; one never proves another."))
    )
    st.header(say(N_("By when?")), anchor=False)
    show(schedule.block(matter, held))
    for stage in checklist.stages:
        duties = [duty for duty in matter.duties if duty.duty.stage == stage]
        if not duties:
            continue
        st.header(library.option("stages", stage).text(language()), anchor=False)
        for duty in duties:
            status = ", ".join(filter(None, (status_word(matter, duty), schedule.due_in_words(matter, duty))))
            _row(matter, duty.key, title(matter, duty), kind_name(matter, duty), status)
    st.header(say(N_("Good practice")), anchor=False)
    st.markdown(say(N_("Not required by law, and never blocks. What is left undone is shown to councillors.")))
    for practice in matter.practices:
        text = in_words(matter.instruments.library, practice.practice, language())
        _row(
            matter, practice.key, text, "", _word(matter, str(practice.record.get("value", "missing")), practice.record)
        )


def _row(matter: Matter, key: str, text: str, kind: str, status: str) -> None:
    with st.container(key=f"duty-{key.replace('/', '-').replace('_', '-')}", border=True):
        before = f'<span class="vp-kind">{escape(kind)}</span> ' if kind else ""
        st.html(f'<p class="vp-duty">{before}{escape(text)}</p><p class="vp-facts">{escape(status)}</p>')
        st.button(
            say(N_("Record: {what}"), what=plain(text[:60] + ("…" if len(text) > 60 else ""))),
            key=f"record-{key.replace('/', '-').replace('_', '-')}", type="tertiary", on_click=go, kwargs={"duty": key},
        )  # fmt: skip


def title(matter: Matter, duty: OpenDuty) -> str:
    body = f" ({matter.instruments.library.option('roles', duty.body).text(language())})" if duty.body else ""
    return duty.duty.text(language()) + body


def kind_name(matter: Matter, duty: OpenDuty) -> str:
    return matter.instruments.library.kind(duty.duty.kind).text(language())


def status_word(matter: Matter, duty: OpenDuty) -> str:
    status = duty.status
    if status == "missing" and not matter.instruments.library.kind(duty.duty.kind).open:
        status = "assessed"
    return _word(matter, status, duty.record)


def _word(matter: Matter, status: str, record: Mapping[str, Any]) -> str:
    level = matter.instruments.library.scale("check4").values().get(status)
    word = level.text(language()) if level else say(STATUS.get(status, STATUS["missing"]))
    when = day(day_of(record.get("date") or (record.get("proof") or {}).get("notice_date")))
    reason = record.get("reason", "")
    return " – ".join(part for part in (word, when, reason) if part)


def edit_duty(actor: Actor, matter: Matter, duty: OpenDuty) -> None:
    library = matter.instruments.library
    left, right = st.columns([2, 1], gap="large")
    with left:
        st.header(plain(title(matter, duty)), anchor=False)
        if library.kind(duty.duty.kind).open:
            _editor(actor, matter, duty.key, duty.record, library.kind(duty.duty.kind).proof)
        else:
            st.markdown(say(N_("The impact assessment itself fulfils this duty.")))
        _back()
    with right:
        st.subheader(say(N_("Kind of duty")), anchor=False)
        st.markdown(kind_name(matter, duty))
        st.subheader(say(N_("Why does it apply?")), anchor=False)
        lines = "".join(f"<li>{escape(reason.sentence(language()))}</li>" for reason in duty.reasons)
        st.html(f"<ul>{lines}</ul>")
        st.subheader(say(N_("Law")), anchor=False)
        for id in duty.duty.law:
            _law(library.law(id))


def _law(law: Law) -> None:
    st.html(f"<p><strong>{escape(law.name(language()))}</strong><br>{escape(law.requires.text(language()))}</p>")
    checked = say(N_("Not yet compared with Finlex.")) if law.checked_on is None else law.checked_on
    st.caption(f"{say(SURE[law.sure])} {checked}")


def edit_practice(actor: Actor, matter: Matter, practice: OpenPractice) -> None:
    st.header(plain(in_words(matter.instruments.library, practice.practice, language())), anchor=False)
    _editor(actor, matter, practice.key, practice.record, ())
    _back()


def _back() -> None:
    st.button(say(N_("Back to the list")), key="back-to-list", on_click=go, kwargs={"duty": None})


def _editor(actor: Actor, matter: Matter, key: str, record: Mapping[str, Any], proof: tuple[str, ...]) -> None:
    """Status, the date or reason it asks for, and the proof of this kind of duty."""
    library = matter.instruments.library
    locked = not may_edit(actor, matter, CHECKLIST)
    field = Field(actor, matter, CHECKLIST, key, DUTY, "", locked=locked)
    if matter.stored["eva"].state in LOCKED and vouched(matter.instruments[CHECKLIST], key):
        st.info(say(N_("The assessment is published. Make a corrected edition to change it.")))
        readonly.draw(matter, DUTY, library.scale("check4").text(language()), field.answer)
        return
    base, state = field.base, st.session_state
    if base not in state or (state.get(f"{base}--seen") != field.answer.rev and not conflicts.open_at(base)):
        state.pop(f"{base}--seen", None)  # a run may end at any of these lines; then they are begun anew
        state[base] = record.get("value")
        state[f"{base}--date"], state[f"{base}--because"] = day_of(record.get("date")), record.get("reason", "")
        for name in proof:
            value = (record.get("proof") or {}).get(name, "")
            state[f"{base}--{name.replace('_', '-')}"] = day_of(value) if name in PROOF_DATES else value
        state[f"{base}--seen"] = field.answer.rev

    def save() -> None:
        value: dict[str, Any] = {
            "value": state.get(base),
            "date": iso(state.get(f"{base}--date")),
            "reason": state.get(f"{base}--because"),
        }
        given = {name: state.get(f"{base}--{name.replace('_', '-')}") for name in proof}
        value["proof"] = {n: iso(v) if n in PROOF_DATES else v for n, v in given.items() if v}
        kept = {k: v for k, v in value.items() if v not in (None, "", {})}
        save_value(field, kept if kept else None)

    problem_at(base)
    conflicts.draw(base, actor, field.assessment_id, key, on_done=lambda: forget(base))
    levels = library.scale("check4").values()
    changed = dict(on_change=save, disabled=locked, persist_state="session")
    st.radio(
        library.scale("check4").text(language()), options=list(levels), index=None, key=base,
        format_func=lambda v: levels[v].text(language()), **changed,
    )  # fmt: skip
    chosen = levels.get(state.get(base) or "")
    if chosen is not None and chosen.requires_date:
        st.date_input(say(N_("By when?")), key=f"{base}--date", format="DD.MM.YYYY", **changed)
    if chosen is not None and chosen.requires_reason:
        st.text_area(say(N_("Why?")), key=f"{base}--because", height=90, **changed)
    if proof and chosen is not None and chosen.value in ("done", "planned"):
        st.subheader(say(N_("Proof")), anchor=False)
        for name in proof:
            label, widget = library.option("proof", name).text(language()), f"{base}--{name.replace('_', '-')}"
            if name in PROOF_DATES:
                st.date_input(label, key=widget, format="DD.MM.YYYY", **changed)
            else:
                st.text_input(label, key=widget, max_chars=500, **changed)
