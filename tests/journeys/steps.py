"""What a person does in the journeys: finds things by role and by the words on the screen, in Finnish.

The words come from the catalogue and the templates, so a better wording breaks no journey. Nothing here sleeps: every
step waits for what the person would see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, TimeoutError, expect

from assessment.templates.loading import built_in
from assessment.templates.model import Area, Question, Section, Text
from data import assessments, decisions, engine, matters, people, schema, tables
from data.demo.loading import MADE_BY, OURS
from data.permissions import ROLES, Actor
from locales import translate
from tests.browser import ready
from ui.page_setup import ROLE_NAMES
from ui.question_kinds import BASIS_ASKED

SAVE_LINE = "[data-vp-save-line]"
DEMO = {"VAIKUTUSPOLKU_DEMO": "1"}
POLIS = Path(__file__).resolve().parents[3] / "shared" / "data" / "polis"


def fi(msgid: str, **params: object) -> str:
    """A sentence of the interface as it is on the screen."""
    return translate("fi", msgid, **params)


def optional(msgid: str) -> str:
    """The label of a field that may be left empty."""
    return f"{fi(msgid)} ({fi('optional')})"


# ------------------------------------------------------------------ the words of the templates


def section_of(template: str, id: str) -> Section:
    return built_in()[template].section(id)


def question_of(template: str, id: str) -> Question:
    used = built_in()[template]
    return next(one for one in (*(question for _, question in used.questions()), *used.facts) if one.id == id)


def cell_question(id: str) -> Question:
    """A field of a cell of the effects matrix."""
    library = built_in().library
    return next(one for one in (*library.cell_fields, *library.baseline_cell_fields) if one.id == id)


def asked(question: Text) -> re.Pattern[str]:
    """A question as a field is named by it: with what the page adds for its kind."""
    added = "|".join(
        re.escape(text) for text in (f" ({fi('optional')})", f", {fi('euros')}", f" {fi('One on each line.')}")
    )
    return re.compile(f"^{re.escape(question.fi)}(?:{added})*$")


def screened(template: str, id: str) -> str:
    """A screening question, its parameters filled in."""
    screening = built_in()[template].screening
    assert screening is not None
    found = next(question for question in screening.questions if question.id == id)
    cost = next(param.default for param in built_in().library.params if param.id == "cost_threshold_eur")
    return found.fi.replace("{cost_threshold_eur}", f"{int(cost):,}".replace(",", "\u00a0"))


def area_of(template: str, id: str) -> Area:
    return next(area for section in built_in()[template].sections for area in section.areas if area.id == id)


def option(listed: str, id: str) -> str:
    """An option of one of the library's lists."""
    found: Text = built_in().library.lists[listed][id]
    return found.fi


def level(scale: str, value: int | str) -> str:
    """A level of a scale with its sign, as a choice shows it."""
    found = built_in().library.scale(scale).values()[value]
    return " ".join(filter(None, (found.sign, found.fi)))


def group_of(id: str) -> str:
    return built_in().library.group(id).fi


# ------------------------------------------------------------------ moving about


def give_files(page: Page, files: Iterable[Path], field_name: str | None = None) -> None:
    """Gives files to the upload field and waits until each is shown there and has come to the server."""
    field = page.get_by_role("region", name=field_name or fi("Files"), exact=True)
    given = list(files)
    field.locator("input[type=file]").set_input_files(given)
    for file in given:
        remove = re.compile(rf"(^|\s){re.escape(file.name)}$")  # the name itself is cut where it is long
        expect(field.get_by_role("button", name=remove)).to_be_visible()
    expect(field.get_by_test_id("stFileChipIconSpinner")).to_have_count(0)
    ready(page)


def take_role(page: Page, address: str, role: str) -> None:
    """Opens the service afresh and chooses a role at the door."""
    page.context.clear_cookies()
    page.goto(address)
    arrived(page, fi("Choose a role"))
    page.get_by_role("main").get_by_role("link", name=fi(ROLE_NAMES[role]), exact=True).click()
    expect(page.get_by_role("link", name=fi("Change role"))).to_be_visible()
    ready(page)


