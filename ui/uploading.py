"""Files brought in by a person: read, told about in words, and stored only when their questions are answered.

The bytes of an upload live in the session from the reading to the storing, and nowhere else.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import escape

import streamlit as st

from assessment.case import Alternative
from assessment.matter import Head
from data import imports, statements
from data.activities import Activity
from data.imports import Imported, Remembered, fingerprint
from data.permissions import Actor
from data.refusals import Refused
from data.settings import settings
from locales import N_, Message
from participation import adapters, guards, reading
from participation.adapters import Parsed, Question, survey
from participation.column_roles import Look, as_before, shape
from participation.guards import MIB, Limits
from participation.problems import Refused as FileRefused
from participation.problems import shown_name
from participation.reading import Asked, Bounds, Found, Step
from participation.records import folded
from participation.templates_csv import template_csv, template_xlsx
from ui import column_mapping
from ui.figures import period
from ui.file_report import amounts_table, check_lines, left_out_lines, listed, note_lines, privacy_lines, readable
from ui.page_setup import clear_problems, done, fail, problem_at, saved
from ui.words import at, language, number, plain, say, say_n, words
from ui.written import sentence, show

HELD = "upload"  # where the session keeps the Upload
ON_THE_DAY = "on-the-day"
LINES_SHOWN = 10
DOING = {
    "guard": N_("Checking that the files are safe to open…"),
    "texts": N_("Looking for personal data in the texts…"),
}
MAPPING = "mapping"  # the question of the survey adapter that has a drawing of its own
ADAPTERS = {
    "polis": N_("Polis conversation"),
    "survey": N_("Survey"),
    "evening": N_("Notes of a resident evening"),
    "statements": N_("Statements"),
    "kerrokantasi": N_("Kerrokantasi hearing"),
    "decidim": N_("Decidim: proposals, comments or results"),
    "open311": N_("Service requests (Open311, 6Aika)"),
}
SEVERAL_FILES = "polis"  # the only kind that comes as several files, so nobody is asked what they are
TEMPLATE_FILES = {
    "evening": N_("Empty template for the notes of an evening"),
    "statements": N_("Empty template for statements"),
}
FORMS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
FIGURES = {"agree": N_("agree: {n}"), "pass": N_("pass: {n}"), "disagree": N_("disagree: {n}"), "row": N_("row {n}")}


Draw = Callable[[Step], None]


@dataclass(frozen=True)
class Upload:
    """What the session holds of one upload. `parsed` is None when a person must first say what kind of file it is."""

    activity_id: int
    files: Mapping[str, bytes]
    name: str
    sha256: str
    kinds: tuple[str, ...]
    parsed: Parsed | None
    answers: Mapping[str, str]
    flagged: Mapping[str, int]  # texts that hold something of this kind

    @property
    def step(self) -> str:
        if self.parsed is None:
            return "kind"
        return "questions" if self.parsed.questions else "ready"


@dataclass(frozen=True)
class Scene:
    """Who brings in files, to which activity of which decision."""

    actor: Actor
    activity: Activity
    names: frozenset[str]  # what a file may call the decision
    alternatives: Mapping[str, str]
    before: tuple[Imported, ...]


def scene(
    actor: Actor, head: Head, alternatives: Sequence[Alternative], activity: Activity, before: Sequence[Imported]
) -> Scene:
    names = frozenset(folded(name) for name in (str(head.id), head.register_id) if name)
    codes = {one.code: f"{one.code} {words(one.name)}" for one in alternatives}
    return Scene(actor, activity, names, codes, tuple(before))


@dataclass(frozen=True)
class FileLine:
    """One line of a refusal, for the error summary."""

    refused: FileRefused
    place: int

    def text(self, reader: str) -> str:
        return self.refused.lines(reader)[self.place]


# ------------------------------------------------------------------ reading


def limits() -> Limits:
    chosen = settings()
    return Limits(
        chosen.max_upload_mb * MIB, unpacked=chosen.max_unpacked_mb * MIB, rows=chosen.max_rows,
        csv_cells=chosen.max_csv_cells, sheet_cells=chosen.max_sheet_cells,
    )  # fmt: skip


def open_upload(scene: Scene, given: Mapping[str, bytes], draw: Draw) -> Upload:
    """Checks the files and reads them with the adapter that fits. Raises participation.problems.Refused."""
    allowed = limits()
    answers = {"opens": scene.activity.starts.isoformat()} if scene.activity.starts else {}
    found = _look(Asked(given, answers, allowed), draw)
    known = {name: parsed for name, parsed in found.fits.items() if name not in adapters.of_any_table()}
    fits, refusals = known or found.fits, found.refusals
    if not fits and len(found.files) > 1 and SEVERAL_FILES in refusals:
        raise refusals[SEVERAL_FILES]
    if not fits and len(refusals) == 1:
        raise next(iter(refusals.values()))
    name = ", ".join(shown_name(guards.base_name(one)) for one in given)
    kinds = tuple(fits or refusals)
    opened = Upload(scene.activity.id, found.files, name, fingerprint(found.files), kinds, None, answers, {})
    if len(fits) != 1:
        return opened
    ((adapter, parsed),) = fits.items()
    own = own_decision(parsed, scene.names)
    if own:
        return read_again(opened, adapter, answers | own, draw)
    return replace(opened, parsed=parsed, flagged=found.flagged[adapter])


def _look(asked: Asked, draw: Draw) -> Found:
    """Large files in a process of their own, drawing its steps; drawing is also where a person can cancel it."""
    if not reading.is_large(asked.files):
        return reading.look(asked, draw)
    chosen = settings()
    going = reading.apart(asked, Bounds(chosen.max_reading_mb, chosen.max_reading_seconds))
    step = Step("guard", 0.0)
    try:
        while True:
            step = next(going) or step
            draw(step)
    except StopIteration as end:
        found: Found = end.value
        return found
    finally:
        going.close()


def own_decision(parsed: Parsed, names: frozenset[str]) -> dict[str, str]:
    """The answer to the question which decision a file is about, when it names no other than this one."""
    asked = next((question for question in parsed.questions if question.id == "decision"), None)
    named = asked.options[0][0] if asked else ""
    return {"decision": named} if named and {folded(name) for name in named.split(",")} <= names else {}


def read_again(upload: Upload, adapter: str, answers: Mapping[str, str], draw: Draw) -> Upload:
    """The same files read with a chosen adapter and a person's answers. Raises participation.problems.Refused."""
    found = _look(Asked(upload.files, answers, limits(), adapter), draw)
    if adapter in found.refusals:
        raise found.refusals[adapter]
    return replace(
        upload, kinds=(adapter,), answers=dict(answers), parsed=found.fits[adapter], flagged=found.flagged[adapter]
    )


