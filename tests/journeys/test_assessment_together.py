"""Several people and one assessment: conflicts, a review round, and the follow-up a year later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from assessment.templates.loading import built_in
from assessment.templates.model import Section
from data import assessments, briefings, decisions, evidence, matters
from data.permissions import Actor
from tests.browser import Server, ready, start
from tests.data.cases import put, screened
from tests.data.test_workflow import AT_ALL, accept_all, fill, sign
from tests.data.test_working_together import SOURCE
from tests.journeys import steps
from tests.journeys.steps import (
    DEMO,
    answer,
    area_of,
    asked,
    choose,
    fi,
    follow,
    option,
    pick,
    press,
    question_of,
    saved,
    section_of,
    seen,
    take_role,
    tick,
    write,
    write_day,
)

TITLE = "Kouluverkko"  # as tests/data/cases.py names its decisions
CLASH = "Somebody else changed this answer while you were writing. Both texts are kept."
WAYS = ("Keep mine", "Take the other", "Combine")
GOAL = "basics/b_goal"


@dataclass
class Site:
    folder: Path
    actors: dict[str, Actor]
    running: Server

    @property
    def address(self) -> str:
        return self.running.address

    def page(self, path: str, decision: int, more: str = "") -> str:
        return f"{self.address}/{path}?decision={decision}{more}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("together")
    actors = steps.fresh_database(folder)
    made = Site(folder, actors, start(folder, DEMO))
    try:
        yield made
    finally:
        made.running.stop()
        steps.leave_database()


@pytest.fixture
def other(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """A second person's own window."""
    context: BrowserContext = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def step(id: str) -> str:
    """The words on the button of a step of the workflow."""
    return next(one for one in built_in().library.workflow("standard").transitions if one.id == id).fi


def take_step(page: Page, id: str) -> None:
    press(page, step(id))
    seen(page, fi("Done: {what}", what=step(id)))
    ready(page)


def filled(site: Site) -> int:
    """A decision whose EVA can be sent for review; children are not touched."""
    id = screened(site.actors["preparer"], **AT_ALL)
    fill(site.actors["preparer"], id)
    return id


def open_basics(page: Page, site: Site, decision: int) -> Locator:
    page.goto(site.page("section", decision, "&instrument=eva&section=basics"))
    steps.arrived(page, section_of("eva", "basics").title.fi)
    return page.get_by_role("textbox", name=asked(question_of("eva", "b_goal")))


# ------------------------------------------------------------------ two at once


def test_twenty_conflicting_edits_of_two_preparers_lose_none(page: Page, other: Page, site: Site) -> None:
    decision = filled(site)
    take_role(page, site.address, "preparer")
    take_role(other, site.address, "coordinator")
    turns = [(page, open_basics(page, site, decision)), (other, open_basics(other, site, decision))]
    turns[0][1].fill("Teksti 0.")
    saved(page)
    written = ["Teksti 0."]
    for number in range(1, 21):
        mine, field = turns[number % 2]
        text = f"Teksti {number}."
        field.fill(text)
        field.blur()  # saved at once
        seen(mine, fi(CLASH))
        press(mine, fi(WAYS[number % 3]))
        expect(mine.get_by_text(fi(CLASH))).to_have_count(0)
        ready(mine)
        written.append(text)
    preparer = site.actors["preparer"]
    kept = assessments.history(preparer, matters.read(preparer, decision).stored["eva"].id, GOAL)
    texts = [str(event.value) for event in kept]
    assert [text for text in written if not any(text in one for one in texts)] == []
    revisions = sorted(event.rev for event in kept)
    assert revisions == list(range(1, len(kept) + 1))
    print(f"20 conflicts, {len(kept)} revisions, 0 texts lost")


def test_an_older_text_is_brought_back_and_never_over_a_newer_one(page: Page, other: Page, site: Site) -> None:
    decision = filled(site)
    take_role(page, site.address, "preparer")
    field = open_basics(page, site, decision)
    for text in ("Ensimmäinen.", "Toinen."):
        field.fill(text)
        field.blur()
        saved(page)
        ready(page)
    steps.pick(page, fi("Question"), question_of("eva", "b_goal").fi)
    back = page.get_by_role("button", name=fi("Bring this back")).first
    back.click()
    expect(field).to_have_value("Ensimmäinen.")

    take_role(other, site.address, "coordinator")
    newer = open_basics(other, site, decision)
    newer.fill("Toisen kirjoittama.")
    newer.blur()
    saved(other)
    back.click()  # drawn before the other wrote: the older text is now "Toinen."
    seen(page, fi(CLASH))
    seen(page, "Toisen kirjoittama.")
    preparer = site.actors["preparer"]
    stored = matters.read(preparer, decision).answers("eva")[GOAL]
    assert stored.value == "Toisen kirjoittama."


# ------------------------------------------------------------------ a review round


def section_card(page: Page, section: Section) -> Locator:
    link = page.get_by_role("link", name=fi("See: {title}", title=section.title.fi), exact=True)
    return page.get_by_test_id("stVerticalBlock").filter(has=link).last


def judge(page: Page, section: Section, verdict: str, comment: str = "", due: date | None = None) -> None:
    card = section_card(page, section)
    choose(card, fi("Verdict"), option("verdicts", verdict))
    if comment:
        write(card, fi("What should be corrected or improved?"), comment)
    if due is not None:
        pick(card, fi("Who is responsible (role)?"), option("roles", "preparer"))
        write_day(card, fi("By when?"), due)
    press(card, fi("Record the verdict"))
    expect(card.get_by_role("strong")).to_have_text(option("verdicts", verdict))
    ready(page)