def arrived(page: Page, title: str | re.Pattern[str]) -> None:
    """Waits until the page with this heading is drawn to the end."""
    expect(page.get_by_role("heading", level=1)).to_have_text([title])  # a list: the old heading has gone, too
    ready(page)


def follow(page: Page | Locator, name: str, title: str | re.Pattern[str] | None = None) -> None:
    """Follows a link of the page; `title` is the heading it leads to."""
    main = page.get_by_role("main") if isinstance(page, Page) else page
    main.get_by_role("link", name=name, exact=True).first.click()
    if title is not None:
        arrived(page if isinstance(page, Page) else page.page, title)


def press(page: Page | Locator, name: str) -> None:
    """Presses a button by its words; one that has a key of its own is named with it."""
    key = re.escape(fi("Shortcut {keys}", keys="*")).replace(r"\*", r"\w")
    with_key = re.compile(f"^{re.escape(name)}( {key})?$")
    page.get_by_role("button", name=with_key).click()


def seen(page: Page | Locator, text: str | re.Pattern[str]) -> None:
    """Waits until a text can be read."""
    expect(page.get_by_text(text).first).to_be_visible()


# ------------------------------------------------------------------ answering

Name = str | re.Pattern[str]  # a whole label, or what it may be


def choose(page: Page | Locator, question: Name, answer: str) -> None:
    """One of a few choices; done when it is seen as chosen. While a run draws anew, a question may stand twice."""
    ready(page if isinstance(page, Page) else page.page)
    radio = page.get_by_role("radiogroup", name=question, exact=True).get_by_role("radio", name=answer, exact=True)
    _click_label(radio)
    expect(radio.first).to_be_checked()


def tick(page: Page | Locator, label: str) -> None:
    box = page.get_by_role("checkbox", name=label, exact=True)
    _click_label(box)
    expect(box.first).to_be_checked()


def _click_label(control: Locator) -> None:
    """The drawn part of a radio button or a checkbox is its label; the input itself cannot be seen."""
    control.locator("xpath=ancestor::label").click()


def write(page: Page | Locator, question: Name, text: str) -> None:
    """Writes into a field and goes on; where a page saves by itself, done when it no longer says that it is saving."""
    field = page.get_by_role("textbox", name=question, exact=True)
    field.fill(text)
    field.blur()
    expect(field).to_have_value(text)
    line = field.page.locator(SAVE_LINE)
    if line.count():
        expect(line).not_to_have_text(fi("Saving…"))


def write_day(page: Page | Locator, question: Name, day: date) -> None:
    """Types a day as it is written in Finland: the field moves on by itself from day to month to year."""
    parts = page.get_by_role("group", name=question, exact=True).get_by_role("spinbutton")
    parts.first.click()
    parts.first.page.keyboard.type(f"{day:%d%m%Y}")
    shows_day(page, question, day)
    for _ in range(2):  # to the button of its calendar and on: a day is given when its field is left
        parts.first.page.keyboard.press("Tab")


def shows_day(page: Page | Locator, question: Name, day: date) -> None:
    parts = page.get_by_role("group", name=question, exact=True).get_by_role("spinbutton")
    for place, value in enumerate((day.day, day.month, day.year)):
        expect(parts.nth(place)).to_have_attribute("aria-valuenow", str(value))


def pick(page: Page | Locator, question: Name, answer: str) -> None:
    """One of a long list: opened, and chosen by name. A run that ends meanwhile may close the list: opened again."""
    field = page.get_by_role("combobox", name=question, exact=True)
    choice = field.page.get_by_role("option", name=answer, exact=True)
    for _ in range(3):
        if field.get_attribute("aria-expanded") != "true":
            field.click()
        with suppress(TimeoutError):
            choice.click(timeout=3_000)
            return
    choice.click()


def pick_several(page: Page | Locator, question: Name, *answers: str) -> None:
    """Some of a long list: opened, chosen by name, closed."""
    field = page.get_by_role("combobox", name=question, exact=True)
    for answer in answers:
        pick(page, question, answer)
    field.page.keyboard.press("Escape")