def refuse(refused: FileRefused) -> None:
    """Every line of a refusal into the error summary; the last one says that nothing was stored."""
    fail([("", FileLine(refused, place)) for place in range(len(refused.lines(language())))])


def sample(text: str, figures: Mapping[str, int]) -> str:
    """Words of the file with their figures, as one plain text."""
    told = [say(FIGURES[name], n=number(n)) if name in FIGURES else f"{name}: {n}" for name, n in figures.items()]
    return f"{text} ({', '.join(told)})" if told else text


# ------------------------------------------------------------------ questions about the file


def answer_key(question: Question) -> str:
    return "answer-" + re.sub(r"[^a-z0-9_-]", "-", question.id.lower())


def ask(question: Question) -> None:
    """One question as a radio, with a date field when the answer is a day."""
    key = answer_key(question)
    with st.container(border=True, key=f"box-{key}"):
        asked = question.message.text(language())
        st.html(f'<p class="vp-question">{escape(asked)}</p>')
        with st.container(gap="xxsmall"):
            for one in question.samples:
                st.text(sample(one.text, one.figures))
        problem_at(key)
        options = {value: message.text(language()) for value, message in question.options}
        if question.date:
            options = {ON_THE_DAY: say(N_("I know the day"))} | options
        st.radio(
            plain(asked), list(options), index=None, key=key, label_visibility="collapsed",
            format_func=lambda value: plain(options[value]),
        )  # fmt: skip
        if question.date and st.session_state.get(key) == ON_THE_DAY:
            problem_at(f"{key}-day")
            st.session_state.setdefault(f"{key}-day", None)
            st.date_input(
                say(N_("Day of export")), key=f"{key}-day", format="DD.MM.YYYY", min_value=date(2012, 1, 1),
                max_value=date(2100, 12, 31),
            )  # fmt: skip


