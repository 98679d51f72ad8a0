"""Matters of agendas: those that wait, and a list brought in, compared with what is known and confirmed by a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import escape
from typing import Any

import streamlit as st

from agenda import fetching, sources
from agenda.items import Change
from agenda.sources import Agenda, template
from data import agenda
from data.agenda import Compared, Known
from data.permissions import Actor
from data.refusals import Refused
from data.settings import settings
from locales import N_, Message
from participation import guards
from participation.problems import Refused as FileRefused
from participation.problems import shown_name
from participation.templates_csv import as_csv, as_xlsx
from ui import uploading
from ui.page_setup import PAGES, clear_problems, done, fail, problem_at, saved
from ui.words import at, day, language, number, plain, say, say_n, words
from ui.written import items, sentence, show, written

HELD = "agenda-file"  # where the session keeps the Upload
LISTED = 50  # changed matters confirmed at a time
FIELDS = {
    "title": N_("Title"),
    "language": N_("Language"),
    "text": N_("Text of the proposal"),
    "meeting_date": N_("Meeting"),
    "meeting_body": N_("Body"),
    "item_number": N_("Item"),
    "register_id": N_("Register number"),
    "status": N_("Status"),
    "attachments": N_("Attachments"),
    "summary": N_("Summary in plain language"),
}
LONGEST_SHOWN = 200  # characters of one value


@dataclass(frozen=True)
class Upload:
    """What the session holds of one list: its bytes until its questions are answered, and what was read."""

    files: Mapping[str, bytes]
    name: str
    sha256: str
    read: Agenda


# ------------------------------------------------------------------ what waits


def waiting(actor: Actor, known: Sequence[Known]) -> None:
    """Matters that nobody has taken up, each with the two things that can be done with it."""
    todo = [one for one in known if one.decision_id is None and not one.set_aside]
    aside = [one for one in known if one.decision_id is None and one.set_aside]
    taken = [one for one in known if one.decision_id is not None]
    st.header(say_n(N_("{n} matter waits"), N_("{n} matters wait"), len(todo)), anchor=False)
    if not todo:
        st.html(sentence(say(N_("No matter waits for somebody to take it up."))))
    for one in todo:
        with st.container(key=f"item-{one.id}", border=True):
            _matter(one, starts=actor.role == "preparer")
            label = say(N_("Needs no assessment"))
            st.button(label, key=f"aside-{one.id}", on_click=_set_aside, args=(actor, one.id, True))
    if aside:
        with st.expander(say_n(N_("{n} matter set aside"), N_("{n} matters set aside"), len(aside))):
            for one in aside:
                _matter(one)
                st.button(say(N_("Take back")), key=f"back-{one.id}", on_click=_set_aside, args=(actor, one.id, False))
    if taken:
        with st.expander(say_n(N_("{n} matter has a decision"), N_("{n} matters have a decision"), len(taken))):
            for one in taken:
                query = {"decision": str(one.decision_id)}
                st.page_link(PAGES / "tasks.py", label=plain(_short(one.item.title)), query_params=query)


def _set_aside(actor: Actor, id: int, aside: bool) -> None:
    agenda.set_aside(actor, id, aside)
    clear_problems()
    done(say(N_("The matter was set aside.")) if aside else say(N_("The matter was taken back.")))


def _matter(one: Known, starts: bool = False) -> None:
    """Title, where and when, and when it was brought in. For whoever `starts` decisions the title leads there."""
    item = one.item
    parts = [
        day(item.meeting_date) if item.meeting_date else say(N_("meeting date not known yet")),
        item.meeting_body, item.item_number, item.register_id, item.status,
        say(N_("brought in {time}"), time=at(one.at)),
    ]  # fmt: skip
    facts = " · ".join(escape(part) for part in parts if part)
    title = "" if starts else written(item.title, item.language, "p", "vp-question")
    if starts:
        st.page_link(PAGES / "new_decision.py", label=plain(_short(item.title)), query_params={"item": str(one.id)})
    summary = written(item.summary, item.language, "p") if item.summary else ""
    naming = sentence(_naming(), "vp-small") if item.may_name_people else ""
    show(title, f'<p class="vp-small">{facts}</p>', summary, naming)


def _naming() -> str:
    return say(N_("The title or the text may name a person. Write a title that names nobody."))


def _short(title: str) -> str:
    return title if len(title) <= 80 else f"{title[:79]}…"


# ------------------------------------------------------------------ a list brought in


def held() -> Upload | None:
    found = st.session_state.get(HELD)
    return found if isinstance(found, Upload) else None


def drop() -> None:
    """Forgets the list, also the bytes that the upload field keeps."""
    clear_problems()
    st.session_state.pop(HELD, None)
    st.session_state["agenda-round"] = st.session_state.get("agenda-round", 0) + 1


def bring_in() -> None:
    """The field for a list, and the empty template of one."""
    st.header(say(N_("Bring in a list")), anchor=False)
    text = N_(
        "Fill in the template, or export the list from the case management system with the same columns. "
        "A file of OParl 1.1 or Ahjo (JSON) and a feed (RSS or Atom) are read as they are."
    )
    st.markdown(say(text))
    given = st.file_uploader(
        say(N_("File (CSV, XLSX, JSON or XML)")), type=["csv", "xlsx", "json", "xml", "rss", "atom"],
        key=f"agenda-{st.session_state.get('agenda-round', 0)}",
        max_upload_size=settings().max_upload_mb,
    )  # fmt: skip
    pressed = st.button(say(N_("Read the list")), key="agenda-read", type="primary")
    with st.container(horizontal=True, key="agenda-templates", gap="small"):
        for form, mime in uploading.FORMS.items():
            label = f"{say(N_('Empty template for decisions'))} ({form.upper()})"
            st.download_button(
                plain(label),
                _template(form),
                f"decisions.{form}",
                mime,
                key=f"agenda-template-{form}",
                on_click="ignore",
            )
    if not pressed:
        return
    if given is None:
        fail([("", Message(N_("Choose the file first.")))])
        st.rerun()
    _take({given.name: given.getvalue()}, shown_name(guards.base_name(given.name)))


def ask_server() -> None:
    """A list from a server that the administrator has allowed; nothing is drawn where there is none."""
    servers = settings().agenda_servers
    if not servers:
        return
    st.header(say(N_("Ask a server for its list")), anchor=False)
    address = st.selectbox(say(N_("Server")), servers, key="agenda-server")
    if not st.button(say(N_("Ask for the list")), key="agenda-ask"):
        return
    try:
        with st.spinner(say(N_("The server is asked…"))):
            files = fetching.fetch(address, servers, limit=uploading.limits().upload)
    except FileRefused as refused:
        uploading.refuse(refused)
        st.rerun()
    _take(files, address)


def _take(files: Mapping[str, bytes], name: str) -> None:
    """Guards and reads a list into the session, or says why not; then the page is drawn anew."""
    try:
        _hold(guards.check(files, uploading.limits(), feeds=True), name, {})
    except FileRefused as refused:
        uploading.refuse(refused)
    else:
        clear_problems()
    st.rerun()


@cache  # the same bytes for everyone
def _template(form: str) -> bytes:
    return as_xlsx(template.TEMPLATE, "decisions") if form == "xlsx" else as_csv(template.TEMPLATE)


def _hold(files: Mapping[str, bytes], name: str, answers: Mapping[str, str]) -> None:
    """Reads the list into the session. Raises participation.problems.Refused."""
    read = sources.read(sources.source_of(files), files, answers=answers, limits=uploading.limits())
    sha256 = hashlib.sha256(b"".join(files.values())).hexdigest()
    st.session_state[HELD] = Upload(files if read.questions else {}, name, sha256, read)


def steps(actor: Actor, upload: Upload) -> None:
    """The questions of the file, then what is in it beside what is known."""
    show(sentence(upload.name, "vp-small"))
    if upload.read.questions:
        _answer(upload)
    else:
        _compare(actor, upload)
    st.button(say(N_("Choose another file")), key="agenda-drop", on_click=drop)


def _answer(upload: Upload) -> None:
    st.header(say(N_("Please answer: the file does not tell this")), anchor=False)
    for question in upload.read.questions:
        uploading.ask(question)
    if st.button(say(N_("Continue")), key="agenda-continue", type="primary"):
        state = {str(key): value for key, value in st.session_state.items()}
        try:
            _hold(upload.files, upload.name, uploading.given_answers(upload.read.questions, state))
        except uploading.Unanswered as missing:
            fail(missing.problems)
        except FileRefused as refused:
            uploading.refuse(refused)
        else:
            clear_problems()
        st.rerun()


def _compare(actor: Actor, upload: Upload) -> None:
    """How many matters are new, and each changed one with what differs and a box to confirm it."""
    found = agenda.compare(actor, upload.read.source, upload.read.items)
    new = [one for one in found if one.state == "new" and one.decision is None]
    asking = [one for one in found if one.state == "changed" or (one.decision is not None and one.match)]
    same = len(found) - len(new) - len(asking)
    st.header(say(N_("What is in the file")), anchor=False)
    lines = []
    if new:
        forms = (N_("{n} matter is new. It will wait on this page."), N_("{n} matters are new. They will wait here."))
        lines.append(escape(say_n(*forms, len(new))))
    if same:
        lines.append(escape(say_n(N_("{n} matter is as it was."), N_("{n} matters are as they were."), same)))
    if upload.read.examples:
        lines.append(escape(say(N_("The template's own example row is left out."))))
    if upload.read.dropped:
        names = ", ".join(shown_name(one) for one in upload.read.dropped)
        lines.append(escape(say(N_("These columns are not kept: {names}."), names=names)))
    show(items(lines))
    _left_out(upload)
    _flagged([one for one in new if one.item.may_name_people])
    if asking:
        st.header(say(N_("Confirm the changes")), anchor=False)
        if len(asking) > LISTED:
            st.html(sentence(say(N_("The first {n} are shown; bring the list in again for the rest."), n=LISTED)))
    for one in asking[:LISTED]:
        _changed(one)
    if not new and not asking:
        st.info(say(N_("The list holds nothing new.")))
        return
    label = say_n(N_("Store {n} new matter"), N_("Store {n} new matters"), len(new))
    if asking:
        label = (
            say(N_("Store the new matters and the confirmed changes")) if new else say(N_("Store what is confirmed"))
        )
    if st.button(label, key="agenda-store", type="primary"):
        _store(actor, upload, new, [one for one in asking[:LISTED] if st.session_state.get(_box(one))])
        st.rerun()


def _left_out(upload: Upload) -> None:
    """What could not be taken as it is, matter by matter."""
    notes = upload.read.notes
    if not notes:
        return
    st.html(sentence(say(N_("These could not be read as they are:"))))
    told = [escape(note.text(language())) for note in notes[:LISTED]]
    more = len(notes) - len(told)
    if more:
        told.append(escape(say_n(N_("and {n} more"), N_("and {n} more like these"), more)))
    show(items(told))


def _flagged(flagged: Sequence[Compared]) -> None:
    if not flagged:
        return
    st.html(sentence(say(N_("These titles or texts may name a person. Only those who prepare see them here:"))))
    show(items(written(one.item.title, one.item.language) for one in flagged[:LISTED]))


def _box(one: Compared) -> str:
    return f"confirm-{hashlib.sha256(one.item.source_id.encode()).hexdigest()[:12]}"


def _changed(one: Compared) -> None:
    """What differs in one matter, what of its decision would change, and the box that confirms it."""
    with st.container(key=f"card-{_box(one)}", border=True):
        show(written(one.item.title, one.item.language, "p", "vp-question"))
        if one.match and one.decision is not None:
            text = N_("The register number is the same as that of the decision “{title}”.")
            show(sentence(say(text, title=words(one.decision.title))))
        show(items(_line(change) for change in one.changes))
        if one.plan.applied:
            show(sentence(say(N_("In the decision:"))), items(_line(change) for change in one.plan.applied))
        if one.plan.kept:
            told = N_("The decision keeps its own, since it has been written anew here:")
            if one.closed:
                told = N_("The assessment of the decision is published, so these stay until a corrected edition:")
            show(sentence(say(told)), items(_line(change) for change in one.plan.kept))
        problem_at(_box(one))
        asked = N_("It is the same matter: join them") if one.match else N_("Take the change")
        st.checkbox(say(asked), key=_box(one))


def _line(change: Change) -> str:
    """ "Meeting: 3.3.2025 → 10.3.2025" """
    name = f"<strong>{escape(say(FIELDS[change.field]))}:</strong>"
    return f"{name} {escape(_value(change.old))} → {escape(_value(change.new))}"


def _value(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return say_n(N_("{n} address"), N_("{n} addresses"), len(value))
    text = str(value or "")
    if not text:
        return say(N_("empty"))
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _store(actor: Actor, upload: Upload, new: Sequence[Compared], confirmed: Sequence[Compared]) -> None:
    """Each change is whole or not at all; one that cannot be taken is told at its box, and the others are kept."""
    joined = [one for one in confirmed if one.decision is not None]
    others = [*new, *(one for one in confirmed if one.decision is None)]
    if not others and not joined:
        fail([("", Message(N_("Confirm at least one change, or choose another file.")))])
        return
    stored = agenda.store(actor, upload.read.source, [one.item for one in others], upload.sha256) if others else 0
    problems = []
    for one in joined:
        assert one.decision is not None
        try:
            agenda.update(actor, one.decision.id, upload.read.source, replace(one.item), upload.sha256)
            stored += 1
        except Refused as refused:
            problems += [(_box(one), problem) for _, problem in refused.problems]
    if problems:
        fail(problems)
        return
    drop()
    saved()
    forms = (N_("{count} matter was stored."), N_("{count} matters were stored."))
    done(say_n(*forms, stored, count=number(stored)))
