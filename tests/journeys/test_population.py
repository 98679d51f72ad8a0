"""Who answered beside who lives here: from a statistics office's table to what a councillor reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, imports, population
from data.permissions import Actor
from participation import adapters
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, give_files, press, seen, take_role

ANSWERED = {"alle 18": 30, "18–64": 120, "65 vuotta täyttäneet": 60}
OLDEST = 100


def people(age: int, area: str) -> int:
    return (10 + age % 7) * (3 if area == "KU1" else 1)


def statistics() -> bytes:
    """Two areas by single years of age, with a total among the ages, as a statistics office gives it."""
    ages = ["SSS", *map(str, range(OLDEST)), f"{OLDEST}-"]
    labels = {"SSS": "Yhteensä", f"{OLDEST}-": "100 -"}
    values: list[int] = []
    for place in ("KU1", "KU2"):
        each = [people(age, place) for age in range(OLDEST + 1)]
        values += [sum(each), *each]
    area = {"index": ["KU1", "KU2"], "label": {"KU1": "Koivulahti", "KU2": "Muu"}}
    age = {"index": ages, "label": {code: labels.get(code, code) for code in ages}}
    said = {
        "version": "2.0", "class": "dataset", "label": "Väestö iän mukaan", "source": "Tilastokeskus",
        "updated": "2026-03-27", "id": ["alue", "ika"], "size": [2, len(ages)], "value": values,
        "dimension": {"alue": {"label": "Alue", "category": area}, "ika": {"label": "Ikä", "category": age}},
    }  # fmt: skip
    return json.dumps(said).encode()


def residents(low: int, high: int) -> int:
    """Counted here from the same people, apart from the product."""
    return sum(people(age, "KU1") for age in range(low, high + 1))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Actor, int, int]]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Kouluverkko")
    activity = activities.add(preparer, decision, channel="survey", title={"fi": "Kysely"})
    stances = ("puolesta", "vastaan", "en tiedä")
    rows = "".join(f"{stances[n % 3]};{age}\n" for age, count in ANSWERED.items() for n in range(count))
    roles = {
        "Mielipide": {"role": "scale", "map": dict(zip(stances, ("for", "against", "cannot_say"), strict=True))},
        "Ikä": {"role": "background", "values": list(ANSWERED)},
    }
    file = {"kysely.csv": f"Mielipide;Ikä\n{rows}".encode()}
    parsed = adapters.read("survey", file, answers={"mapping": json.dumps(roles)})
    imports.store(preparer, activity, parsed, sha256="c" * 64, original_name="kysely.csv")
    running = start(tmp_path, DEMO)
    yield running.address, preparer, decision, activity
    running.stop()
    steps.leave_database()


def test_ages_are_suggested_counted_and_read_beside_the_respondents(
    page: Page, place: tuple[str, Actor, int, int], tmp_path: Path
) -> None:
    address, preparer, decision, activity = place
    file = tmp_path / "vaesto.json"
    file.write_bytes(statistics())
    take_role(page, address, "preparer")
    page.goto(f"{address}/import?decision={decision}&activity={activity}")
    steps.follow(page, fi("Residents beside those who answered"), fi("Residents beside those who answered"))
    give_files(page, [file], fi("Table of residents"))
    press(page, fi("Read the table"))
    expect(page.get_by_role("heading", name=fi("What is each group made of?"))).to_be_visible()
    ready(page)
    first, last = fi("{group}: first age", group="alle 18"), fi("{group}: last age", group="alle 18")
    expect(page.get_by_role("combobox", name=first)).to_have_value("0")
    expect(page.get_by_role("combobox", name=last)).to_have_value("17")

    press(page, fi("Give the numbers"))  # which area was not said
    seen(page, fi("Choose which part of the table is meant."))
    ready(page)
    steps.pick(page, fi("Which part of “{name}”?", name="Alue"), "Koivulahti")
    press(page, fi("Give the numbers"))  # at once, whatever has been drawn
    seen(page, fi("Residents were given for {n} groups.", n=3))
    ready(page)
    given = population.beside(preparer, activity).given
    assert given is not None
    wanted = {"alle 18": residents(0, 17), "18–64": residents(18, 64), "65 vuotta täyttäneet": residents(65, OLDEST)}
    assert given.numbers == wanted

    steps.follow(page, fi("Freeze the release"), fi("Freeze the release"))
    steps.tick(page, fi("I have checked what will be visible and what stays hidden"))
    press(page, fi("Freeze release {number}", number=1))
    seen(page, fi("Release {number} was frozen. Readers now see it.", number=1))
    ready(page)
    take_role(page, address, "preparer")
    page.goto(f"{address}/residents?decision={decision}")
    heading = page.get_by_role("heading", name=fi("Who answered, beside who lives here"), exact=True)
    expect(heading).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="alle 18", exact=True)).first
    expect(row).to_contain_text("25–49")
    share = round(100 * wanted["alle 18"] / sum(wanted.values()))
    expect(row).to_contain_text(f"{share}\u00a0%")
    seen(page, "Tilastokeskus")
    seen(
        page,
        fi(
            "Respondents are not a sample: their number beside the population tells who was reached, not what "
            "others think."
        ),
    )
