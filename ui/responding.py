"""Writing, approving and publishing the answer to one theme or statement: one field saved at a time.

The answer is stored as a whole under one revision. When two people have it open, edits of different parts are brought
together by themselves; when both have changed the same part, both texts are shown and the writer chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from assessment.matter import Head
from data import instruments, responses
from data.permissions import Actor, NotAllowed
from data.refusals import Conflict, Refused
from data.responses import Response
from locales import N_, Message
from participation import replies
from participation import responses as rules
from participation.release import ThemeCount
from participation.replies import SAYS, TEXTS
from participation.responses import REASON_CODES, Draft
from ui import cards
from ui.cards import Card
from ui.page_setup import clear_problems, done, fail, problem_at, saved
from ui.words import day, language, local, plain, say, say_n
from ui.written import show

WRITERS = frozenset({"preparer", "coordinator"})
APPROVERS = frozenset({"reviewer", "signer"})
PUBLISHERS = frozenset({"preparer", "coordinator", "signer"})
ANSWERING_ROLES = ("preparer", "coordinator", "reviewer", "signer")
MAX_CHARS = {"what": 2000, "where": 1000, "why": 3000, "detail": 300, "to_whom": 300}

_DETAILS = {
    "law": N_("Which law or agreement?"),
    "cost": N_("What would it cost?"),
    "other_right": N_("Which right or group?"),
    "evidence": N_("Which source?"),
    "done": N_("Where has it been done?"),
    "other_option": N_("Which alternative?"),
    "timing": N_("Which date?"),
}
_TO_WHOM = {
    "forwarded": N_("To whom was the matter passed on?"),
    "later": N_("Who takes the matter up?"),
    "out_of_scope": N_("Who decides on this? (optional)"),
}
_WHEN = {
    "forwarded": N_("When is it handled?"),
    "later": N_("When is it taken up?"),
}


@dataclass(frozen=True)
class Desk:
    """One answer as it is open in front of one person."""

    actor: Actor
    head: Head
    card: Card

    @property
    def base(self) -> str:
        """Of the widget keys. A corrected version begins its revisions anew, so it has keys of its own."""
        return f"answer-{self.card.key}-v{self.card.answer.version if self.card.answer else 1}"

    @property
    def target(self) -> dict[str, int]:
        if isinstance(self.card.subject, ThemeCount):
            return {"theme_id": self.card.subject.theme_id}
        return {"statement_id": self.card.subject.id}

    def state(self, name: str) -> str:
        return f"{self.base}--{name}"


# ------------------------------------------------------------------ where the answer stands, in words


def stands(answer: Response | None) -> str:
    """The handling of the answer in words, for the list and the head of the editor."""
    if answer is None:
        return say(N_("Not begun"))
    if answer.state == "published" and answer.published_at:
        when = day(local(answer.published_at).date())
        if answer.version > 1:
            return say(N_("Corrected version {n} published on {day}"), n=answer.version, day=when)
        return say(N_("Published on {day}"), day=when)
    if answer.state == "approved":
        return say(N_("Approved, not published yet"))
    lacking = len(rules.missing(answer.draft))
    if lacking:
        return say_n(N_("Draft, {n} thing missing"), N_("Draft, {n} things missing"), lacking)
    return say(N_("Draft, waits for approval"))


def waits_for(role: str, answer: Response | None) -> str | None:
    """What this role does next with the answer; None when it is somebody else's turn."""
    if answer is None:
        return say(N_("Write the answer")) if role in WRITERS else None
    complete = not rules.missing(answer.draft)
    if answer.state == "draft" and not complete and role in WRITERS:
        return say(N_("Finish the answer"))
    if answer.state == "draft" and complete and role in APPROVERS:
        return say(N_("Approve the answer"))
    if answer.state == "approved" and role in PUBLISHERS:
        return say(N_("Publish the answer"))
    return None


def missing_html(draft: Draft | None) -> str:
    """What keeps the answer from being approved, line by line."""
    if draft is None:
        return f'<p class="vp-inf-missing">{escape(say(N_("Choose first how the view was used.")))}</p>'
    lacking = rules.missing(draft)
    if not lacking:
        text = say(N_("Nothing is missing. A reviewer or signer approves the answer next."))
        return f'<p class="vp-inf-missing">{escape(text)}</p>'
    lines = "".join(f"<li>{escape(message.text(language()))}</li>" for message in lacking)
    return f'<div class="vp-inf-missing"><h3>{escape(say(N_("Still missing")))}</h3><ul>{lines}</ul></div>'


