"""The task list: groups, rows and the word for each status."""

from __future__ import annotations

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
    return ("effects.py" if task.section in ("matrix", "life") else "section.py"), query


def draw(matter: Matter, *, locked: bool) -> None:
    """All groups with their rows; a task that cannot start has no link."""
    for group in GROUPS:
        tasks = [task for task in matter.tasks if task.group == group]
        if not tasks and group != "check":
            continue
        st.header(say(GROUP_NAMES[group]), anchor=False)
        for task in tasks:
            _row(matter, task, locked)
        if group == "check":
            with st.container(key="task-check", horizontal=True, vertical_alignment="center"):
                label = say(N_("Check and send"))
                st.page_link(PAGES / "check.py", label=label, query_params={"decision": str(matter.head.id)})
                state = matter.stored["eva"].state
                st.html(f'<span class="vp-status">{escape(say(STATE_NAMES[state]))}</span>')


def _row(matter: Matter, task: Task, locked: bool) -> None:
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
        count = f" ({task.given}/{task.total})" if task.given < task.total and task.status == "in_progress" else ""
        status = say(STATUS_NAMES[task.status]) + count
        st.html(f'<span class="vp-status vp-status-{task.status.replace("_", "-")}">{escape(status)}</span>')
