"""Before a release is frozen: what stays hidden and why, what could be worked out, and the act itself.

Reasons are for the preparer alone. Readers see the same words for every hidden row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from data import instruments, releases
from data.permissions import Actor
from data.refusals import Refused
from data.releases import Preview
from locales import N_, Message
from participation.disclosure import Hiding
from participation.published_rows import BLOCK, TOTAL, Finding
from participation.release import ActivityResult, Release, Table
from ui.page_setup import clear_problems, done, fail, problem_at
from ui.words import at, language, number, say, say_n, words
from ui.written import items, sentence

LINES_SHOWN = 10
REASONS = {
    "small": N_("fewer than 10 answered"),
    "protects": N_("it protects a smaller group, which could otherwise be worked out"),
    "held_back": N_("its figures alone would give away how somebody answered"),
    "withheld": N_("too few groups are large enough to be shown"),
}
PROBLEMS = {
    "one_count": N_("the number of some answers could be worked out"),
    "one_answer": N_("it could be worked out that everybody answered alike"),
    "impossible": N_("the figures contradict each other"),
    "hidden_carries": N_("a hidden row says more than its name"),
    "hidden_alone": N_("a hidden row has no other hidden row beside it"),
    "total_missing": N_("groups are shown though all answers together are not"),
    "removed": N_("it was published earlier and is gone now"),
    "shrank": N_("there are fewer answers than were published earlier"),
    "grew_too_little": N_("fewer than 10 answers have come after the earlier release"),
    "counts_missing": N_("the counts behind the earlier release are no longer kept"),
    "crossing_changed": N_("the groups are not those of the earlier release"),
}


# ------------------------------------------------------------------ in words


def table_name(table_id: str, tables: Mapping[str, Table]) -> str:
    """What a table is about: the cleared words, the alternative's code, or the comment's number."""
    table = tables.get(table_id)
    if table is not None and table.subject == "alternative":
        return table_id
    if table is not None and table.text:
        return f"“{words(table.text)}”"
    kind, _, rest = table_id.partition("-")
    return say(N_("comment {number}"), number=rest) if kind == "comment" and rest else table_id


def row_name(row_id: str, tables: Sequence[Table]) -> str:
    """The name of a row, from any table that has it: a withheld table has no rows."""
    if row_id == TOTAL:
        return say(N_("All answers together"))
    if row_id == BLOCK:
        return say(N_("The hidden rows together"))
    for table in tables:
        for row in table.rows:
            if row.id == row_id:
                return words(row.label)
    if row_id == "none":
        return say(N_("No group"))
    return say(N_("Group {letter}"), letter=row_id) if len(row_id) == 1 else row_id


def hidden_lines(activity: ActivityResult, hidings: Sequence[Hiding]) -> list[str]:
    """Each hidden row once for each reason, with the places where it is hidden."""
    tables = {table.id: table for table in activity.tables}
    places: dict[tuple[str, str], list[str]] = {}
    for hiding in hidings:
        places.setdefault((hiding.row_id, hiding.reason), []).append(hiding.table_id)
    lines = []
    for (row_id, reason), found in places.items():
        row, why = row_name(row_id, activity.tables), say(REASONS[reason])
        if any(table.subject in ("alternative", "question") for table in activity.tables):
            where = ", ".join(table_name(id, tables) for id in found)
            lines.append(say(N_("{row}: {reason} ({places})."), row=row, reason=why, places=where))
        else:
            forms = (
                N_("{row}: {reason}. Hidden on {count} comment of {all}."),
                N_("{row}: {reason}. Hidden on {count} comments of {all}."),
            )
            told = {"row": row, "reason": why, "count": number(len(found)), "all": number(len(tables))}
            lines.append(say_n(*forms, len(found), **told))
    return lines


def finding_lines(findings: Sequence[Finding], release: Release) -> list[str]:
    """Where something could be worked out, and what."""
    every = [table for activity in release.activities for table in activity.tables]
    tables = {table.id: table for table in every}
    return [
        say(
            N_("{table}, {row}: {problem}."), table=table_name(finding.table_id, tables),
            row=row_name(finding.row_id, every), problem=say(PROBLEMS[finding.problem]),
        )
        for finding in findings
    ]  # fmt: skip


def same_figures(new: Release, old: Release) -> bool:
    """Whether a release would say what the earlier one says; number, time and groups not heard apart."""
    apart = {"number", "frozen_at", "not_heard"}
    return new.model_dump(exclude=apart) == old.model_dump(exclude=apart)


def group_names() -> dict[str, str]:
    """Every group of the library, by id, in the library's order."""
    library = instruments.current().library
    return {id: library.group(id).text(language()) for id in library.group_ids()}


# ------------------------------------------------------------------ drawing


