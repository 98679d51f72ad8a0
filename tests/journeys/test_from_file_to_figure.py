"""From a file to the figure that a councillor reads, in the browser: a survey, the notes of an evening, statements.

Each figure is counted again here from the rows of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, decisions, texts, themes
from data.permissions import Actor
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, arrived, fi, give_files, press, seen, take_role
from tests.participation import test_evening_adapter as evening
from tests.participation import test_ideas_files as ideas
from tests.participation import test_statements_adapter as statements
from tests.participation.test_survey_adapter import HEADER

SURVEY, EVENING, COUNCILS = "Kysely", "Asukasilta", "Lausunnot"


@dataclass(frozen=True)
class Place:
    address: str
    preparer: Actor
    decision: int
    activities: dict[str, int]

    def importing(self, title: str) -> str:
        return f"{self.address}/import?decision={self.decision}&activity={self.activities[title]}"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Kouluverkko")
    decisions.announce(preparer, decision)
    made = {
        title: activities.add(preparer, decision, channel=channel, title={"fi": title})
        for title, channel in ((SURVEY, "survey"), (EVENING, "event"), (COUNCILS, "statement"))
    }
    running = start(tmp_path, DEMO)
    yield Place(running.address, preparer, decision, made)
    running.stop()
    steps.leave_database()


def read_file(page: Page, place: Place, title: str, path: Path) -> None:
    take_role(page, place.address, "preparer")
    page.goto(place.importing(title))
    arrived(page, fi("Bring in residents' input"))
    give_files(page, [path])
    press(page, fi("Read the files"))


def store(page: Page) -> None:
    expect(page.get_by_role("heading", name=fi("What is in the file"), exact=True)).to_be_visible()
    ready(page)
    press(page, fi("Store"))


def freeze(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/release?decision={place.decision}")
    arrived(page, fi("Freeze the release"))
    steps.tick(page, fi("I have checked what will be visible and what stays hidden"))
    press(page, fi("Freeze release {number}", number=1))
    seen(page, fi("Release {number} was frozen. Readers now see it.", number=1))
    ready(page)


def survey_rows() -> list[Sequence[object]]:
    """200 answers: of each ten six for, two neither and two against, in four age groups alike."""
    minds = ("Kannatan",) * 6 + ("Siltä väliltä",) * 2 + ("Vastustan",) * 2
    bands = ("alle 18", "18-29", "30-64", "65-")
    return [
        (f"v{n}", f"2027-03-{n % 28 + 1:02}", minds[n % 10], bands[n // 50], "", f"nimi{n}@posti.example")
        for n in range(200)
    ]


def test_a_survey_becomes_the_shares_beside_the_alternative(page: Page, place: Place, tmp_path: Path) -> None:
    rows = survey_rows()
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEADER, *rows])
    file = tmp_path / "kysely.csv"
    file.write_text(text.getvalue(), "utf-8-sig")
    read_file(page, place, SURVEY, file)
    expect(page.get_by_role("heading", name=fi("Please answer: the file does not tell this"))).to_be_visible()
    ready(page)
    press(page, fi("Continue"))  # the suggestions are right, the addresses are left out
    store(page)
    seen(page, fi("The file was stored."))
    ready(page)
    freeze(page, place)

    counted = Counter(str(row[2]) for row in rows)
    whole = sum(counted.values())
    for page_name in ("residents", "briefing"):
        version = "&version=draft" if page_name == "briefing" else ""
        page.goto(f"{place.address}/{page_name}?decision={place.decision}{version}")
        ready(page)
        body = page.get_by_role("main")
        for mind in ("Kannatan", "Siltä väliltä", "Vastustan"):
            share = 100 * counted[mind] // whole
            expect(body).to_contain_text(f"{share}\u00a0%")
    page.goto(f"{place.address}/residents?decision={place.decision}")
    told = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Kaikki")).first
    expect(told).to_contain_text("60\u00a0%")
    assert "posti.example" not in page.content()


def test_the_ideas_of_an_evening_are_counted_in_small_groups(page: Page, place: Place, tmp_path: Path) -> None:
    ideas = {1: ("Valot", "Bussi", "Sali"), 2: ("Valot", "Sali", "Piha"), 3: ("Bussi", "Valot", "Piha")}
    rows = [
        evening.row(
            participants_n="15", group_no=str(group), group_size="5", rank=str(rank), idea=idea, theme=idea,
            decision_id=str(place.decision),
        )
        for group, listed in ideas.items()
        for rank, idea in enumerate(listed, start=1)
    ]  # fmt: skip
    file = tmp_path / "ilta.csv"
    file.write_bytes(evening.as_csv(rows))
    read_file(page, place, EVENING, file)
    store(page)
    seen(page, fi("The file was stored. {count} texts wait for their reader.", count=str(len(rows))))
    ready(page)
    named = {
        idea: themes.add(place.preparer, place.decision, title={"fi": idea})
        for idea in dict.fromkeys(idea for listed in ideas.values() for idea in listed)
    }
    for text in texts.queue(place.preparer, place.decision, limit=100).texts:
        texts.clear(place.preparer, text.id, "theme_only")
        themes.tie(place.preparer, text.id, [named[text.body]])
    freeze(page, place)

    groups = Counter(idea for listed in ideas.values() for idea in listed)
    page.goto(f"{place.address}/residents?decision={place.decision}")
    arrived(page, fi("What residents said"))
    for idea, n in groups.items():
        line = page.get_by_role("listitem").filter(has_text=f"{idea}:").first
        expect(line).to_contain_text(fi("raised in {n} small groups of {all}", n=n, all=len(ideas)))
    page.goto(f"{place.address}/briefing?decision={place.decision}&version=draft")
    seen(page, f"{len(ideas)} pienryhmää")
    assert "15 asukasta" not in page.get_by_role("main").inner_text()


def test_a_council_s_statement_is_read_on_the_briefing_and_never_counted(
    page: Page, place: Place, tmp_path: Path
) -> None:
    points = "Koulumatka ei saa pidentyä yli viiden kilometrin."
    rows = [
        statements.row(decision_id=str(place.decision), main_points=points),
        statements.row(decision_id=str(place.decision), council="vanhus", position="puoltaa", main_points="Hyvä näin."),
    ]
    file = tmp_path / "lausunnot.xlsx"
    file.write_bytes(statements.as_xlsx(rows))
    read_file(page, place, COUNCILS, file)
    store(page)
    seen(page, fi("{n} statements were recorded.", n=2))
    ready(page)
    page.goto(f"{place.address}/briefing?decision={place.decision}&version=draft")
    ready(page)
    seen(page, points)
    seen(page, "Hyvä näin.")
    take_role(page, place.address, "youth_council")
    page.goto(f"{place.address}/influence?decision={place.decision}")
    seen(page, points)


IDEAS = "Ideat"


@pytest.mark.parametrize("service", ideas.SHAPES)
def test_ideas_of_another_service_are_texts_under_their_number(
    page: Page, place: Place, tmp_path: Path, service: str
) -> None:
    place.activities[IDEAS] = activities.add(place.preparer, place.decision, channel="initiative", title={"fi": IDEAS})
    ((name, content),) = ideas.file_of(service).items()
    file = tmp_path / name
    file.write_bytes(content)
    read_file(page, place, IDEAS, file)
    expect(page.get_by_role("heading", name=fi("Please answer: the file does not tell this"))).to_be_visible()
    ready(page)
    press(page, fi("Continue"))  # the suggestions: the words of the idea are an open answer
    store(page)
    stored_words = fi("The file was stored. {count} texts wait for their reader.", count="#").replace("#", r"\d+")
    seen(page, re.compile(stored_words))
    ready(page)
    stored = texts.queue(place.preparer, place.decision, limit=1000).texts
    bodies = Counter(text.body for text in stored)
    assert {words: bodies[words] for words in ideas.WORDS} == dict.fromkeys(ideas.WORDS, 1)
    assert not any(ideas.PERSON in text.body or ideas.MAIL in text.body for text in stored)
    for text in stored:
        texts.clear(place.preparer, text.id, "theme_only")
    freeze(page, place)
    low, high = next((low, high) for low, high in ((10, 24), (25, 49), (50, 99)) if low <= len(stored) <= high)
    page.goto(f"{place.address}/residents?decision={place.decision}")
    arrived(page, fi("What residents said"))
    expect(page.get_by_role("listitem").filter(has_text=IDEAS).first).to_contain_text("10–24")  # who gave them
    seen(page, f"{low}–{high} näkemystä")
    page.goto(f"{place.address}/briefing?decision={place.decision}&version=draft")
    seen(page, "10–24 vastaajaa")
