"""One text under review: its flags in words, the text with its flagged places marked, and the verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from data import instruments, texts, themes
from data.permissions import Actor
from data.refusals import Refused
from data.texts import Contribution, Queue
from locales import N_, Message
from participation.privacy import CLEARING, Flag, Verdict
from ui.page_setup import clear_problems, done, fail, problem_at, save_line, saved
from ui.words import day, plain, say, say_n, words
from ui.written import show

KINDS = {
    "hetu": N_("personal identity code"),
    "email": N_("e-mail address"),
    "phone": N_("phone number"),
    "iban": N_("bank account number"),
    "plate": N_("vehicle registration number"),
    "address": N_("street address"),
    "name": N_("name"),
}
# The button, and what it means.
VERDICTS: dict[Verdict, tuple[str, str]] = {
    "publish": (N_("Publish as it is"), N_("These words may be shown to everybody.")),
    "shorten": (N_("Publish the shortened text"), N_("Only the words left in the field may be shown.")),
    "theme_only": (N_("Count in themes only"), N_("The words are not shown; the text counts in its themes.")),
    "remove": (N_("Remove the words"), N_("The words are deleted for good; the text still counts.")),
}
# One key each; a key works only while nothing is being written, and all of them can be switched off (WCAG 2.1.4).
KEYS = {"publish": "1", "shorten": "2", "theme_only": "3", "remove": "4"}
DELETE, KEEP, UNDO, NEXT, PREVIOUS = "D", "K", "U", "N", "P"
GIVEN = {
    None: N_("Not read yet"),
    "publish": N_("Published as it is"),
    "shorten": N_("Published shortened"),
    "theme_only": N_("Counted in themes only"),
    "remove": N_("The words have been removed"),
}
FILTERS = {
    "unread": N_("Not read yet"),
    "flagged": N_("Not read yet and flagged"),
    "all": N_("All texts"),
}
LABEL_LENGTH = 400  # characters of a text in a list


def marked(body: str, flags: Sequence[Flag]) -> str:
    """The text as escaped HTML with each flagged place in a <mark>. Offsets outside the text are ignored."""
    parts, at = [], 0
    for flag in sorted(flags, key=lambda flag: flag.start):
        if at <= flag.start < flag.end <= len(body):
            parts += [escape(body[at : flag.start]), f"<mark>{escape(body[flag.start : flag.end])}</mark>"]
            at = flag.end
    return "".join([*parts, escape(body[at:])])


def text_html(one: Contribution) -> str:
    """The text itself. `data-written` keeps the page's script from translating a resident's words."""
    language = f' lang="{escape(one.language)}"' if one.language else ""
    return f'<blockquote class="vp-text" data-written{language}>{marked(one.body, one.flags)}</blockquote>'


def flag_lines(body: str, flags: Sequence[Flag]) -> list[tuple[str, str]]:
    """What each flagged place looks like, in words, and the place itself."""
    return [(say(KINDS[flag.kind]), body[flag.start : flag.end]) for flag in flags]


def flags_html(one: Contribution) -> str:
    """The flagged places named in words, or the sentence that nothing was found."""
    if not one.body:
        return f"<p>{escape(say(N_('The words have been removed.')))}</p>"
    if not one.flags:
        told = say(N_("The machine found nothing that looks like personal data. Read the text all the same."))
        return f"<p>{escape(told)}</p>"
    n = len(one.flags)
    heading = say_n(N_("{n} place looks like personal data:"), N_("{n} places look like personal data:"), n)
    rows = "".join(
        f"<li>{escape(kind)}: <mark data-written>{escape(place)}</mark></li>"
        for kind, place in flag_lines(one.body, one.flags)
    )
    return f'<div class="vp-flags"><p>{escape(heading)}</p><ul>{rows}</ul></div>'


def about_lines(about: Mapping[str, object], activity: str) -> list[str]:
    """Where the text came from, and what its source says of it."""
    lines = [activity]
    created = about.get("created")
    if isinstance(created, str):
        with suppress(ValueError):
            lines.append(say(N_("Written {day}"), day=day(date.fromisoformat(created))))
    group = about.get("group")
    if isinstance(group, str) and group in instruments.current().library.group_ids():
        lines.append(words(instruments.current().library.group(group).texts()))
    if isinstance(about.get("group_no"), int):
        lines.append(say(N_("Small group {n}, idea {rank}"), n=about["group_no"], rank=about.get("rank")))
    if about.get("moderated") == -1:
        lines.append(say(N_("The moderators of the conversation rejected this text.")))
    if about.get("is_meta"):
        lines.append(say(N_("The text is about the conversation itself.")))
    if about.get("is_seed"):
        lines.append(say(N_("Written by the organisers to start the conversation.")))
    return lines


def left(queue: Queue) -> str:
    """The counter: how many texts this reader can still read, and how many wait for somebody else."""
    own = say_n(N_("{n} text left"), N_("{n} texts left"), queue.mine) if queue.mine else say(N_("Everything is read"))
    others = queue.counts.open - queue.mine
    if not others:
        return own
    return f"{own} · " + say_n(N_("{n} waits for another reader"), N_("{n} wait for another reader"), others)


def nothing_left(queue: Queue) -> str:
    """Why no text is shown."""
    if queue.mine:
        return say(N_("No unread text is flagged."))
    if queue.counts.open:
        return say(N_("You have read everything. The rest wait for another reader."))
    return say(N_("Everything is read. Next come the themes."))


def decided(one: Contribution, two_readers: bool) -> str:
    """What was decided of a text, and whether a second reader is still needed."""
    said = say(GIVEN.get(one.verdict, GIVEN[None]))
    if two_readers and one.verdict in CLEARING and not one.second:
        return f"{said} ({say(N_('waits for a second reader'))})"
    return said


def label(body: str) -> str:
    """A text as the label of a choice: shown literally, cut when it is long."""
    text = " ".join(body.split())
    return plain(text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1] + "…")


def height(body: str) -> int:
    """The height of a field that fits the text, in pixels."""
    lines = sum(1 + len(line) // 60 for line in body.splitlines() or [""])
    return min(max(lines * 27 + 30, 84), 420)


# ------------------------------------------------------------------ drawing


@dataclass(frozen=True)
class Desk:
    """Who reads which decision's texts, and where in the queue they are."""

    actor: Actor
    decision_id: int
    themes: Mapping[int, str]
    show: str
    at: int
    title_language: str  # of a theme that is named here
    two_readers: bool = False

    @property
    def query(self) -> dict[str, str]:
        return {"decision": str(self.decision_id)}