def given_answers(questions: Sequence[Question], state: Mapping[str, object]) -> dict[str, str]:
    """The answers on the screen. Raises Unanswered with the field of each that is missing."""
    found: dict[str, str] = {}
    missing: list[tuple[str, Message]] = []
    for question in questions:
        key = answer_key(question)
        value = state.get(key)
        if value == ON_THE_DAY:
            chosen = state.get(f"{key}-day")
            if isinstance(chosen, date):
                found[question.id] = chosen.isoformat()
            else:
                missing.append((f"{key}-day", Message(N_("Give the day of the export."))))
        elif isinstance(value, str):
            found[question.id] = value
        else:
            missing.append((key, Message(N_("Choose an answer to the question about the file."))))
    if missing:
        raise Unanswered(missing)
    return found


class Unanswered(Exception):
    def __init__(self, problems: Sequence[tuple[str, Message]]):
        super().__init__(", ".join(key for key, _ in problems))
        self.problems = tuple(problems)


def kind_name(adapter: str) -> str:
    return say(ADAPTERS[adapter]) if adapter in ADAPTERS else readable(adapter)


# ------------------------------------------------------------------ the steps of one upload


def held(activity_id: int) -> Upload | None:
    """The upload that this session is in the middle of, if it is for this activity."""
    found = st.session_state.get(HELD)
    return found if isinstance(found, Upload) and found.activity_id == activity_id else None


def drop() -> None:
    """Forgets the uploaded bytes, also those that the upload field keeps."""
    st.session_state.pop(HELD, None)
    st.session_state["upload-round"] = st.session_state.get("upload-round", 0) + 1


def steps(scene: Scene, upload: Upload | None) -> None:
    """The step that the upload has come to: choose files, say what they are, answer questions, store."""
    if upload is None:
        _choose_files(scene)
        return
    told = say(N_("{kind}: {names}"), kind=kind_name(upload.kinds[0]), names=upload.name)
    st.html(sentence(told if upload.parsed else upload.name, "vp-small"))
    same = next((one for one in scene.before if one.sha256 == upload.sha256), None)
    if same:
        st.info(say(N_("The same file was brought in {time}. Nothing is stored again."), time=plain(at(same.at))))
    elif upload.parsed is None:
        _choose_kind(upload)
    elif upload.parsed.questions:
        _answer(scene, upload, upload.parsed)
    else:
        _tell(scene, upload, upload.parsed)
        _store(scene, upload, upload.parsed)
    with st.container(horizontal=True, key="otherwise", gap="small"):
        st.button(say(N_("Choose other files")), key="drop", on_click=_drop)
        if upload.parsed is not None and not same and len(adapters.readers()) > 1:
            st.button(say(N_("The file is something else")), key="something-else", on_click=_something_else)


def _drop() -> None:
    clear_problems()
    drop()


def _something_else() -> None:
    """Back to the question what the files are, with every kind to choose from."""
    clear_problems()
    upload = st.session_state[HELD]
    st.session_state[HELD] = replace(upload, kinds=tuple(adapters.readers()), parsed=None)


class _Bar:
    """A bar with what is being done and for how long, read out by screen readers, and a button that cancels it.

    Bar and button come after a second: small files are read before anybody could press.
    """

    def __init__(self) -> None:
        place = st.container(key="reading")
        self.line, self.bar, self.button = place.empty(), place.empty(), place.empty()
        self.began, self.said, self.offered = time.monotonic(), "", False

    def __call__(self, step: Step) -> None:
        doing = DOING.get(step.doing)
        text = say(doing) if doing else say(N_("Trying the file as: {kind}"), kind=kind_name(step.doing))
        if text != self.said:
            self.line.html(f'<p class="vp-doing" role="status">{escape(text)}</p>')
            self.said = text
        seconds = int(time.monotonic() - self.began)
        if seconds:
            self.bar.progress(step.behind, text=say_n(N_("{n} second"), N_("{n} seconds"), seconds))
        if seconds and not self.offered:
            self.button.button(say(N_("Cancel the reading")), key="cancel-reading", on_click=_cancel)
            self.offered = True


def _cancel() -> None:
    """The run that was reading has been ended by the button's own run; nothing of it is kept."""
    clear_problems()
    drop()
    done(say(N_("The reading was cancelled. Nothing was stored.")))


