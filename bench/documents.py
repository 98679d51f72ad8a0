"""The PDF of a briefing of 22 areas and four alternatives beside the VE0, against typesetting the same pages from a
constant file; and a meeting of 30 such briefings in one file, against a meeting of one.

The constant file is the same layout with the same words written into it, so that it has nothing to compose and nothing
to read.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import typst

from assessment.briefing import Briefing
from bench import big_matter, report
from bench.report import Figure
from data import briefings, engine, instruments, people
from reports import briefing as briefing_report
from reports import meeting, pdf
from reports.document import SHADES, Block, Document, Entry, Facts, Heading, Items, Paragraph, Table, Text
from reports.speaking import Edition

ROUNDS, MEETING_ROUNDS, MATTERS = 9, 3, 30
LIMIT = 2.0
EDITION = Edition("Bench", date(2026, 6, 1), ZoneInfo("Europe/Helsinki"), datetime(2026, 6, 1, tzinfo=UTC), "0" * 64)


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as temporary:
        one = _briefing(Path(temporary))
    codes, areas = len(one.alternatives), len({row.area for row in one.effects})
    constant = _constant(_document(one))
    ours, floor = _in_turn(ROUNDS, lambda: pdf.pdf_of(_document(one)), lambda: _typeset(constant))
    short = _document(one, annex=False)
    parts = [_varied(short, number) for number in range((MEETING_ROUNDS + 1) * (MATTERS + 1))]
    unread = iter(parts)  # none is typeset twice
    single, many = _in_turn(
        MEETING_ROUNDS, lambda: _meeting([next(unread)]), lambda: _meeting(list(islice(unread, MATTERS)))
    )
    rows = [
        (f"PDF of {areas} areas, {codes} alternatives", ours, "the same pages, constant", floor, ours / floor),
        (f"meeting of {MATTERS}", many, "meeting of one", single, many / single),
    ]
    print(report.table(("", "ms", "beside", "ms", "ratio"), rows))
    print(f"\nms: median of {ROUNDS} and {MEETING_ROUNDS} in turn")
    return [Figure("briefing", ours / floor, LIMIT), Figure(f"meeting of {MATTERS}", many / single, float(MATTERS))]


def _briefing(folder: Path) -> Briefing:
    matter = big_matter.bring_in(folder)
    made = engine.make(f"sqlite:///{folder / 'test.db'}")
    engine.use(made)
    try:
        preparer = people.demo_person("preparer")
        assert preparer is not None
        return briefings.preview(preparer, matter.head.id).model_copy(update={"edition": 1})
    finally:
        engine.use(None)
        made.dispose()


def _document(one: Briefing, *, annex: bool = True) -> Document:
    return briefing_report.document(one, instruments.current(), "fi", EDITION, annex=annex)


def _meeting(parts: list[Document]) -> bytes:
    day = date(2026, 6, 1)
    return pdf.pdf_of(meeting.document("Valtuusto", day, parts, "fi", author="Bench", made_on=day))


def _varied(document: Document, number: int) -> Document:
    """The same document with a number at the end of every text: the typesetter keeps what it has set before."""

    def text(value: Text) -> Text:
        return (*(value if isinstance(value, tuple) else (value,)), f" {number}")

    def block(one: Block) -> Block:
        match one:
            case Paragraph() | Heading():
                return replace(one, text=text(one.text))
            case Items():
                return replace(one, texts=[text(each) for each in one.texts])
            case Facts():
                return replace(one, pairs=[(name, text(value)) for name, value in one.pairs])
            case Entry():
                return replace(one, answer=text(one.answer))
            case Table():
                rows = [[text(cell) for cell in row] for row in one.rows]
                return replace(one, header=[text(cell) for cell in one.header], rows=rows)
        return one

    return replace(document, title=f"{document.title} {number}", blocks=[block(one) for one in document.blocks])


def _constant(document: Document) -> bytes:
    """The layout with the document's content as a literal of the typesetter's own."""
    content = pdf.content_of(document)
    layout = pdf.LAYOUT.read_text().replace("json(bytes(sys.inputs.document))", _literal(content))
    return layout.replace("json(bytes(sys.inputs.shades))", _literal(SHADES)).encode()


def _literal(value: object) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{json.dumps(key)}: {_literal(one)}" for key, one in value.items()) + ")"
    if isinstance(value, list | tuple):
        return "(" + "".join(f"{_literal(one)}, " for one in value) + ")"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "none"}[value]
    return json.dumps(value, ensure_ascii=False)


def _typeset(source: bytes) -> bytes:
    made: bytes = typst.compile(source, pdf_standards=["ua-1", "a-2a"], ignore_system_fonts=True)
    return made


def _in_turn(rounds: int, first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of each; the first round warms both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for act, found in zip((first, second), times, strict=True):
            begun = time.perf_counter()
            act()
            if turn:
                found.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times[0]), statistics.median(times[1])