def go(**places: str | int) -> None:
    """To another place of this page: a new entry of the browser's history."""
    clear_problems()
    for name, value in places.items():
        st.query_params[name] = str(value)


def filters(desk: Desk, mode: str) -> None:
    """What is shown, as words, and buttons to the rest."""
    with st.container(horizontal=True, key="filters", gap="small", vertical_alignment="center"):
        _in_line("vp-shown", say(N_("Shown: {what}"), what=say(FILTERS[desk.show])))
        for name, text in FILTERS.items():
            if name != desk.show:
                st.button(say(text), key=f"show-{name}", on_click=go, kwargs={"show": name, "at": 0})
        other, text = ("one", N_("One text at a time")) if mode == "list" else ("list", N_("As a list"))
        st.button(say(text), key=f"mode-{other}", on_click=go, kwargs={"mode": other, "at": 0})


def key_of(name: str) -> str | None:
    """The key of a button, while keys are in use."""
    return name if st.session_state.get("review-keys", True) else None


def steps(at: int, size: int, more: bool) -> None:
    """To the texts before and after."""
    with st.container(horizontal=True, key="steps", gap="small"):
        if at:
            st.button(
                say(N_("Previous")), key="previous", on_click=go, kwargs={"at": max(at - size, 0)},
                shortcut=key_of(PREVIOUS),
            )  # fmt: skip
        if more:
            st.button(say(N_("Next")), key="next", on_click=go, kwargs={"at": at + size}, shortcut=key_of(NEXT))


def ways(desk: Desk, queue: Queue, mode: str) -> None:
    """How the texts are read: with keys or without, by one person or two."""
    with st.container(key="ways", gap="xsmall"):
        if mode == "one":
            st.checkbox(
                say(N_("Keys in use: one for each verdict, as shown on the buttons")), value=True, key="review-keys",
                persist_state="session",
            )  # fmt: skip
        st.session_state["two-readers"] = queue.two_readers
        st.checkbox(
            say(N_("Two people clear the words of each text before they are shown")), key="two-readers",
            on_change=_ask_two_readers, args=(desk,),
        )  # fmt: skip


def _ask_two_readers(desk: Desk) -> None:
    wanted = bool(st.session_state["two-readers"])
    texts.ask_two_readers(desk.actor, desk.decision_id, wanted)
    saved()
    done(
        say(N_("From now on two people clear each text.") if wanted else N_("From now on one person clears each text."))
    )