# ------------------------------------------------------------------ the editor


def editor(desk: Desk) -> None:
    """Every field that the chosen status says, each saved when it changes."""
    _seed(desk)
    _status(desk)
    if desk.card.answer is not None:
        for part in SAYS[desk.card.answer.draft.status]:
            with st.container(key=f"q-{desk.base}-{part.replace('_', '-')}"):
                _FIELDS[part](desk)
                _clash(desk, part)
    show(missing_html(desk.card.draft))


def _key(desk: Desk, part: str) -> str:
    return f"{desk.base}-{part.replace('_', '-')}"


def _seed(desk: Desk) -> None:
    """Session state from the database: when the answer is new here, or somebody else has saved it since."""
    answer = desk.card.answer
    rev, draft = (answer.rev, answer.draft) if answer else (0, Draft())
    if st.session_state.get(desk.state("seen")) != rev and desk.state("clash") not in st.session_state:
        if desk.state("seen") in st.session_state:
            st.session_state[desk.state("changed")] = True
        _take(desk, draft, rev)
    known: Draft = st.session_state[desk.state("known")]
    for part in Draft.model_fields:
        if _key(desk, part) not in st.session_state:  # a field that was not drawn has lost its value
            st.session_state[_key(desk, part)] = _on_screen(part, known, answer is not None or rev > 0)
    if st.session_state.pop(desk.state("changed"), False):
        st.info(say(N_("Somebody else has changed this answer. The newest text is shown.")))
    if st.session_state.pop(desk.state("joined"), False):
        st.info(say(N_("Somebody else changed another part of this answer at the same time. Both changes are kept.")))


def _on_screen(part: str, draft: Draft, begun: bool) -> Any:
    value = getattr(draft, part)
    if part == "status":
        return value if begun else None  # nothing is chosen beforehand
    return value or None if part == "role" else value


def _take(desk: Desk, draft: Draft, rev: int, *, keep: str | None = None) -> None:
    """Shows the stored answer in every field but `keep`, where one's own text stays."""
    # A run may end at any of these lines. Without a revision they are begun anew; an older text under a newer revision
    # would overwrite unseen.
    st.session_state.pop(desk.state("seen"), None)
    for part in Draft.model_fields:
        if part != keep:
            st.session_state[_key(desk, part)] = _on_screen(part, draft, rev > 0)
    st.session_state[desk.state("known")] = draft
    st.session_state[desk.state("seen")] = rev


def _save(desk: Desk, part: str) -> None:
    value = st.session_state[_key(desk, part)]
    value = "" if value is None and part == "role" else value
    clash = st.session_state.get(desk.state("clash"))
    if clash and clash[0] == part:
        return  # the choice between the two texts comes first; the field still holds one's own
    _store(desk, part, value)


def _store(desk: Desk, part: str, value: Any) -> None:
    """Saves one part under the revision this page saw; the typed text stays whatever happens."""
    known: Draft = st.session_state[desk.state("known")]
    mine = known.model_copy(update={part: value})
    drawn = desk.card.answer.rev if desk.card.answer else 0
    seen, joined = st.session_state.get(desk.state("seen"), drawn), False
    while True:
        try:
            stored = responses.draft(desk.actor, desk.head.id, mine.model_dump(), seen, **desk.target)
        except Conflict as conflict:
            theirs = conflict.theirs.value
            merged = replies.merge(known, mine, theirs)
            if merged.clashes:
                st.session_state[desk.state("clash")] = (part, theirs)
                _take(desk, theirs, conflict.theirs.rev, keep=part)
                return
            known, mine, seen, joined = theirs, merged.draft, conflict.theirs.rev, True
        except Refused as refused:
            fail([(_key(desk, part), message) for _, message in refused.problems])
            return
        else:
            break
    if joined:
        _take(desk, stored.draft, stored.rev)
        st.session_state[desk.state("joined")] = True
    st.session_state[desk.state("known")] = stored.draft
    st.session_state[desk.state("seen")] = stored.rev
    clear_problems()
    saved()


