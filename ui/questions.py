"""One section as steps of a few related questions, with guidance and history beside them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assessment import progress
from assessment.answers import YES_NO, Answer
from assessment.case import Case, Item
from assessment.matter import Matter
from assessment.templates.model import Section
from assessment.wording import Wording
from data import assessments
from data.assessments import LOCKED
from data.permissions import Actor
from data.refusals import Conflict, Refused
from locales import N_
from ui import assigned, comments, conflicts, evidence, fields, panels, stages
from ui.field import Field, widget_key
from ui.page_setup import LANGUAGE_NAMES, PAGES, clear_problems, fail, go, role_name, saved
from ui.words import at, language, plain, say, say_n, words

AT_ONCE = 3


def steps(case: Case, section: Section) -> list[list[Item]]:
    """Visible questions in groups: by alternative or by Lundy's dimension where there are such, else by threes."""
    groups: list[list[Item]] = []
    places = {code: number for number, code in enumerate(case.codes)}
    items = case.in_section(section.id)
    # The case has them question by question; a page has one alternative, and what concerns none comes last.
    for item in sorted(items, key=lambda item: places.get(item.alternative or "", len(places))):
        last = groups[-1] if groups else []
        same = bool(last) and (item.alternative, item.question.dim) == (last[0].alternative, last[0].question.dim)
        room = len(last) < AT_ONCE or item.alternative is not None
        if same and room:
            last.append(item)
        else:
            groups.append([item])
    return groups or [[]]


def may_edit(actor: Actor, matter: Matter, template: str, section: Section | None = None) -> bool:
    """A section of the follow-up is open in the follow-up only, every other until the assessment is published."""
    state = matter.stored[template].state
    open_now = state == "follow_up" if section and section.opens == "follow_up" else state not in LOCKED
    return actor.role in ("preparer", "coordinator") and open_now


def draw(actor: Actor, matter: Matter, case: Case, items: Sequence[Item]) -> None:
    template = case.template.id
    if items and items[0].alternative:
        found = next(a for a in matter.alternatives if a.code == items[0].alternative)
        st.header(plain(f"{found.code} {words(found.name)}"), anchor=False)
    elif items and items[0].question.dim:
        st.header(matter.instruments.library.option("lundy", items[0].question.dim).text(language()), anchor=False)
    for item in items:
        question = item.question
        fields.draw(
            Field(
                actor,
                matter,
                template,
                item.key,
                question,
                question.text(language()),
                item.required,
                not may_edit(actor, matter, template, item.section),
                question.help.text(language()) if question.help else None,
            )
        )
        if question.type == "evidence" and may_edit(actor, matter, template, item.section):
            evidence.add_form(actor, matter)


def language_note(case: Case) -> None:
    """An instrument that does not speak the reader's language says so."""
    spoken = case.template.template.langs
    if language() not in spoken:
        names = ", ".join(LANGUAGE_NAMES[code] for code in spoken if code in LANGUAGE_NAMES)
        st.info(say(N_("This instrument is written in another language: {names}"), names=names))


def more_alternatives(actor: Actor, matter: Matter, section: Section) -> None:
    """Where alternatives are described, one more can be named."""
    if section.id == "alternatives" and actor.role == "preparer" and may_edit(actor, matter, "eva"):
        stages.add_alternative(actor, matter.head.id)


def ready(actor: Actor, matter: Matter, case: Case, section: Section) -> None:
    """ "Onko osio valmis?" – the person declares it; what is still open is told beside it."""
    given, total = progress.counts(case, section.id)
    st.html("<hr class='vp-rule'>")
    if given < total:
        st.markdown(say_n(N_("{n} question is still open."), N_("{n} questions are still open."), total - given))
    field = Field(
        actor, matter, case.template.id, f"done/{section.id}", YES_NO, say(N_("Is this section ready?")),
        locked=not may_edit(actor, matter, case.template.id, section),
    )  # fmt: skip
    fields.draw(field)