def last_verdict(desk: Desk) -> None:
    """What was just decided, with the way back; removed words cannot be brought back."""
    found = st.session_state.get("last-verdict")
    if not found or found.decision_id != desk.decision_id:
        return
    with st.container(horizontal=True, key="last", gap="small", vertical_alignment="center"):
        _in_line(
            "vp-last", say(N_("The previous text: {verdict}"), verdict=say(GIVEN[found.verdict])), ' role="status"'
        )
        if found.verdict != "remove":
            st.button(say(N_("Undo")), key="undo", on_click=_undo, args=(desk, found), shortcut=key_of(UNDO))


def _in_line(css: str, text: str, attributes: str = "") -> None:
    """A line of text in a row of buttons."""
    st.html(f'<p class="{css}"{attributes}>{escape(text)}</p>', width="content")


@dataclass(frozen=True)
class Given:
    """A verdict just given, and what stood before it. `second`: it confirmed another person's verdict."""

    decision_id: int
    text_id: int
    verdict: Verdict
    before: str | None
    excerpt: str | None
    second: bool


def _undo(desk: Desk, given: Given) -> None:
    if given.second:
        texts.withdraw(desk.actor, given.text_id)
    else:
        texts.clear(desk.actor, given.text_id, given.before, given.excerpt)
    st.session_state.pop("last-verdict", None)
    if desk.show == "all" and desk.at:
        go(at=desk.at - 1)
    saved()


def one_text(desk: Desk, one: Contribution, activity: str) -> None:
    """Left the text, its themes and the field for shortening, right the verdicts."""
    left, right = st.columns([2, 1], gap="large")
    with left:
        st.html(f'<p class="vp-small">{escape(" · ".join(about_lines(one.about, activity)))}</p>')
        show(text_html(one) + flags_html(one))
        if one.verdict is not None:
            verdict = say(N_("Decided: {verdict}"), verdict=decided(one, desk.two_readers))
            st.html(f'<p class="vp-given">{escape(verdict)}</p>')
        _themes(desk, one)
        if one.body:
            key = f"excerpt-{one.id}"
            problem_at(key)
            st.session_state.setdefault(key, one.excerpt or one.body)
            st.text_area(
                say(N_("Shortened text: only leave words out, and mark the place with […]")), key=key,
                height=height(one.body),
            )  # fmt: skip
    with right:
        if one.body:
            st.header(say(N_("May this text be shown?")), anchor=False)
            for verdict in VERDICTS:
                _verdict(desk, one, verdict)
        _new_theme(desk, one)


def _verdict(desk: Desk, one: Contribution, verdict: Verdict) -> None:
    label_text, meaning = VERDICTS[verdict]
    with st.container(key=f"verdict-{verdict.replace('_', '-')}", gap="xxsmall"):
        if verdict == "remove" and st.session_state.get("removing") == one.id:
            st.html(f'<p class="vp-error">{escape(say(N_("The words cannot be brought back.")))}</p>')
            with st.container(horizontal=True, gap="small"):
                st.button(
                    say(N_("Delete")), key=f"delete-{one.id}", on_click=_give, args=(desk, one, verdict),
                    shortcut=key_of(DELETE),
                )  # fmt: skip
                st.button(
                    say(N_("Keep")), key=f"keep-{one.id}", on_click=_ask_removal, args=(None,), shortcut=key_of(KEEP)
                )
            return
        act: Callable[..., None] = _ask_removal if verdict == "remove" else _give
        given = (one.id,) if verdict == "remove" else (desk, one, verdict)
        st.button(
            say(label_text), key=f"{verdict.replace('_', '-')}-{one.id}", on_click=act, args=given, width="stretch",
            shortcut=key_of(KEYS[verdict]),
        )  # fmt: skip
        st.html(f'<p class="vp-small">{escape(say(meaning))}</p>')


def _ask_removal(text_id: int | None) -> None:
    st.session_state["removing"] = text_id


def _give(desk: Desk, one: Contribution, verdict: Verdict) -> None:
    excerpt = st.session_state.get(f"excerpt-{one.id}") if verdict == "shorten" else None
    try:
        texts.clear(desk.actor, one.id, verdict, excerpt, seen=one.seen)
    except Refused as refused:  # a key may be pressed while the next text is still being drawn
        fail([("" if at == "seen" else f"excerpt-{one.id}", message) for at, message in refused.problems])
        return
    st.session_state.pop("removing", None)
    second = not one.own and (verdict, (excerpt or one.body).strip()) == (one.verdict, one.excerpt)
    st.session_state["last-verdict"] = Given(desk.decision_id, one.id, verdict, one.verdict, one.excerpt, second)
    clear_problems()
    saved()
    if desk.show == "all":
        go(at=desk.at + 1)