def _clash(desk: Desk, part: str) -> None:
    """The other text below one's own, and the ways on. Only texts can be combined."""
    clash = st.session_state.get(desk.state("clash"))
    if not clash or clash[0] != part:
        return
    theirs: Draft = clash[1]
    with st.container(border=True, key=f"{_key(desk, part)}--clash"):
        st.warning(say(N_("Somebody else changed this answer while you were writing. Both texts are kept.")))
        st.markdown(f"**{say(N_('The other text'))}**")
        st.text(_value_in_words(part, getattr(theirs, part)))
        with st.container(horizontal=True):
            ways = {"mine": N_("Keep mine"), "theirs": N_("Take the other")}
            if part in TEXTS:
                ways["both"] = N_("Combine")
            for way, label in ways.items():
                st.button(say(label), key=f"{_key(desk, part)}--{way}", on_click=_settle, args=(desk, part, way))


def _settle(desk: Desk, part: str, way: str) -> None:
    _, theirs = st.session_state.pop(desk.state("clash"))
    mine, other = st.session_state.get(_key(desk, part)), getattr(theirs, part)
    chosen = {"mine": mine, "theirs": other, "both": f"{mine}\n\n{other}"}[way]
    st.session_state[_key(desk, part)] = chosen
    _store(desk, part, "" if chosen is None and part == "role" else chosen)


