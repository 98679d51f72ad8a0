"""The follow-up: each predicted effect beside what happened to it, one of them open for writing."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment import answers, sentences
from assessment.case import Case, Outcome
from assessment.matter import FOLLOWED, Matter
from assessment.wording import Wording
from data.permissions import Actor
from locales import N_
from ui import evidence, fields
from ui.field import Field
from ui.page_setup import PAGES, go
from ui.questions import may_edit
from ui.words import day, language, plain, say, say_n


def state(matter: Matter, instrument: str) -> None:
    """What is followed up and since when; or why nothing is yet."""
    head = matter.head
    if matter.stored[instrument].state not in FOLLOWED:
        st.info(say(N_("The follow-up begins when the decision is recorded and the matter is moved to follow-up.")))
    if head.decided_on is not None and head.chosen is not None:
        chosen = Wording(matter, language()).alternative(head.chosen)
        text = say(N_("Decided {day}: {alternative}"), day=day(head.decided_on), alternative=chosen)
        st.html(f'<p class="vp-facts">{escape(text)}</p>')
    query = {"decision": str(head.id)}
    others = [id for id, case in matter.cases.items() if id != instrument and case.outcomes]
    for id in others:
        title = matter.instruments[id].template.title.text(language())
        label = say(N_("The same for: {title}"), title=plain(title))
        st.page_link(PAGES / "follow_up.py", label=label, query_params=query | {"instrument": id})


def listing(matter: Matter, case: Case) -> None:
    """A line for each predicted effect: what was predicted, and in a word what happened."""
    outcomes = case.outcomes
    if not outcomes:
        st.markdown(say(N_("There are no effects to follow up.")))
        return
    done = sum(not outcome.missing for outcome in outcomes)
    st.markdown(say_n(N_("{done}/{n} effect recorded"), N_("{done}/{n} effects recorded"), len(outcomes), done=done))
    wording = Wording(matter, language())
    for outcome in outcomes:
        row = outcome.cell.row
        key = row.replace("_", "-").replace(":", "-")
        with st.container(key=f"outcome-{key}", border=True):
            st.button(plain(wording.row(row)), key=f"open-{key}", type="tertiary", on_click=go, kwargs={"effect": row})
            happened = wording.option("outcome", outcome.happened) if outcome.happened else say(N_("Not recorded"))
            st.html(
                f'<p class="vp-sentence" data-written>{escape(_predicted(matter, outcome))}</p>'
                f'<p class="vp-facts">{escape(happened)}</p>'
            )


def _predicted(matter: Matter, outcome: Outcome) -> str:
    cell = outcome.cell
    group = matter.instruments.library.group(cell.group) if cell.group else None
    return sentences.sentence(cell.area, cell.alternative, dict(cell.values), language(), group)


def one(actor: Actor, matter: Matter, case: Case, outcome: Outcome) -> None:
    cell, section = outcome.cell, case.outcome_section
    assert section is not None  # the outcome is of this section
    wording = Wording(matter, language())
    st.button(say(N_("All effects")), key="all-effects", type="tertiary", on_click=go, kwargs={"effect": None})
    st.header(plain(wording.row(cell.row)), anchor=False)
    left, right = st.columns([2, 1], gap="large")
    locked = not may_edit(actor, matter, case.template.id, section)
    with left:
        for name in outcome.fields:
            field = answers.cell_field(matter.instruments, name)
            key = f"{section.id}/{cell.row}/{cell.alternative}/{name}"
            required = name in outcome.asked
            fields.draw(Field(actor, matter, case.template.id, key, field, field.text(language()), required, locked))
            if field.type == "evidence" and not locked:
                evidence.add_form(actor, matter)
        _next(case, outcome)
    with right:
        st.subheader(say(N_("This was predicted")), anchor=False)
        st.html(f'<p class="vp-sentence" data-written>{escape(_predicted(matter, outcome))}</p>')
        for name in ("quantity", "certainty", "rationale", "mitigation"):
            asked = answers.cell_field(matter.instruments, name)
            if name in cell.values:
                told = cell.values.get(f"{name}_said", cell.values[name])  # of the certainty, the reasons too
                said = wording.value(asked, told)
                st.html(
                    f'<p class="vp-label">{escape(asked.text(language()))}</p>'
                    f'<p class="vp-answer" data-written>{escape(said)}</p>'
                )


def _next(case: Case, outcome: Outcome) -> None:
    rows = [one.cell.row for one in case.outcomes if one.missing]
    following = [row for row in rows if row != outcome.cell.row]
    if following:
        st.button(
            say(N_("Continue to the next effect")), key="next-effect", type="primary", on_click=go,
            kwargs={"effect": following[0]},
        )  # fmt: skip