def _themes(desk: Desk, one: Contribution) -> None:
    """The themes of the text, saved at once."""
    key = f"themes-{one.id}"
    st.session_state.setdefault(key, [id for id in one.themes if id in desk.themes])
    if desk.themes:
        problem_at(key)
        st.multiselect(
            say(N_("Themes of the text")), list(desk.themes), format_func=lambda id: desk.themes.get(id, ""), key=key,
            on_change=_tie, args=(desk, one), placeholder=say(N_("Choose one or more")),
        )  # fmt: skip
        if "saved_at" in st.session_state:
            save_line()


def _new_theme(desk: Desk, one: Contribution) -> None:
    st.header(say(N_("Is the theme missing?")), anchor=False)
    with st.form(f"name-{one.id}", border=False):
        problem_at("theme-title")
        st.text_input(say(N_("Name of a new theme")), key="theme-title", max_chars=themes.MAX_TITLE)
        st.form_submit_button(say(N_("Add the theme to this text")), on_click=_add, args=(desk, one))


def _tie(desk: Desk, one: Contribution) -> None:
    try:
        themes.tie(desk.actor, one.id, st.session_state[f"themes-{one.id}"])
    except Refused as refused:
        fail([(f"themes-{one.id}", message) for _, message in refused.problems])
        return
    clear_problems()
    saved()


def _add(desk: Desk, one: Contribution) -> None:
    title = st.session_state["theme-title"]
    same = hashlib.sha256(f"{one.id} {title}".encode()).hexdigest()  # a double click names one theme
    try:
        made = themes.add(desk.actor, desk.decision_id, title={desk.title_language: title}, token=same)
    except Refused as refused:
        fail(refused.problems)
        return
    key = f"themes-{one.id}"
    st.session_state[key] = [*dict.fromkeys([*st.session_state.get(key, ()), made])]
    st.session_state["theme-title"] = ""
    themes.tie(desk.actor, one.id, st.session_state[key])
    clear_problems()
    saved()


def text_list(desk: Desk, found: Sequence[Contribution], places: Mapping[int, str]) -> None:
    """Short texts with a choice on each, to tie many to one theme at once."""
    problem_at("list-theme")
    st.selectbox(
        say(N_("Theme for the chosen texts")), list(desk.themes), format_func=lambda id: desk.themes.get(id, ""),
        key="list-theme", index=None, placeholder=say(N_("Choose a theme")), persist_state="session",
    )  # fmt: skip
    problem_at("chosen")
    with st.container(key="chosen", gap="small"):
        for one in found:
            with st.container(key=f"text-{one.id}", border=True, gap="xxsmall"):
                if one.body:
                    st.checkbox(label(one.body), key=f"choose-{one.id}")
                else:
                    st.checkbox(say(N_("The words have been removed.")), key=f"choose-{one.id}")
                st.html(f'<p class="vp-small">{escape(_line(desk, one, places))}</p>')
    st.button(
        say(N_("Tie the chosen texts to the theme")),
        type="primary",
        key="tie",
        on_click=_tie_chosen,
        args=(desk, found),
    )


def _line(desk: Desk, one: Contribution, places: Mapping[int, str]) -> str:
    return state_line(one, desk.themes, places.get(one.activity_id, ""), desk.two_readers)


def state_line(one: Contribution, names: Mapping[int, str], activity: str, two_readers: bool = False) -> str:
    """Where a text came from, what was decided of it and its themes, in one line."""
    tied = [names[id] for id in one.themes if id in names]
    flagged = [say(N_("flagged: {kinds}"), kinds=", ".join(dict.fromkeys(say(KINDS[f.kind]) for f in one.flags)))]
    parts = [activity, decided(one, two_readers), *(flagged if one.flags else [])]
    parts.append(say(N_("themes: {names}"), names=", ".join(tied)) if tied else say(N_("no theme")))
    return " · ".join(part for part in parts if part)


def _tie_chosen(desk: Desk, found: Sequence[Contribution]) -> None:
    theme = st.session_state.get("list-theme")
    chosen = [one for one in found if st.session_state.get(f"choose-{one.id}")]
    problems = []
    if not isinstance(theme, int):
        problems.append(("list-theme", Message(N_("Choose the theme first."))))
    if not chosen:
        problems.append(("chosen", Message(N_("Choose at least one text."))))
    if problems or not isinstance(theme, int):
        fail(problems)
        return
    for one in chosen:
        themes.tie(desk.actor, one.id, sorted({*one.themes, theme}))
        st.session_state[f"choose-{one.id}"] = False
    clear_problems()
    saved()
    forms = (N_("{n} text was tied to the theme {theme}."), N_("{n} texts were tied to the theme {theme}."))
    done(say_n(*forms, len(chosen), theme=desk.themes[theme]))