def onward(matter: Matter, section: Section, step: int, last: int) -> None:
    with st.container(horizontal=True, key="onward"):
        if step < last:
            st.button(
                say(N_("Save and continue")), type="primary", key="next-step", on_click=go,
                kwargs={"step": str(step + 1)},
            )  # fmt: skip
        if step > 1:
            st.button(say(N_("Previous")), key="previous-step", on_click=go, kwargs={"step": str(step - 1)})
        if last > 1:
            st.caption(say(N_("Part {step} of {last}"), step=step, last=last))
        query = {"decision": str(matter.head.id)}
        st.page_link(PAGES / "tasks.py", label=say(N_("Back to the task list")), query_params=query)


def aside(actor: Actor, matter: Matter, case: Case, section: Section, items: Sequence[Item]) -> None:
    """Who else is here, comments, what the law says, what is known beside this section, and older answers."""
    here(actor, matter, case.template.id, section)
    keys = {item.key: Wording(matter, language()).place(case.template.id, item.key) for item in items}
    comments.draw(actor, matter.stored[case.template.id].id, keys)
    panels.draw(actor, matter, section)
    library = matter.instruments.library
    articles = [*section.crc, *(n for item in items for n in item.question.crc)]
    laws = [law for item in items for law in item.question.law]
    if articles or laws:
        st.subheader(say(N_("Basis")), anchor=False)
        lines = [library.law(law).name(language()) for law in dict.fromkeys(laws)]
        lines += [f"{n} {library.article(n).text(language())}" for n in dict.fromkeys(articles)]
        st.html("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")
    written = [item for item in items if item.answer is not None and item.answer.rev > 1]
    if written:
        _history(actor, matter, case, written)


def here(actor: Actor, matter: Matter, template: str, section: Section) -> None:
    """Who else has the section open now, and whose it is to fill in."""
    stored = matter.stored[template]
    if may_edit(actor, matter, template, section):
        for role, moment in assessments.be_here(actor, stored.id, section.id):
            st.info(say(N_("{role} has this section open ({time})"), role=role_name(role), time=at(moment)))
    assigned.draw(actor, stored.id, section.id, may_assign=may_edit(actor, matter, template, section))


def _history(actor: Actor, matter: Matter, case: Case, items: Sequence[Item]) -> None:
    """Older answers of the questions on this step; each may be brought back as a new event."""
    st.subheader(say(N_("Earlier answers")), anchor=False)
    chosen = st.selectbox(
        say(N_("Question")), options=[item.key for item in items], index=None, placeholder=say(N_("Choose")),
        format_func=lambda key: next(i.question.text(language()) for i in items if i.key == key),
        key=f"history-{case.template.id}",
    )  # fmt: skip
    if chosen is not None:
        _older(actor, matter, case, next(item for item in items if item.key == chosen))


def _older(actor: Actor, matter: Matter, case: Case, item: Item) -> None:
    """The last five older answers of one question. Each button is named by its question as well as its answer."""
    stored = matter.stored[case.template.id]
    seen = matter.answers(case.template.id)[item.key].rev
    for event in assessments.history(actor, stored.id, item.key)[1:6]:
        st.caption(f"{role_name(event.by_role)}, {at(event.at)}")
        before = Answer(item.key, event.value, event.unknown_reason)
        st.text(Wording(matter, language()).answer(item.question, before))
        if may_edit(actor, matter, case.template.id):
            key = f"restore-{widget_key(stored.id, item.key)}-{event.rev}"
            args = (actor, stored.id, item.key, event.rev, seen)
            st.button(say(N_("Bring this back")), key=key, on_click=_restore, args=args)


def _restore(actor: Actor, assessment_id: int, key: str, rev: int, seen: int) -> None:
    base = widget_key(assessment_id, key)
    try:
        assessments.restore_answer(actor, assessment_id, key, rev, seen)
    except Conflict as conflict:
        conflicts.remember(base, conflict.mine, conflict.theirs)
        return
    except Refused as refused:
        fail([(base, message) for _, message in refused.problems])
        return
    clear_problems()
    fields.forget(base)
    saved()