def _choose_files(scene: Scene) -> None:
    show(
        listed(
            [
                say(N_("A Polis conversation: the whole export as a zip, or its files separately.")),
                say(N_("A survey, the notes of an evening or statements: one CSV or XLSX file.")),
                say(N_("A Kerrokantasi hearing (XLSX), Decidim's open data (CSV) or service requests (JSON, CSV).")),
                say(N_("Ideas from another service: a CSV or XLSX file, whose columns you go through as in a survey.")),
                say(N_("First you see what the file holds. Nothing is stored before you say so.")),
            ]
        )
    )
    given = st.file_uploader(
        say(N_("Files")), type=["csv", "zip", "xlsx", "json"], accept_multiple_files=True,
        key=f"upload-{st.session_state.get('upload-round', 0)}", max_upload_size=settings().max_upload_mb,
    )  # fmt: skip
    pressed = st.button(say(N_("Read the files")), key="read", type="primary")
    draw = _Bar()
    _templates()
    if not pressed:
        return
    if not given:
        fail([("", Message(N_("Choose the files first.")))])
        st.rerun()
    try:
        st.session_state[HELD] = open_upload(scene, {one.name: one.getvalue() for one in given}, draw)
    except FileRefused as refused:
        refuse(refused)
    else:
        clear_problems()
    st.rerun()


@cache  # the same bytes for everyone
def _template(kind: str, form: str) -> bytes:
    return template_xlsx(kind) if form == "xlsx" else template_csv(kind)


def _templates() -> None:
    """Empty files of the product's own formats, to be filled in with any spreadsheet."""
    for kind, label in TEMPLATE_FILES.items():
        with st.container(horizontal=True, key=f"templates-{kind}", gap="small"):
            for form, mime in FORMS.items():
                st.download_button(
                    f"{say(label)} ({form.upper()})", _template(kind, form), f"{kind}.{form}", mime,
                    key=f"template-{kind}-{form}", on_click="ignore",
                )  # fmt: skip


def _choose_kind(upload: Upload) -> None:
    problem_at("kind")
    kind = st.radio(
        say(N_("What is the file?")), list(upload.kinds), index=None, key="kind",
        format_func=lambda name: plain(kind_name(name)),
    )  # fmt: skip
    if st.button(say(N_("Continue")), key="continue", type="primary"):
        if kind is None:
            fail([("kind", Message(N_("Choose what the file is.")))])
        else:
            _read_again(upload, kind, upload.answers)
        st.rerun()


def _answer(scene: Scene, upload: Upload, parsed: Parsed) -> None:
    """The questions of the file; the one about columns has its own drawing."""
    st.header(say(N_("Please answer: the file does not tell this")), anchor=False)
    plain_questions = [question for question in parsed.questions if question.id != MAPPING]
    for question in plain_questions:
        ask(question)
    looks: tuple[Look, ...] = ()
    if len(plain_questions) < len(parsed.questions):
        looks, before = _looks(scene, upload)
        st.html(sentence(say(N_("Say what each column holds. The suggestions come from the headers and the values."))))
        if before is not None:
            text = N_("A file with the same columns was brought in {time}. They are filled in as then: check them.")
            st.info(plain(say(text, time=at(before.at))))
        column_mapping.draw(looks, scene.alternatives)
    if st.button(say(N_("Continue")), key="continue", type="primary"):
        state = {str(key): value for key, value in st.session_state.items()}
        try:
            answers = {**upload.answers, **given_answers(plain_questions, state)}
        except Unanswered as missing:
            fail(missing.problems)
        else:
            mapped = {MAPPING: column_mapping.mapping(looks, state)} if looks else {}
            _read_again(upload, parsed.adapter, answers | mapped)
        st.rerun()


def _looks(scene: Scene, upload: Upload) -> tuple[tuple[Look, ...], Remembered | None]:
    """The columns, with what was said of them in the last file of the same shape as the suggestions."""
    looks = survey.columns(upload.files, answers=upload.answers, limits=limits())
    before = imports.remembered(scene.actor, scene.activity.id, shape(look.header for look in looks)) if looks else None
    return (as_before(looks, before.columns), before) if before else (looks, None)


