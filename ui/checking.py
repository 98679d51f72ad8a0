"""Gaps, sections with verdicts, and the buttons that move the assessment on."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment import progress, review, workflow
from assessment.case import Case
from assessment.matter import Matter
from assessment.names import MOVES
from assessment.review import Verdict
from assessment.templates.model import Gate, Section, Transition
from assessment.workflow import Obstacle
from data import assessments, briefings
from data.assessments import Desk
from data.permissions import Actor, NotAllowed
from data.refusals import Refused
from locales import N_, Message
from ui import gates
from ui.page_setup import PAGES, clear_problems, done, fail, problem_at, role_name
from ui.tasklist import STATE_NAMES, STATUS_NAMES, page_of
from ui.words import at, language, plain, say, say_n

VERDICTS = ("to_correct", "improvable", "accepted")
WAITS = {  # whose turn it is in each state
    "draft": "preparer",
    "changes_requested": "preparer",
    "in_review": "reviewer",
    "reviewed": "signer",
    "signed": "signer",
}


def state_line(matter: Matter) -> None:
    state = say(STATE_NAMES[matter.stored["eva"].state])
    st.html(f'<p class="vp-facts">{escape(say(N_("State: {state}"), state=state))}</p>')


def gaps(matter: Matter) -> None:
    """What blocks and what only warns at the next step, in words, with the way there; and what is still open."""
    state = matter.stored["eva"].state
    at_step = "sign" if state in ("reviewed", "signed") else "close" if state == "follow_up" else "submit"
    found = [
        (case, obstacle)
        for case in matter.cases.values()
        if case.level in ("brief", "full")
        for obstacle in workflow.gates(case, at_step)
    ]
    _obstacles(matter, "vp-blocks", say(N_("These stop the assessment")), [o for o in found if o[1].level == "block"])
    _obstacles(matter, "vp-warns", say(N_("Councillors will see these")), [o for o in found if o[1].level == "warn"])
    open_tasks = [task for task in matter.tasks if task.status not in ("done", "cannot_start")]
    if open_tasks and state in ("draft", "changes_requested"):
        st.header(say(N_("Still open")), anchor=False)
        for task in open_tasks:
            file, query = page_of(task, matter.head.id)
            label = f"{task.title.text(language())} ({say(STATUS_NAMES[task.status])})"
            st.page_link(PAGES / file, label=plain(label), query_params=query)
    elif not found and state in ("draft", "changes_requested", "reviewed"):
        st.success(say(N_("Nothing is missing.")))


def _obstacles(matter: Matter, name: str, title: str, found: list[tuple[Case, Obstacle]]) -> None:
    if not found:
        return
    with st.container(key=name):
        st.header(title, anchor=False)
        for number, (case, obstacle) in enumerate(found):
            place = gates.way(matter, case, obstacle.text) if isinstance(obstacle.text, Gate) else None
            text = plain(obstacle.text.text(language()))
            with st.container(key=f"{name}-{number}"):
                if place is None:
                    st.markdown(text)
                else:
                    st.page_link(PAGES / place[0], label=text, query_params=place[1])


def changes_since_signing(actor: Actor, matter: Matter, desk: Desk) -> None:
    """After an edit has voided a review or a signature: a way to see exactly what changed."""
    last = next((move for move in reversed(desk.moves) if move.transition in ("t_accept", "t_sign")), None)
    if last is None or not any(m.transition == "t_void" and m.at >= last.at for m in desk.moves):
        return
    what = N_("An edit after the signature sent the assessment back to review.")
    if last.transition == "t_accept":
        what = N_("An edit after the review sent the assessment back to review.")
    st.warning(say(what))
    query = {"decision": str(matter.head.id), "from": last.at.isoformat(), "to": "now"}
    st.page_link(PAGES / "differences.py", label=say(N_("See exactly what changed")), query_params=query)


# ------------------------------------------------------------------ sections and verdicts


def sections(actor: Actor, matter: Matter, template_id: str, desk: Desk) -> None:
    case = matter.case(template_id)
    if case is None or case.level not in ("brief", "full"):
        return
    st.header(plain(case.template.template.title.text(language())), anchor=False)
    standing = review.standing(case, desk.verdicts)
    state = matter.stored[template_id].state
    reviewing = actor.role == "reviewer" and state == "in_review"
    asked = review.reviewed(case)
    if state == "in_review":
        given = sum(section.id in standing for section in asked)
        st.markdown(say(N_("{given}/{all} sections have a verdict"), given=given, all=len(asked)))
    for section in asked:
        _section(actor, matter, case, section, standing.get(section.id), reviewing)


def _section(
    actor: Actor, matter: Matter, case: Case, section: Section, verdict: Verdict | None, reviewing: bool
) -> None:
    template_id = case.template.id
    page = "effects.py" if section.is_matrix else "section.py"
    query = {"decision": str(matter.head.id), "instrument": template_id, "section": section.id}
    title = section.title.text(language())
    editable = actor.role in ("preparer", "coordinator")
    label = say(N_("Change: {title}"), title=title) if editable else say(N_("See: {title}"), title=title)
    given, total = progress.counts(case, section.id)
    with st.container(border=True, key=f"check-{template_id}-{section.id.replace('_', '-')}"):
        st.page_link(PAGES / page, label=plain(label), query_params=query)
        facts = [say(STATUS_NAMES[progress.status(case, section.id)])]
        if given < total:
            facts.append(say_n(N_("{n} place is open"), N_("{n} places are open"), total - given))
        st.html(f'<p class="vp-facts">{escape(" · ".join(facts))}</p>')
        if verdict is not None:
            word = matter.instruments.library.option("verdicts", verdict.verdict).text(language())
            when = f"{role_name(verdict.by_role)}, {at(verdict.at)}"
            st.html(f'<p class="vp-verdict"><strong>{escape(word)}</strong> ({escape(when)})</p>')
            if verdict.comment:
                st.text(verdict.comment)
        if reviewing:
            _verdict_form(actor, matter, case, section, verdict)


def _verdict_form(actor: Actor, matter: Matter, case: Case, section: Section, verdict: Verdict | None) -> None:
    """Three verdicts; a correction needs a comment, an improvement also an owner and a date."""
    library, template_id = matter.instruments.library, case.template.id
    base = f"verdict-{template_id}-{section.id.replace('_', '-')}"
    problem_at(f"comment-{section.id}")
    problem_at(f"owner-{section.id}")
    names = {v: library.option("verdicts", v).text(language()) for v in VERDICTS}
    if base not in st.session_state:
        st.session_state[base] = verdict.verdict if verdict else None
    chosen = st.radio(
        say(N_("Verdict")), options=list(VERDICTS), format_func=lambda v: names[v], index=None, key=base,
        horizontal=True,
    )  # fmt: skip
    if chosen in ("to_correct", "improvable"):
        st.text_area(say(N_("What should be corrected or improved?")), key=f"{base}-comment", height=90)
    if chosen == "improvable":
        roles = {v: t.text(language()) for v, t in library.lists["roles"].items()}
        st.selectbox(
            say(N_("Who is responsible (role)?")), options=list(roles), format_func=lambda v: roles[v], index=None,
            key=f"{base}-owner", placeholder=say(N_("Choose")),
        )  # fmt: skip
        st.date_input(say(N_("By when?")), key=f"{base}-due", value=None, format="DD.MM.YYYY")
    if chosen is not None:
        st.button(
            say(N_("Record the verdict")), key=f"{base}-save", on_click=_record,
            args=(actor, matter.stored[template_id].id, section.id, base, review.section_hash(case, section.id)),
        )  # fmt: skip


def _record(actor: Actor, assessment_id: int, section: str, base: str, read: str) -> None:
    state = st.session_state
    try:
        assessments.give_verdict(
            actor, assessment_id, section, state[base], state.get(f"{base}-comment", ""),
            state.get(f"{base}-owner"), state.get(f"{base}-due"), seen=read,
        )  # fmt: skip
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()


# ------------------------------------------------------------------ the next step


def steps(actor: Actor, matter: Matter) -> None:
    """The buttons that this role has now. A button is always active; pressing it with gaps tells what is missing."""
    flow = matter.instruments.library.workflow("standard")
    stored = matter.stored["eva"]
    found = workflow.open_to(flow, stored.state, actor.role)
    st.header(say(N_("Next step")), anchor=False)
    waits = WAITS.get(stored.state)
    if waits is not None and actor.role != waits:
        st.markdown(say(N_("Waits for: {role}"), role=role_name(waits)))
    elif not found:
        st.markdown(say(N_("Nothing for your role to do at this stage.")))
    for step in found:
        _step(actor, matter, step)


def _step(actor: Actor, matter: Matter, step: Transition) -> None:
    for key in (*(f"{id}:{step.id}" for id in matter.cases), "publish"):
        problem_at(key)
    if step.id == "t_follow" and matter.head.decided_on is None:
        return
    if step.id == "t_sign":
        st.markdown(say(N_("Signing says:")))
        for case in matter.cases.values():
            if case.level not in ("brief", "full") or case.template.workflow is None:
                continue
            for attestation in case.template.workflow.sign_off.attest:
                st.checkbox(plain(attestation.text(language())), key=f"attest-{attestation.id.replace('_', '-')}")
    asks_reason = "reason" in step.needs
    if asks_reason:
        with st.popover(plain(step.text(language()))):
            st.text_area(say(N_("Why? The reason stays on record.")), key=f"reason-{step.id.replace('_', '-')}")
            _button(actor, matter, step)
    else:
        _button(actor, matter, step)


def _button(actor: Actor, matter: Matter, step: Transition) -> None:
    label = plain(step.text(language()))
    kind = "secondary" if "reason" in step.needs or step.id == "t_return" else "primary"
    st.button(label, key=f"do-{step.id.replace('_', '-')}", type=kind, on_click=_do, args=(actor, matter, step))


def _do(actor: Actor, matter: Matter, step: Transition) -> None:
    state = st.session_state
    attested = tuple(
        attestation.id
        for case in matter.cases.values()
        if (used := case.template.workflow) is not None
        for attestation in used.sign_off.attest
        if state.get(f"attest-{attestation.id.replace('_', '-')}")
    )
    try:
        if step.id == "t_publish":
            briefings.publish(actor, matter.head.id)
        else:
            reason = state.get(f"reason-{step.id.replace('_', '-')}", "")
            assessments.move(actor, matter.head.id, step.id, reason=reason, attested=attested)
    except Refused as refused:
        fail([("", message) for _, message in refused.problems])
        return
    except NotAllowed:
        fail([("", Message(N_("Somebody has moved the assessment meanwhile. Reload the page.")))])
        return
    clear_problems()
    done(say(N_("Done: {what}"), what=step.text(language())))


def history(matter: Matter, template_id: str, desk: Desk) -> None:
    """What has happened, newest first, by role and time."""
    if not desk.moves:
        return
    st.header(plain(matter.instruments[template_id].template.title.text(language())), anchor=False)
    lines = []
    for move in reversed(desk.moves):
        line = f"{say(MOVES[move.transition])} – {role_name(move.by_role)}, {at(move.at)}"
        if move.content_hash and move.transition == "t_sign":
            line += f" ({move.content_hash[:12]})"
        lines.append(f"<li>{escape(line)}{_reason(move.reason)}</li>")
    st.html(f'<ul class="vp-recent">{"".join(lines)}</ul>')


def _reason(reason: str | None) -> str:
    return f"<br>{escape(reason)}" if reason else ""