def _value_in_words(part: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if part == "status":
        return cards.status_word(value)
    if part == "code":
        return say(cards.REASONS[value])
    if part == "role":
        return cards.role_label(value)
    return day(value) if part in ("when", "due") else str(value)


# ------------------------------------------------------------------ the fields


def _status(desk: Desk) -> None:
    words = instruments.current().library.lists["influence_status"]
    with st.container(key=f"q-{desk.base}-status"):
        problem_at(_key(desk, "status"))
        st.radio(
            say(N_("How was the view used?")), options=list(words), format_func=lambda v: plain(cards.status_word(v)),
            key=_key(desk, "status"), index=None, on_change=_save, args=(desk, "status"),
        )  # fmt: skip
        _clash(desk, "status")


def _chosen(desk: Desk) -> Draft:
    """The answer behind the fields; they are drawn only when there is one."""
    assert desk.card.answer is not None
    return desk.card.answer.draft


def _area(desk: Desk, part: str, label: str, height: int) -> None:
    problem_at(_key(desk, part))
    st.text_area(
        label, key=_key(desk, part), height=height, max_chars=MAX_CHARS[part], on_change=_save, args=(desk, part)
    )


def _line(desk: Desk, part: str, label: str) -> None:
    problem_at(_key(desk, part))
    st.text_input(label, key=_key(desk, part), max_chars=MAX_CHARS[part], on_change=_save, args=(desk, part))


def _date(desk: Desk, part: str, label: str) -> None:
    problem_at(_key(desk, part))
    st.date_input(label, key=_key(desk, part), format="DD.MM.YYYY", on_change=_save, args=(desk, part))


def _where(desk: Desk) -> None:
    optional = _chosen(desk).status == "later"
    text = N_("Where can it be seen? (optional)") if optional else _WHERE
    _area(desk, "where", say(text), 90)


_WHERE = N_("Where can it be seen? Paragraph, figure or alternative, before → after.")


def _why(desk: Desk) -> None:
    text = N_("Why? At least two sentences.") if _chosen(desk).status == "not_changed" else N_("Why?")
    _area(desk, "why", say(text), 150)


def _code(desk: Desk) -> None:
    st.radio(
        say(N_("What kind of reason?")), options=REASON_CODES, format_func=lambda v: plain(say(cards.REASONS[v])),
        key=_key(desk, "code"), index=None, on_change=_save, args=(desk, "code"),
    )  # fmt: skip


def _detail(desk: Desk) -> None:
    code = _chosen(desk).code
    if code is not None:
        _line(desk, "detail", say(_DETAILS[code]))


def _role(desk: Desk) -> None:
    role = _chosen(desk).role
    options = [*ANSWERING_ROLES, *([role] if role and role not in ANSWERING_ROLES else [])]
    st.selectbox(
        say(N_("Which role answers?")), options=options, format_func=cards.role_label, key=_key(desk, "role"),
        index=None, placeholder=say(N_("Choose")), on_change=_save, args=(desk, "role"),
    )  # fmt: skip


_FIELDS: Mapping[str, Callable[[Desk], None]] = {
    "what": lambda desk: _area(desk, "what", say(N_("What changed?")), 110),
    "where": _where,
    "why": _why,
    "code": _code,
    "detail": _detail,
    "to_whom": lambda desk: _line(desk, "to_whom", say(_TO_WHOM[_chosen(desk).status])),
    "when": lambda desk: _date(desk, "when", say(_WHEN[_chosen(desk).status])),
    "role": _role,
    "due": lambda desk: _date(desk, "due", say(N_("By when is it answered?"))),
}


# ------------------------------------------------------------------ approving, publishing, correcting


def as_readers_see(desk: Desk) -> None:
    """The answer read-only, drawn as on "Sanoitte – teimme – miksi"."""
    parts = [(say(N_("We did")), cards.did(desk.card, desk.head))]
    reason = cards.why(desk.card, desk.head)
    if reason:
        parts.append((say(N_("Why")), reason))
    rows = "".join(
        f'<section class="vp-inf-row"><h3>{escape(name)}</h3><div>{html}</div></section>' for name, html in parts
    )
    st.html(f'<div class="vp-inf-card">{rows}{cards.correction(desk.card.answer, desk.head)}</div>')


def acts(desk: Desk, *, editing: bool) -> None:
    """The buttons that this role has for the answer as it stands."""
    answer, role = desk.card.answer, desk.actor.role
    if answer is None:
        return
    if answer.state == "draft" and role in APPROVERS:
        _act(desk, "approve", say(N_("Approve")), _approve)
    if answer.state == "approved" and role in PUBLISHERS:
        _act(desk, "publish", say(N_("Publish")), _publish)
    if answer.state == "approved" and role in WRITERS and not editing:
        st.markdown(say(N_("If you change an approved answer, it becomes a draft and must be approved again.")))
        st.button(say(N_("Change the answer")), key=f"{desk.base}-change", on_click=_edit)
    if answer.state == "published" and role in WRITERS:
        _correct(desk, answer)


def _act(desk: Desk, name: str, label: str, act: Callable[[Desk, Response], None]) -> None:
    problem_at(f"{desk.base}-{name}")
    answer = desk.card.answer
    st.button(label, key=f"{desk.base}-{name}", type="primary", on_click=act, args=(desk, answer))


def _edit() -> None:
    st.query_params["edit"] = "1"


def _approve(desk: Desk, answer: Response) -> None:
    try:
        responses.approve(desk.actor, answer.id, seen=answer.rev)
    except Conflict:
        again = Message(N_("The answer has been rewritten since you read it. Read it again first."))
        fail([(f"{desk.base}-approve", again)])
    except Refused as refused:
        fail([(f"{desk.base}-approve", message) for _, message in refused.problems])
    except NotAllowed:
        own = Message(N_("You wrote this answer yourself. Somebody else must approve it."))
        fail([(f"{desk.base}-approve", own)])
    else:
        clear_problems()
        done(say(N_("The answer is approved.")))


def _publish(desk: Desk, answer: Response) -> None:
    try:
        responses.publish(desk.actor, answer.id)
    except Refused as refused:
        fail([(f"{desk.base}-publish", message) for _, message in refused.problems])
    else:
        clear_problems()
        done(say(N_("The answer is published. Everyone who sees the decision sees it.")))


def _correct(desk: Desk, answer: Response) -> None:
    """One act with a reason, so a form; the published answer stays visible until the new one is published."""
    key = f"correct-{answer.id}"
    st.header(say(N_("Make a corrected version")), anchor=False)
    st.markdown(say(N_("The published answer stays visible until the corrected one is published.")))
    with st.form(key=f"{key}-form", border=False, enter_to_submit=False):
        problem_at(key)
        st.text_area(say(N_("Why is the answer corrected? Readers see this reason.")), key=key, max_chars=1000)
        st.form_submit_button(say(N_("Make a corrected version")), on_click=_open_correction, args=(desk, answer, key))


def _open_correction(desk: Desk, answer: Response, key: str) -> None:
    try:
        responses.correct(desk.actor, answer.id, st.session_state.get(key, ""))
    except Refused as refused:
        fail(refused.problems)
    else:
        clear_problems()
        done(say(N_("A corrected version is open. It must be approved and published like the first one.")))