def open_check(page: Page, site: Site, decision: int) -> None:
    page.goto(site.page("check", decision))
    steps.arrived(page, fi("Check and send"))


def test_a_review_round_with_a_correction_a_signature_and_an_edit_that_voids_it(page: Page, site: Site) -> None:
    decision, reader = filled(site), site.actors["reviewer"]
    sections = matters.read(reader, decision).eva.sections
    basics = section_of("eva", "basics")
    take_role(page, site.address, "preparer")
    open_check(page, site, decision)
    take_step(page, "t_submit")

    take_role(page, site.address, "reviewer")
    open_check(page, site, decision)
    judge(page, basics, "to_correct", "Kerro, mistä tavoite näkyy.")
    take_step(page, "t_return")

    take_role(page, site.address, "preparer")
    open_check(page, site, decision)
    seen(page, "Kerro, mistä tavoite näkyy.")
    field = open_basics(page, site, decision)
    field.fill("Tavoite näkyy oppimistuloksissa.")
    saved(page)
    open_check(page, site, decision)
    take_step(page, "t_resubmit")

    take_role(page, site.address, "reviewer")
    open_check(page, site, decision)
    for number, section in enumerate(sections):
        if number == 1:
            judge(page, section, "improvable", "Täydennä lähteet ensi vuonna.", date(2027, 9, 1))
        else:
            judge(page, section, "accepted")
    take_step(page, "t_accept")

    take_role(page, site.address, "signer")
    open_check(page, site, decision)
    flow = matters.read(reader, decision).instruments["eva"].workflow
    assert flow is not None
    for attestation in flow.sign_off.attest:
        tick(page, attestation.fi)
    take_step(page, "t_sign")
    assert matters.read(reader, decision).stored["eva"].state == "signed"

    take_role(page, site.address, "preparer")
    field = open_basics(page, site, decision)
    field.fill("Tavoite näkyy oppimistuloksissa ja hyvinvoinnissa.")
    saved(page)
    assert matters.read(reader, decision).stored["eva"].state == "in_review"
    open_check(page, site, decision)
    seen(page, fi("An edit after the signature sent the assessment back to review."))
    follow(page, fi("See exactly what changed"), fi("What changed"))
    expect(page.get_by_role("main").locator("ins")).to_have_text([f"{fi('added:')} ja hyvinvoinnissa"])
    expect(page.get_by_role("main").locator("del")).to_have_count(0)


# ------------------------------------------------------------------ a year later


def decided(site: Site) -> int:
    """A published decision whose proposed alternative has one effect, decided on a year ago and followed up."""
    preparer, signer = site.actors["preparer"], site.actors["signer"]
    decision = filled(site)
    source = evidence.add(preparer, decision, SOURCE)
    effect = {
        "impact5": -2, "certainty": 3, "rationale": "Matkat pitenevät.",
        "groups": ["age_7_12"], "evidence": [source],
        "mitigation": [{"text": "Kuljetus", "owner": "preparer", "due": "2026-08-01"}],
    }  # fmt: skip
    for name, value in effect.items():
        put(preparer, decision, "eva", f"matrix/p_health/VE1/{name}", value)
    for duty in matters.read(preparer, decision).duties:  # those that the group brings along
        put(preparer, decision, "early-participation", duty.key, {"value": "na", "reason": "Koe"})
    assessments.move(preparer, decision, "t_submit")
    accept_all(site.actors, decision)
    sign(site.actors, decision)
    briefings.publish(signer, decision)
    decisions.move(preparer, decision, "on_agenda")
    decisions.record_outcome(preparer, decision, stage="decided", decided_on=date(2025, 11, 20), chosen="VE1")
    decisions.move(preparer, decision, "follow_up")
    assessments.move(preparer, decision, "t_follow")
    return decision


def test_a_year_later_what_happened_stands_beside_what_was_predicted(page: Page, site: Site) -> None:
    decision = decided(site)
    health = area_of("eva", "p_health").fi
    take_role(page, site.address, "preparer")
    page.goto(site.page("follow-up", decision))
    steps.arrived(page, fi("What happened"))
    seen(page, fi("{done}/{n} effect recorded", done=0, n=1))
    press(page, health)
    expect(page.get_by_role("heading", name=health, exact=True)).to_be_visible()
    ready(page)
    seen(page, "Matkat pitenevät.")
    fields = {field.id: field for field in built_in().library.outcome_fields}
    answer(page, fields["happened"], option("outcome", "worse"))
    answer(page, fields["happened_what"], "Matka piteni 140 oppilaalla.")
    answer(page, fields["mitigation_done"], steps.level("check4", "done"))
    saved(page)
    press(page, fi("All effects"))
    seen(page, fi("{done}/{n} effect recorded", done=1, n=1))
    ready(page)
    page.goto(f"{site.address}/calibration")
    steps.arrived(page, fi("How often were we right?"))
    row = page.get_by_role("row").filter(has_text=steps.level("certainty", 3).split(":")[0])
    expect(row.first).to_contain_text("1")
    found = matters.read(site.actors["preparer"], decision).eva.outcomes
    assert [outcome.happened for outcome in found] == ["worse"]