def frozen(release: Release, *, changed: bool) -> None:
    """The newest release: number, time, fingerprint, and whether anything has changed after it."""
    later = N_("The input has changed after it.") if changed else N_("Nothing has changed after it.")
    heading = say(N_("Release {number} is frozen"), number=release.number)
    st.html(
        f'<div class="vp-frozen"><h2>{escape(heading)}</h2>'
        f"<p>{escape(say(N_('Frozen {time}.'), time=at(release.frozen_at)))} {escape(say(later))}</p>"
        f"<p>{escape(say(N_('Fingerprint (SHA-256)')))}:<br>"
        f'<code class="vp-fingerprint">{release.sha256()}</code></p></div>'
    )


def warnings(preview: Preview, empty_themes: Sequence[str]) -> None:
    """What stops the freezing, and what a preparer should know before it."""
    if preview.findings:
        heading = say(N_("These figures could be worked out. Nothing can be frozen before they are mended."))
        lines = _first(finding_lines(preview.findings, preview.release))
        st.html(f'<div class="vp-blocks"><h2>{escape(heading)}</h2>{lines}</div>')
    told = []
    if preview.unread:
        forms = (
            N_("{n} text has not been read. It stays out of the release."),
            N_("{n} texts have not been read. They stay out of the release."),
        )
        told.append(say_n(*forms, preview.unread))
    if preview.waiting:
        forms = (
            N_("{n} text waits for its second reader. Its words stay out of the release."),
            N_("{n} texts wait for their second reader. Their words stay out of the release."),
        )
        told.append(say_n(*forms, preview.waiting))
    if empty_themes:
        told.append(
            say(N_("No text is tied to these themes, so they stay out: {names}."), names=", ".join(empty_themes))
        )
    if preview.carried:
        told.append(say(N_("Some figures stay as they were published, since they cannot be renewed safely:")))
    if told:
        carried = _first(finding_lines(preview.carried, preview.release)) if preview.carried else ""
        heading = say(N_("Before you freeze"))
        lines = items(escape(line) for line in told)
        st.html(f'<div class="vp-warns"><h2>{escape(heading)}</h2>{lines}{carried}</div>')


def hidden(preview: Preview) -> None:
    """What readers will not see, activity by activity, with the reasons that only the preparer sees."""
    st.header(say(N_("What stays hidden, and why")), anchor=False)
    st.html(sentence(say(N_("Readers see the same words for every hidden row and never learn the reason."))))
    nothing = True
    for activity in preview.release.activities:
        lines = hidden_lines(activity, [hiding for id, hiding in preview.hidings if id == activity.activity_id])
        if lines:
            nothing = False
            st.html(f"<h3>{escape(words(activity.title))}</h3>{items(escape(line) for line in lines)}")
    if nothing:
        st.html(sentence(say(N_("No row is hidden."))))


def _first(lines: Sequence[str]) -> str:
    """The first lines as a list, and how many more there are."""
    more = len(lines) - LINES_SHOWN
    rest = [say_n(N_("{n} more place"), N_("{n} more places"), more)] if more > 0 else []
    return items(escape(line) for line in [*lines[:LINES_SHOWN], *rest])


@st.fragment
def freezing(actor: Actor, decision_id: int, preview: Preview, latest: Release | None) -> None:
    """Who was not heard, one tick, and the act. A fragment, since the preview above takes its time."""
    names = group_names()
    key = f"not-heard-{decision_id}"
    st.session_state.setdefault(key, [id for id in (latest.not_heard if latest else ()) if id in names])
    st.header(say(N_("Who has not been heard?")), anchor=False)
    not_heard = st.multiselect(
        f"{say(N_('Affected groups that did not take part'))} ({say(N_('optional'))})", list(names),
        format_func=lambda id: names.get(id, id), key=key, placeholder=say(N_("Choose one or more")),
    )  # fmt: skip
    st.header(say(N_("Freeze")), anchor=False)
    st.html(sentence(say(N_("A frozen release is never changed. A later one can only add to it."))))
    problem_at("checked")
    checked = st.checkbox(say(N_("I have checked what will be visible and what stays hidden")), key="checked")
    if st.button(say(N_("Freeze release {number}"), number=preview.release.number), key="freeze", type="primary"):
        if checked:
            freeze(actor, decision_id, preview.release.number, not_heard)
        else:
            fail([("checked", Message(N_("Tick that you have checked the preview.")))])
        st.rerun()


def freeze(actor: Actor, decision_id: int, expected: int, not_heard: Sequence[str]) -> None:
    """Freezes the release that was previewed; a second press, or another release in between, changes nothing."""
    latest = releases.latest(actor, decision_id)
    if latest is not None and latest.number >= expected:
        done(say(N_("Release {number} has been frozen already. Look at the preview again."), number=latest.number))
        return
    try:
        made = releases.freeze(actor, decision_id, not_heard=not_heard)
    except Refused as refused:
        fail([("", message) for _, message in refused.problems])
        return
    clear_problems()
    st.session_state.pop("checked", None)
    done(say(N_("Release {number} was frozen. Readers now see it."), number=made.number))
