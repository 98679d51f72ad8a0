"""The task list: groups, rows and the word for each status."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from assessment.matter import Matter
from assessment.progress import GROUPS, Task
from locales import N_
from ui.page_setup import PAGES
from ui.words import language, plain, say

GROUP_NAMES = {
    "basics": N_("Basics"),
    "alternatives": N_("Alternatives"),
    "participation": N_("Early participation"),
    "effects": N_("Effects"),
    "children": N_("Children and young people"),
    "check": N_("Check and send"),
    "follow_up": N_("Follow-up"),
}
STATUS_NAMES = {
    "done": N_("Ready"),
    "in_progress": N_("In progress"),
    "not_started": N_("Not started"),
    "waiting": N_("Waiting for others"),
    "changed": N_("Changed – check"),
    "cannot_start": N_("Cannot start yet"),
}
STATE_NAMES = {
    "draft": N_("Draft"),
    "in_review": N_("In review"),
    "changes_requested": N_("Changes requested"),
    "reviewed": N_("Reviewed"),
    "signed": N_("Signed"),
    "published": N_("Published"),
    "follow_up": N_("In follow-up"),
    "closed": N_("Closed"),
    "withdrawn": N_("Withdrawn"),
}
STAGE_NAMES = {
    "in_preparation": N_("In preparation"),
    "hearing": N_("Open for hearing"),
    "on_agenda": N_("On the agenda"),
    "decided": N_("Decided as proposed"),
    "decided_changed": N_("Decided with changes"),
    "returned": N_("Sent back to preparation"),
    "rejected": N_("Rejected or lapsed"),
    "follow_up": N_("In follow-up"),
    "closed": N_("Follow-up closed"),
}
OWN_PAGES = {
    "screening": "screening.py",
    "lava_screening": "screening.py",
    "checklist": "participation.py",
    "import": "bring_in.py",
    "texts": "texts.py",
    "release": "release.py",
    "responses": "responses.py",
}


def page_of(task: Task, decision_id: int) -> tuple[str, dict[str, str]]:
    """Where a task is done: page file and address parameters."""
    query = {"decision": str(decision_id)}
    if not task.template:
        if task.section == "lava_screening":
            query["instrument"] = "lava"
        return OWN_PAGES[task.section], query
    query |= {"instrument": task.template, "section": task.section}
    if task.section == "screening":
        return OWN_PAGES["screening"], query
    return {"matrix": "effects.py", "outcomes": "follow_up.py"}.get(task.kind, "section.py"), query


def draw(matter: Matter, *, locked: bool, names: Mapping[tuple[str, str], str]) -> None:
    """All groups with their rows; a task that cannot start has no link. `names`: whose a section is."""
    for group in GROUPS:
        tasks = [task for task in matter.tasks if task.group == group]
        if not tasks and group != "check":
            continue
        if group == "others":
            _others(matter, tasks, locked, names)
            continue
        st.header(say(GROUP_NAMES[group]), anchor=False)
        for task in tasks:
            _row(matter, task, locked and group != "follow_up", names)
        if group == "check":
            with st.container(key="task-check", horizontal=True, vertical_alignment="center"):
                label = say(N_("Check and send"))
                st.page_link(PAGES / "check.py", label=label, query_params={"decision": str(matter.head.id)})
                state = matter.stored["eva"].state
                st.html(f'<span class="vp-status">{escape(say(STATE_NAMES[state]))}</span>')


def _others(matter: Matter, tasks: list[Task], locked: bool, names: Mapping[tuple[str, str], str]) -> None:
    """Each instrument beside EVA and LAVA under its own name."""
    for template_id in dict.fromkeys(task.template for task in tasks):
        title = matter.instruments[template_id].template.title.text(language())
        state = say(STATE_NAMES[matter.stored[template_id].state])
        st.header(plain(f"{title} ({state})"), anchor=False)
        for task in tasks:
            if task.template == template_id:
                _row(matter, task, locked, names)


def _row(matter: Matter, task: Task, locked: bool, names: Mapping[tuple[str, str], str]) -> None:
    file, query = page_of(task, matter.head.id)
    title = task.title.text(language())
    with st.container(
        key=f"task-{task.template or 'own'}-{task.section.replace('_', '-')}",
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
    ):
        if task.status == "cannot_start":
            st.html(f'<span class="vp-closed">{escape(title)}</span>')
        else:
            label = say(N_("See: {title}"), title=title) if locked else title
            st.page_link(PAGES / file, label=plain(label), query_params=query)
        started = 0 < task.given < task.total and task.status == "in_progress"
        count = f" ({task.given}/{task.total})" if started else ""
        status = say(STATUS_NAMES[task.status]) + count
        whose = names.get((task.template, task.section))
        if whose is not None:
            status = f"{whose} · {status}"
        st.html(f'<span class="vp-status vp-status-{task.status.replace("_", "-")}">{escape(status)}</span>')
