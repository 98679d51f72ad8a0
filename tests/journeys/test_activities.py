"""An activity before and after it is held, and whether residents were heard in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, clock, decisions
from data.permissions import Actor
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, optional, press, seen, take_role

EVENING = "Asukasilta rannassa"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Actor, int]]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Kouluverkko")
    today = clock.now().date()
    activities.add(
        preparer, decision, channel="event", title={"fi": EVENING}, starts=today - timedelta(9),
        ends=today - timedelta(9), cost_planned=400_00,
    )  # fmt: skip
    decisions.announce(preparer, decision)
    running = start(tmp_path, DEMO)
    yield running.address, preparer, decision
    running.stop()
    steps.leave_database()


def test_what_an_activity_cost_is_written_down_afterwards_and_early_is_measured(
    page: Page, place: tuple[str, Actor, int]
) -> None:
    address, preparer, decision = place
    take_role(page, address, "preparer")
    page.goto(f"{address}/import?decision={decision}")
    seen(
        page,
        fi("It has not been recorded when the alternatives were settled, so it is not known who was heard in time."),
    )
    press(page, fi("Bring in a file: {activity}", activity=EVENING))
    press(page, fi("Edit the activity"))
    expect(page.get_by_role("heading", name=fi("Edit the activity"))).to_be_visible()
    ready(page)
    expect(page.get_by_label(optional("Planned cost, euros"))).to_have_value("400")
    steps.write(page, optional("Actual cost, euros"), "paljon")
    press(page, fi("Save the activity"))
    seen(page, fi("Write a number, for example 1 200 or 2,5."))
    ready(page)
    steps.write(page, optional("Actual cost, euros"), "412,50")
    steps.write(page, optional("Actual working time, hours"), "7,5")
    press(page, fi("Save the activity"))
    seen(page, fi("The activity was saved."))
    ready(page)
    (one,) = activities.listing(preparer, decision)
    assert (one.cost_planned, one.cost_actual, one.minutes_actual) == (40_000, 41_250, 450)

    today = clock.now().date()
    for on, told in (
        (
            today - timedelta(8),
            fi("Heard before the alternatives were settled on {day}: {names}", day="|", names=EVENING),
        ),
        (today - timedelta(9), fi("Nobody was heard before the alternatives were settled on {day}.", day="|")),
    ):
        decisions.settle_alternatives(preparer, decision, on)
        written = told.replace("|", f"{on.day}.{on.month}.{on.year}")
        page.goto(f"{address}/import?decision={decision}")
        seen(page, written)
        page.goto(f"{address}/residents?decision={decision}")
        seen(page, written)