def _said_of_columns(upload: Upload) -> tuple[str, dict[str, object]] | None:
    """The shape of a survey and what a person said of its columns, to be remembered."""
    given = upload.answers.get(MAPPING)
    if not given:
        return None
    looks = survey.columns(upload.files, answers=upload.answers, limits=limits())
    return shape(look.header for look in looks), json.loads(given)


def _read_again(upload: Upload, adapter: str, answers: Mapping[str, str]) -> None:
    try:
        st.session_state[HELD] = read_again(upload, adapter, answers, _Bar())
    except FileRefused as refused:
        refuse(refused)
    else:
        clear_problems()


def _tell(scene: Scene, upload: Upload, parsed: Parsed) -> None:
    """What was read and what would be done with it, before anything is stored."""
    st.header(say(N_("What is in the file")), anchor=False)
    show(amounts_table(parsed.read, parsed.stored))
    lines = [*left_out_lines(parsed.left_out), *note_lines(parsed.notes)]
    if parsed.period:
        lines.insert(0, say(N_("Answers were given {period}."), period=period(*parsed.period)))
    show(listed(lines))
    if outside(parsed.period, scene.activity):
        st.warning(say(N_("The answers are from other days than the activity. Check that the file is the right one.")))
    agree, differ = check_lines(parsed.checks)
    if agree or differ:
        st.header(say(N_("What was checked")), anchor=False)
        show(listed([*agree, *differ]))
    if parsed.differing:
        _differing([problem.line(language()) for problem in parsed.differing])
    st.header(say(N_("Personal data")), anchor=False)
    show(listed(privacy_lines(parsed, upload.flagged)))
    if any(one.current and one.adapter == parsed.adapter for one in scene.before):
        st.warning(
            say(N_("This file takes the place of the earlier one: its answers are then used. Texts already read stay."))
        )


def outside(days: tuple[date, date] | None, activity: Activity) -> bool:
    """Whether all answers came before the activity began or after it ended."""
    if days is None:
        return False
    first, last = days
    return bool((activity.starts and last < activity.starts) or (activity.ends and first > activity.ends))


def _differing(lines: Sequence[str]) -> None:
    st.html(sentence(say(N_("The first places that differ:"))) + listed(lines[:LINES_SHOWN]))
    if len(lines) > LINES_SHOWN:
        more = say_n(N_("{n} more place"), N_("{n} more places"), len(lines) - LINES_SHOWN)
        with st.expander(more):
            show(listed(lines[LINES_SHOWN:]))


def _store(scene: Scene, upload: Upload, parsed: Parsed) -> None:
    if not st.button(say(N_("Store")), key="store", type="primary"):
        return
    show(f'<p class="vp-doing" role="status">{escape(say(N_("Storing…")))}</p>')
    try:
        told = record_statements(scene, parsed) if parsed.adapter == "statements" else _stored(scene, upload, parsed)
    except Refused as refused:
        fail(refused.problems)
        st.rerun()
    drop()
    clear_problems()
    saved()
    done(told)
    st.rerun()


def _stored(scene: Scene, upload: Upload, parsed: Parsed) -> str:
    """Stores the file and tells what was done, in one sentence."""
    stored = imports.store(
        scene.actor,
        scene.activity.id,
        parsed,
        sha256=upload.sha256,
        original_name=upload.name,
        columns=_said_of_columns(upload),
    )
    if stored.already:
        return say(N_("The same file was brought in {time}. Nothing is stored again."), time=at(stored.already))
    if not stored.texts:
        return say(N_("The file was stored."))
    forms = (
        N_("The file was stored. {count} text waits for its reader."),
        N_("The file was stored. {count} texts wait for their reader."),
    )
    return say_n(*forms, stored.texts, count=number(stored.texts))


def record_statements(scene: Scene, parsed: Parsed) -> str:
    """Records each statement of the file as the council's own; one that is already recorded is passed over."""
    known = {
        (one.council, one.date, one.position, one.main_points)
        for one in statements.listing(scene.actor, scene.activity.decision_id)
    }
    rows = [
        row for row in parsed.tables["statements"].to_pylist()
        if (row["council"], row["date"], row["position"], row["main_points"].strip()) not in known
    ]  # fmt: skip
    for row in rows:
        statements.add(scene.actor, scene.activity.decision_id, **row)
    return say_n(N_("{n} statement was recorded."), N_("{n} statements were recorded."), len(rows))