def answer(page: Page, question: Question, value: Any) -> None:
    """Answers a question of a template in the way of its type. `value` is in the words of the screen."""
    name = asked(question)
    match question.type:
        case "text" | "long_text" | "number_or_unknown" | "money":
            write(page, name, value)
        case "indicators" | "places":
            write(page, name, "\n".join(value))
        case "date":
            write_day(page, name, value)
        case "yes_no" | "choice" | "choice_alternative":
            choose(page, name, value)
        case "scale" | "right":  # with the reason or the day that the level asks for
            level, more = value if isinstance(value, tuple) else (value, None)
            choose(page, name, level)
            block = around(page, question.fi)
            if isinstance(more, date):
                write_day(block, fi("By when?"), more)
            elif more:
                write(block, fi("Why?"), more)
        case "certainty":  # the reasons by name
            for reason, said in value.items():
                pick(page, fi(BASIS_ASKED[reason]), said)
        case "multi" | "groups" | "law_refs" | "evidence" | "impact_areas":
            pick_several(page, name, *value)
        case "person_role":
            pick(page, name, value)
        case "per_alternative_text":
            for alternative, text in value.items():
                write(around(page, question.fi), alternative, text)
        case "actions":
            what, role, day = value
            block = around(page, question.fi)
            write(block, fi("What is done?"), what)
            pick(block, fi("Who is responsible (role)?"), role)
            write_day(block, fi("By when?"), day)
        case "trace":
            theme, text = value
            block = around(page, question.fi)
            pick(block, fi("Theme"), theme)
            write(block, fi("What changed, or why nothing did?"), text)
        case _:
            raise ValueError(f"nobody has said how a question of type {question.type} is answered")


def around(page: Page, text: str) -> Locator:
    """The innermost part of the page that holds a text and the fields under it."""
    return page.get_by_test_id("stVerticalBlock").filter(has_text=text).last


def saved(page: Page) -> None:
    """The page says that what was written is stored."""
    expect(page.locator(SAVE_LINE)).to_have_text(re.compile(re.escape(fi("Saved {time}", time="")).strip() + r" \d"))


def without_the_script(page: Page) -> None:
    """For negative controls: the shell's own script does not come."""
    page.route("**/shell/app.*", lambda route: route.abort())


# ------------------------------------------------------------------ a database to begin with


def fresh_database(folder: Path) -> dict[str, Actor]:
    """A database as the demonstration's own, with its people and nothing else; put to use in this process too."""
    made = engine.make(f"sqlite:///{folder / 'test.db'}")
    engine.use(made)
    schema.upgrade(made)
    with engine.transaction(writes=True) as connection:
        connection.execute(tables.meta.insert().values(name=MADE_BY, value=OURS))
    return {role: Actor(people.add(f"Esittely: {role}", "demo", role, [role]), role) for role in ROLES}


def screened_decision(actor: Actor, title: str) -> int:
    """A decision whose screening gives the full level and opens LAVA, by the verbs."""
    id = decisions.create(
        actor, title={"fi": title}, body="Kaupunginvaltuusto", service="Kaupunkiympäristö", meeting_date=None,
        alternatives=["Nykytila", "Suojellaan", "Rakennetaan"],
    )  # fmt: skip
    screening = built_in()["eva"].screening
    assert screening is not None
    stored = matters.read(actor, id).stored["eva"]
    for question in screening.questions:
        assessments.save_answer(actor, stored.id, f"screening/{question.id}", "yes", 0)
    return id


def leave_database() -> None:
    """Closes this process's own door to the database."""
    opened = engine.engine()
    engine.use(None)
    opened.dispose()


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, to see that nothing was stored."""
    reading = sa.create_engine(f"sqlite:///{path}")
    with reading.connect() as connection:
        found = {
            t.name: [tuple(row) for row in connection.execute(sa.select(t))] for t in tables.metadata.sorted_tables
        }
    reading.dispose()
    return found
