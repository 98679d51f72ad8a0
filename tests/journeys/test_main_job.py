"""The main job in Finnish, in a browser, with a real Polis export: from a new matter to the councillor and the youth.

One matter goes through the hands of everyone on the path. What is typed in the browser holds a question of every type
the templates have; the rest of the required answers are stored by the same verbs that the pages call. Every figure on
the briefing is compared with one computed here from the CSV files by pandas alone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.matter import CHECKLIST_TASK, IMPORT, LAVA_SCREENING, RESPONSES
from assessment.templates.loading import built_in
from assessment.templates.model import Question
from data import assessments, engine, imports, listing, matters, releases, texts, themes
from data.permissions import Actor
from tests.browser import Server, ready, start
from tests.journeys import steps
from tests.journeys.steps import (
    POLIS,
    answer,
    area_of,
    around,
    arrived,
    asked,
    choose,
    fi,
    follow,
    give_files,
    group_of,
    level,
    option,
    optional,
    pick,
    pick_several,
    press,
    question_of,
    saved,
    screened,
    section_of,
    seen,
    shows_day,
    take_role,
    tick,
    write,
    write_day,
)

CONVERSATION = POLIS / "scoop-hivemind.biodiversity"
TITLE = "Metsien ja puistojen ohjelma 2030"
SUMMARY = "Päätetään, mitä kaupungin lähimetsille tehdään. Ohjelma on voimassa vuoteen 2030."
BODY = "Kaupunginvaltuusto"
MEETING = date.today() + timedelta(days=90)
ALTERNATIVES = {"VE0": "Nykytila", "VE1": "Suojellaan lähimetsät", "VE2": "Rakennetaan osa metsistä"}
ACTIVITY = "Luonnon monimuotoisuus, verkkokeskustelu"
PESTS, NEAR = "Tuholaisten torjunta", "Luonto kaupungissa"
PEST_WORDS = ("predator", "pest", "possum", "trap", "1080", "poison")
NEAR_WORDS = ("city", "cities", "urban", "town", "garden")
COMMENT = "Kiitos perustelusta. Haluamme olla mukana, kun ohjelmaa seurataan."
pytestmark = pytest.mark.skipif(not CONVERSATION.exists(), reason="the Polis conversations are not beside the sources")


@dataclass
class Job:
    """One matter on its way: where it is, who works on it, and what the test itself has decided about it."""

    address: str
    actors: dict[str, Actor]
    decision: int = 0
    published: set[int] = field(default_factory=set)  # numbers of the comments whose words the test has cleared
    tied: dict[str, int] = field(default_factory=dict)  # texts tied to each theme
    types: set[str] = field(default_factory=set)  # question types answered in the browser

    def answer(self, page: Page, template: str, id: str, value: Any) -> None:
        question = question_of(template, id)
        answer(page, question, value)
        self.types.add(question.type)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    actors = steps.fresh_database(tmp_path)
    running: Server = start(tmp_path, steps.DEMO)
    try:
        yield Job(running.address, actors)
    finally:
        running.stop()
        steps.leave_database()


def test_the_six_steps_from_a_new_matter_to_the_answer_that_the_youth_council_reads(page: Page, job: Job) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    take_role(page, job.address, "preparer")
    start_and_screen(page, job)
    fill_in_eva(page, job)
    fill_in_lava(page, job)
    bring_in(page, job, sorted(CONVERSATION.glob("*.csv")))
    review_texts_and_name_themes(page, job)
    preview_and_freeze(page, job)
    answer_themes(page, job)
    finish_and_send(page, job)
    take_role(page, job.address, "reviewer")
    review_and_approve(page, job)
    take_role(page, job.address, "signer")
    sign_and_publish(page)
    take_role(page, job.address, "councillor")
    read_the_briefing(page, job)
    take_role(page, job.address, "youth_council")
    read_what_was_done(page)
    take_role(page, job.address, "councillor")
    read_the_comment(page)


# ------------------------------------------------------------------ 1. the preparer starts and screens


def start_and_screen(page: Page, job: Job) -> None:
    follow(page, fi("Start a new decision"), fi("New decision"))
    write(page, fi("What is the matter called in plain language?"), TITLE)
    write(page, optional("What is decided, in two sentences?"), SUMMARY)
    write(page, fi("Which body decides?"), BODY)
    write_day(page, optional("When is the matter planned to be handled?"), MEETING)
    write(page, fi("Which service does it belong to?"), "Kaupunkiympäristö")
    expect(page.get_by_role("textbox", name="VE0", exact=True)).to_have_value(ALTERNATIVES["VE0"])
    for code in ("VE1", "VE2"):
        write(page, code, ALTERNATIVES[code])
    press(page, fi("Start and continue to the screening"))
    arrived(page, fi("Is an assessment needed, and how deep?"))
    (job.decision,) = (listed.head.id for listed in listing.page(job.actors["preparer"]).all)

    seen(page, fi("There is no result yet. These questions are open:"))
    given = {"s_many": "yes", "s_group": "yes", "s_children": "yes", "s_cost": "unknown", "s_env": "yes"}
    for id in ("s_many", "s_group", "s_children", "s_network", "s_staff", "s_cost", "s_env"):
        choose(page, screened("eva", id), option("yes_no_unknown", given.get(id, "no")))
    for id in ("s_vital", "s_lang", "s_irrev", "s_voice"):
        choose(page, screened("eva", id), option("yes_no_unknown", "no"))
    seen(page, built_in().library.option("levels", "full").fi)
    result = page.get_by_role("main").get_by_role("listitem")
    expect(result.get_by_text(f"{fi('Not known')}: {screened('eva', 's_cost')}")).to_be_visible()
    opened = fi("Opened: {name}", name=built_in()["lava"].template.title.fi)
    expect(page.get_by_role("heading", name=opened, exact=True)).to_be_visible()
    because = next(q.because.fi for q in built_in()["eva"].screening.questions if q.id == "s_children")
    expect(result.get_by_text(because, exact=True)).to_have_count(2)  # a reason for the level and for LAVA

    job.answer(page, "early-participation", "affected_groups", [group_of("age_7_12")])
    job.answer(page, "early-participation", "affected_areas", [area_of("eva", "e_nature").fi])
    saved(page)
    follow(page, fi("Continue to the task list"), TITLE)
    seen(page, re.compile(r"^1/\d+ "))
    follow(page, LAVA_SCREENING.fi, fi("How deeply are children assessed?"))
    for id, value in {"l_direct": "yes", "l_indirect": "unknown", "l_group": "yes", "l_long": "no"}.items():
        choose(page, screened("lava", id), option("yes_no_unknown", value))
    for id in ("l_voice", "l_difference"):
        choose(page, screened("lava", id), option("yes_no_unknown", "no"))
    seen(page, built_in().library.option("levels", "full").fi)
    follow(page, fi("Continue to the task list"), TITLE)
    waiting = page.get_by_role("main").get_by_text(fi("Cannot start yet"))
    expect(waiting).to_have_count(3)  # texts, release and answers wait for the residents' input


# ------------------------------------------------------------------ 2. EVA and LAVA


def continue_to(page: Page, step: int, last: int) -> None:
    """To the next part of a section; nothing has to be saved for it."""
    press(page, fi("Save and continue"))
    seen(page, fi("Part {step} of {last}", step=step, last=last))
    ready(page)


def declare_ready(page: Page, job: Job, template: str, section: str) -> None:
    """Says that a section is ready and goes back to the list, which says so too; nothing is lost on the way."""
    choose(page, fi("Is this section ready?"), option("yes_no", "yes"))
    saved(page)
    follow(page, fi("Back to the task list"), TITLE)
    stored = matters.read(job.actors["preparer"], job.decision).stored[template].answers
    given = {key: found.value for key, found in stored.items() if section in key.split("/")[:2]}
    assert given.get(f"done/{section}") == "yes", given
    expect(status_of(page, section_of(template, section).title.fi)).to_have_text(fi("Ready"))


def status_of(page: Page, title: str) -> Locator:
    """The word for the state of a task: what is read next after its link."""
    link = page.get_by_role("main").get_by_role("link", name=title, exact=True)
    return link.locator("xpath=following::span[contains(@class, 'vp-status')][1]")


def fill_in_eva(page: Page, job: Job) -> None:
    basics = section_of("eva", "basics").title.fi
    follow(page, basics, basics)
    expect(field_of(page, "eva", "b_title")).to_have_value(TITLE)  # nothing is typed twice
    problem = field_of(page, "eva", "b_problem")
    problem.click()
    page.keyboard.type("Lähimetsät vähenevät, ja asukkaat ovat eri mieltä siitä, mitä niille pitää tehdä.")
    expect(page.locator(steps.SAVE_LINE)).to_have_text(fi("Saving…"))
    saved(page)  # no button, and the writer is still in the field
    expect(problem).to_be_focused()
    written = problem.input_value()
    page.reload()
    arrived(page, basics)
    expect(problem).to_have_value(written)
    job.types.add("long_text")
    job.answer(page, "eva", "b_goal", "Metsien määrä ei vähene vuoteen 2030 mennessä.")
    continue_to(page, 2, 3)
    expect(field_of(page, "eva", "b_body")).to_have_value(BODY)
    shows_day(page, asked(question_of("eva", "b_date")), MEETING)
    job.answer(page, "eva", "b_open", [option("still_open", "details")])
    continue_to(page, 3, 3)
    declare_ready(page, job, "eva", "basics")

    describe = section_of("eva", "alternatives").title.fi
    follow(page, describe, describe)
    for place, (code, name) in enumerate(ALTERNATIVES.items(), 1):
        expect(page.get_by_role("heading", name=f"{code} {name}", exact=True)).to_be_visible()
        expect(field_of(page, "eva", "alt_name")).to_have_value(name)
        job.answer(page, "eva", "alt_desc", f"{name}: metsät hoidetaan tämän mukaan vuodesta 2028.")
        if code == "VE1":
            job.answer(page, "eva", "alt_origin", option("origin", "residents"))
            job.answer(page, "eva", "alt_cost_year", "120 000")
            job.answer(page, "eva", "alt_rev", level("reversibility", 2))
        if place < len(ALTERNATIVES):
            continue_to(page, place + 1, len(ALTERNATIVES))
    declare_ready(page, job, "eva", "alternatives")

    fill_in_cells(page, job)

    compare = section_of("eva", "compare").title.fi
    follow(page, compare, compare)
    gains = {f"{code} {name}": f"{name} on paras niille, jotka sitä käyttävät." for code, name in ALTERNATIVES.items()}
    job.answer(page, "eva", "cmp_best_for", gains)
    continue_to(page, 2, 2)
    job.answer(page, "eva", "cmp_proposal", f"VE1 {ALTERNATIVES['VE1']}")
    job.answer(page, "eva", "cmp_why", "Se säilyttää metsät, ja asukkaat kannattavat sitä.")
    action = ("Korvaava reitti talveksi", option("roles", "preparer"), MEETING + timedelta(days=30))
    job.answer(page, "eva", "cmp_mitigate", action)
    saved(page)
    follow(page, fi("Back to the task list"), TITLE)

    later = section_of("eva", "follow_up").title.fi
    follow(page, later, later)
    job.answer(page, "eva", "fu_when", MEETING + timedelta(days=400))
    job.answer(page, "eva", "fu_signs", ["Metsän pinta-ala", "Asukkaiden käynnit metsässä"])
    job.answer(page, "eva", "fu_who", option("roles", "preparer"))
    declare_ready(page, job, "eva", "follow_up")


def field_of(page: Page, template: str, id: str) -> Locator:
    return page.get_by_role("textbox", name=asked(question_of(template, id)))


def fill_in_cells(page: Page, job: Job) -> None:
    """One row of the matrix: the present state, a strong harm with all that its rules ask for, and "not known"."""
    area, matrix = area_of("eva", "p_daily"), section_of("eva", "matrix").title.fi
    follow(page, matrix, matrix)
    press(page, area.fi)
    arrived(page, area.fi)
    cell(page, job, "state_now", "Matka metsään on keskimäärin 300 metriä.")
    press(page, fi("Continue to the next open cell"))
    expect(page.get_by_role("heading", name=f"VE1 {ALTERNATIVES['VE1']}", exact=True)).to_be_visible()
    cell(page, job, "impact5", level("impact5", -2))
    rules = [built_in().library.rule(id).fi for id in ("cr_strong", "cr_negative")]
    for rule in rules:
        seen(page, rule)
    cell(page, job, "rationale", "Reittejä suljetaan talveksi.")
    cell(page, job, "certainty", {"source": option("certainty_sources", "judgement")})
    seen(page, fi("The reasons give: {level}", level=level("certainty", 1)))
    cell(page, job, "groups", [group_of("age_7_12")])
    cell(page, job, "mitigation", ("Korvaava reitti", option("roles", "preparer"), MEETING))
    for rule in rules:
        expect(page.get_by_text(rule)).to_have_count(0)
    required = page.get_by_role("textbox", name=steps.cell_question("rationale").fi, exact=True)
    expect(required).to_be_visible()  # what a rule asks for does not become optional by being written
    # What councillors will read stands beside the fields, in the words of low certainty.
    expect(page.locator(".vp-sentence")).to_have_text(re.compile("^VE1 saattaa "))
    press(page, fi("Continue to the next open cell"))
    expect(page.get_by_role("heading", name=f"VE2 {ALTERNATIVES['VE2']}", exact=True)).to_be_visible()
    cell(page, job, "impact5", level("impact5", "unknown"))
    seen(page, built_in().library.rule("cr_unknown").fi)
    cell(page, job, "how_to_find_out", "Kysely matkoista tehdään keväällä.")
    expect(page.get_by_text(built_in().library.rule("cr_unknown").fi)).to_have_count(0)
    press(page, fi("All areas"))
    arrived(page, matrix)
    seen(page, fi("{given}/{total} cells ready", given=3, total=63))
    follow_up_link = page.get_by_role("main").get_by_role("link", name=fi("Task list"), exact=True)
    follow_up_link.click()
    arrived(page, TITLE)


def cell(page: Page, job: Job, id: str, value: Any) -> None:
    question = steps.cell_question(id)
    answer(page, question, value)
    job.types.add(question.type)


def fill_in_lava(page: Page, job: Job) -> None:
    who = section_of("lava", "who").title.fi
    follow(page, who, who)
    job.answer(page, "lava", "w_age", [group_of("age_7_12"), group_of("age_13_15")])
    job.answer(page, "lava", "w_count", "1 200")
    saved(page)
    continue_to(page, 2, 2)
    job.answer(page, "lava", "w_where", ["Itämetsä", "Koulun piha"])
    saved(page)
    follow(page, fi("Back to the task list"), TITLE)

    know = section_of("lava", "know").title.fi
    follow(page, know, know)
    add_source(page, "Kouluterveyskysely 2025")
    job.answer(page, "lava", "n_have", ["Kouluterveyskysely 2025"])
    job.answer(page, "lava", "n_law", [built_in().library.laws[0].name("fi")])
    job.answer(page, "lava", "n_gap", "Alle kouluikäisten käynneistä ei ole tietoa.")
    declare_ready(page, job, "lava", "know")

    voice = section_of("lava", "voice").title.fi
    follow(page, voice, voice)
    job.answer(page, "lava", "sp_early", (level("check4", "planned"), MEETING - timedelta(days=20)))
    job.answer(page, "lava", "sp_safe", (level("check4", "na"), "Lapsia ei vielä tavattu."))
    saved(page)
    follow(page, fi("Back to the task list"), TITLE)

    rights = section_of("lava", "principles").title.fi
    follow(page, rights, rights)
    job.answer(page, "lava", "gp_equal", (level("right3", -1), "Kauempana asuvat lapset jäävät huonompaan asemaan."))
    saved(page)
    follow(page, fi("Back to the task list"), TITLE)

    weigh = section_of("lava", "weigh").title.fi
    follow(page, weigh, weigh)
    job.answer(page, "lava", "we_best", f"VE1 {ALTERNATIVES['VE1']}")
    job.answer(page, "lava", "we_same", option("yes_no", "yes"))
    saved(page)
    follow(page, fi("Back to the task list"), TITLE)

    back = section_of("lava", "back").title.fi
    follow(page, back, back)
    job.answer(page, "lava", "fb_plain", "Kaupunki päättää, mitä metsille tehdään. Kysymme sinulta uudestaan keväällä.")
    job.answer(page, "lava", "fb_when", MEETING + timedelta(days=7))
    saved(page)
    follow(page, fi("Back to the task list"), TITLE)


def add_source(page: Page, title: str) -> None:
    fields = {one.id: one.fi for one in built_in().library.evidence_fields}
    press(page, fi("Add a new source"))
    write(page, fields["ev_title"], title)
    pick(page, fields["ev_type"], next(iter(built_in().library.lists["evidence_types"].values())).fi)
    write_day(page, fields["ev_valid_to"], date(2025, 5, 31))
    pick(page, fields["ev_scope"], next(iter(built_in().library.lists["evidence_scopes"].values())).fi)
    pick(page, fields["ev_strength"], built_in().library.scale("certainty").values()[3].fi)
    press(page, fi("Save the source"))
    saved(page)
    page.keyboard.press("Escape")


# ------------------------------------------------------------------ 3. residents' input


def open_import(page: Page) -> None:
    follow(page, IMPORT.fi, fi("New activity"))
    pick(page, fi("Channel"), option("input_sources", "conversation"))
    write(page, fi("Name in Finnish"), ACTIVITY)
    press(page, fi("Add the activity"))
    seen(page, fi("The activity was added. Next, bring in its file if there is one."))
    ready(page)


def bring_in(page: Page, job: Job, files: list[Path]) -> None:
    open_import(page)
    give_files(page, files)
    press(page, fi("Read the files"))
    expect(page.get_by_role("heading", name=fi("What is in the file"), exact=True)).to_be_visible()
    comments, votes, sheet = (
        pd.read_csv(CONVERSATION / f"{name}.csv") for name in ("comments", "votes", "participants-votes")
    )
    latest = int(sheet[[column for column in sheet if column.isdecimal()]].notna().sum().sum())
    for thing, read, stored in (
        ("Comments", len(comments), len(comments)),
        ("Votes", len(votes), latest),
        ("Participants", len(sheet), len(sheet)),
    ):
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=fi(thing), exact=True))
        expect(row.get_by_role("cell")).to_have_text([spaced(read), spaced(stored)])
    earlier = fi(
        "{count} earlier votes are left out: the same person voted again on the comment, and the last vote counts.",
        count=spaced(len(votes) - latest),
    )
    seen(page, earlier)
    seen(page, fi("All {n} votes in the participants' file are the last votes of the log.", n=spaced(latest)))
    seen(page, fi("The file itself is not kept, and whoever answered is a random number."))
    assert imports.listing(job.actors["preparer"], job.decision) == [], "nothing is stored before a person says so"
    press(page, fi("Store"))
    seen(page, fi("The file was stored. {count} texts wait for their reader.", count=spaced(len(comments))))
    ready(page)


def spaced(number: int) -> str:
    """A number as it is written in Finland."""
    return f"{number:,}".replace(",", "\u00a0")


def review_texts_and_name_themes(page: Page, job: Job) -> None:
    """Four texts one by one, one in each way; two themes; some texts tied; the rest by the same verbs."""
    queue = read_texts(job)
    follow(page, fi("Review of texts"), fi("Review of texts"))
    for place, verdict in enumerate(("publish", "shorten", "theme only", "remove")):
        body = queue[place].body
        seen(page, fi("{n} texts left", n=len(queue) - place))
        expect(page.get_by_role("main").locator("blockquote")).to_have_text(body)
        ready(page)  # a verdict given before the buttons are this text's own is refused
        if verdict == "shorten":
            write(
                page, fi("Shortened text: only leave words out, and mark the place with […]"), f"{body.split()[0]} […]"
            )
        press(
            page,
            {
                "publish": fi("Publish as it is"),
                "shorten": fi("Publish the shortened text"),
                "theme only": fi("Count in themes only"),
                "remove": fi("Remove the words"),
            }[verdict],
        )
        if verdict == "remove":
            seen(page, fi("The words cannot be brought back."))
            press(page, fi("Delete"))
    seen(page, fi("{n} texts left", n=len(queue) - 4))
    ready(page)
    verdicts = [text.verdict for text in read_texts(job)[:5]]
    assert verdicts == ["publish", "shorten", "theme_only", "remove", None]

    follow(page, fi("Themes"), fi("New theme"))
    write(page, fi("Name in Finnish"), PESTS)
    write(page, optional("Summary in Finnish"), "Tuholaisia torjutaan, jotta linnut säilyvät.")
    pick_several(page, optional("Impact areas that the theme is about"), area_of("eva", "e_nature").fi)
    press(page, fi("Add the theme"))
    seen(page, fi("The theme was added."))
    ready(page)
    press(page, fi("New theme"))
    arrived(page, fi("New theme"))
    write(page, fi("Name in Finnish"), NEAR)
    press(page, fi("Add the theme"))
    expect(page.get_by_role("heading", name=NEAR, exact=True)).to_be_visible()
    ready(page)

    follow(page, fi("Tie texts to themes"), fi("Review of texts"))
    chosen = [text for text in queue[4:20] if "city" in text.body][:3]
    pick(page, fi("Theme for the chosen texts"), NEAR)
    for text in chosen:
        tick(page, text.body)
    press(page, fi("Tie the chosen texts to the theme"))
    seen(page, fi("{n} texts were tied to the theme {theme}.", n=len(chosen), theme=NEAR))
    ready(page)
    tied = {text.id for text in read_texts(job) if text.themes}
    assert tied == {text.id for text in chosen}
    read_the_rest(job)


def read_texts(job: Job) -> tuple[texts.Contribution, ...]:
    return texts.queue(job.actors["preparer"], job.decision, unread_only=False, limit=1000).texts


def read_the_rest(job: Job) -> None:
    """The texts that are left, by the verbs of the page: a flagged or rejected one is only counted."""
    preparer = job.actors["preparer"]
    named = {theme.title["fi"]: theme.id for theme in themes.listing(preparer, job.decision)}
    with engine.together():
        for text in read_texts(job):
            found = {*text.themes}
            for title, words in ((PESTS, PEST_WORDS), (NEAR, NEAR_WORDS)):
                if any(word in text.body.casefold() for word in words):
                    found.add(named[title])
            themes.tie(preparer, text.id, sorted(found))
            for title, id in named.items():
                job.tied[title] = job.tied.get(title, 0) + (id in found)
            verdict = text.verdict
            if verdict is None:
                verdict = "theme_only" if text.flags or text.about.get("moderated") == -1 else "publish"
                texts.clear(preparer, text.id, verdict)
            if verdict in ("publish", "shorten") and text.about.get("moderated") != -1:
                job.published.add(int(text.source_id))


def preview_and_freeze(page: Page, job: Job) -> None:
    follow(page, fi("Freeze the release"), fi("Freeze the release"))
    expect(page.get_by_role("heading", name=fi("What everybody will see"), exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=fi("What stays hidden, and why"), exact=True)).to_be_visible()
    why = [fi("fewer than 10 answered"), fi("it protects a smaller group, which could otherwise be worked out")]
    for reason in why:
        seen(page, re.compile(re.escape(reason)))
    act = fi("Freeze release {number}", number=1)
    press(page, act)
    seen(page, fi("Tick that you have checked the preview."))
    ready(page)
    assert releases.latest(job.actors["preparer"], job.decision) is None
    tick(page, fi("I have checked what will be visible and what stays hidden"))
    press(page, act)
    seen(page, fi("Release {number} was frozen. Readers now see it.", number=1))
    expect(page.get_by_role("heading", name=fi("Release {number} is frozen", number=1), exact=True)).to_be_visible()
    ready(page)
    follow(page, fi("Task list"), TITLE)


# ------------------------------------------------------------------ 4. answers, review, signature


def answer_themes(page: Page, job: Job) -> None:
    follow(page, RESPONSES.fi, fi("Answers to themes"))
    press(page, PESTS)
    arrived(page, PESTS)
    choose(page, fi("How was the view used?"), option("influence_status", "changed"))
    write(page, fi("What changed?"), "Vaihtoehtoon VE1 lisättiin torjuntaohjelma.")
    where = fi("Where can it be seen? Paragraph, figure or alternative, before → after.")
    write(page, where, "VE1, kohta 3.2: ei ohjelmaa → ohjelma vuosille 2027–2030.")
    write(page, fi("Why?"), "Linnustoselvitys tukee asukkaiden havaintoja.")
    pick(page, fi("Which role answers?"), option("roles", "preparer"))
    seen(page, fi("Nothing is missing. A reviewer or signer approves the answer next."))
    ready(page)
    press(page, fi("Next: {title}", title=NEAR))
    arrived(page, NEAR)
    choose(page, fi("How was the view used?"), option("influence_status", "not_changed"))
    choose(page, fi("What kind of reason?"), fi("Cost"))
    write(page, fi("What would it cost?"), "Noin 400 000 euroa vuodessa.")
    reason = "Uusia puistoja ei perusteta tällä ohjelmalla. Rahat on varattu metsien hoitoon."
    write(page, fi("Why? At least two sentences."), reason)
    pick(page, fi("Which role answers?"), option("roles", "preparer"))
    seen(page, fi("Nothing is missing. A reviewer or signer approves the answer next."))
    ready(page)
    follow(page, fi("Task list"), TITLE)
    expect(status_of(page, RESPONSES.fi)).to_have_text(fi("Waiting for others"))


def finish_and_send(page: Page, job: Job) -> None:
    """What residents changed is traced in EVA; one duty is recorded; the rest by the verbs; then it is sent."""
    views = section_of("eva", "resident_input").title.fi
    follow(page, views, views)
    job.answer(page, "eva", "r_changed", (PESTS, "Vaihtoehtoon VE1 lisättiin torjuntaohjelma."))
    saved(page)
    used = built_in()
    asked_anywhere = {
        *(q.type for id in ("eva", "lava") for _, q in used[id].questions()),
        *(q.type for q in used["early-participation"].facts),
        *(q.type for q in (*used.library.cell_fields, *used.library.baseline_cell_fields)),
    }
    assert job.types == asked_anywhere, "a question of every type is answered in the browser"
    follow(page, fi("Back to the task list"), TITLE)

    follow(page, CHECKLIST_TASK.fi, fi("Early participation"))
    duty = next(duty for duty in used["early-participation"].duties if duty.id == "d_youth").fi
    press(page, fi("Record: {what}", what=duty[:60] + ("…" if len(duty) > 60 else "")))
    expect(page.get_by_role("heading", name=re.compile(f"^{re.escape(duty)}"), level=2)).to_be_visible()
    choose(page, used.library.scale("check4").fi, level("check4", "done"))
    write_day(page, used.library.option("proof", "sent_on").fi, date.today() - timedelta(days=30))
    write(page, used.library.option("proof", "body").fi, "Nuorisovaltuusto")
    saved(page)
    follow(page, fi("Task list"), TITLE)

    store_the_rest(job)
    follow(page, fi("Check and send"), fi("Check and send"))
    # Only the answers are open: they wait for the reviewer, as the matter itself does next.
    waiting = f"{RESPONSES.fi} ({fi('Waiting for others')})"
    expect(page.get_by_role("main").get_by_role("link", name=re.compile(r"\(.+\)$"))).to_have_text([waiting])
    press(page, step("t_submit"))
    seen(page, fi("Done: {what}", what=step("t_submit")))
    seen(page, fi("State: {state}", state=fi("In review")))
    ready(page)


def step(id: str) -> str:
    return next(one for one in built_in().library.workflow("standard").transitions if one.id == id).fi


def store_the_rest(job: Job) -> None:
    """Required answers that nobody typed, cells without an effect, duties, and that the sections are ready."""
    preparer = job.actors["preparer"]
    with engine.together():
        for template in ("eva", "lava"):
            for _ in range(2):  # an answer may bring a question into sight
                case = matters.read(preparer, job.decision).case(template)
                assert case is not None
                for item in case.items:
                    if item.required and not item.given:
                        store(job, template, item.key, plausible(job, item.question))
                for (area, code), found in case.cells.items():
                    section = case.template.matrix()
                    if section is not None and not found.computed and not found.assessed:
                        name, value = ("state_now", "Tilanne pysyy ennallaan.") if code == "VE0" else ("impact5", 0)
                        store(job, template, f"{section.id}/{area}/{code}/{name}", value)
            for section in case.sections:
                if not section.is_matrix:
                    store(job, template, f"done/{section.id}", "yes")
        for duty in matters.read(preparer, job.decision).duties:
            if duty.status == "missing" and built_in().library.kind(duty.duty.kind).open:
                store(job, "early-participation", duty.key, {"value": "done", "proof": {"record": "Muistio"}})


def store(job: Job, template: str, key: str, value: Any) -> None:
    stored = matters.read(job.actors["preparer"], job.decision).stored[template]
    seen_rev = stored.answers[key].rev if key in stored.answers else 0
    assessments.save_answer(job.actors["preparer"], stored.id, key, value, seen_rev)


def plausible(job: Job, question: Question) -> Any:
    """An answer of the right kind to a question that nobody typed."""
    match question.type:
        case "text" | "long_text":
            return "Tämä kirjattiin valmistelussa."
        case "date":
            return (MEETING + timedelta(days=60)).isoformat()
        case "choice" | "multi":
            first = next(iter(built_in().library.lists[question.options or ""]))
            return first if question.type == "choice" else [first]
        case "groups":
            return {"none": True, "reason": "Kaikki ryhmät ovat olleet mukana."}
        case "per_alternative_text":
            return dict.fromkeys(ALTERNATIVES, "Asukkaat, jotka eivät käytä metsiä.")
        case "trace":
            theme = next(t.id for t in themes.listing(job.actors["preparer"], job.decision) if t.title["fi"] == NEAR)
            return [{"theme": theme, "text": "Uusia puistoja ei perusteta tällä ohjelmalla."}]
    raise ValueError(f"a required question of type {question.type} is to be answered in the browser: {question.id}")


def take_what_waits(page: Page) -> None:
    """The desk has the matter twice: among all of them, and under what waits for this role."""
    expect(page.get_by_role("heading", name=fi("Waits for you"), exact=True)).to_be_visible()
    mine = page.get_by_role("main").get_by_role("link", name=TITLE, exact=True)
    expect(mine).to_have_count(2)
    mine.last.click()
    arrived(page, fi("Check and send"))


def review_and_approve(page: Page, job: Job) -> None:
    take_what_waits(page)
    record = fi("Record the verdict")
    for template in ("eva", "lava"):
        for section in (one for one in built_in()[template].sections if one.opens == "preparation"):
            card = (
                page.get_by_test_id("stVerticalBlock")
                .filter(has=page.get_by_role("link", name=fi("See: {title}", title=section.title.fi), exact=True))
                .last
            )
            choose(card, fi("Verdict"), option("verdicts", "accepted"))
            press(card, record)
            expect(card.get_by_role("strong")).to_have_text(option("verdicts", "accepted"))
    record_opinions(page, job)
    press(page, step("t_accept"))
    seen(page, fi("Done: {what}", what=step("t_accept")))
    ready(page)
    follow(page, fi("Task list"), TITLE)
    follow(page, RESPONSES.fi, fi("Answers to themes"))
    for theme in (PESTS, NEAR):
        press(page, theme)
        arrived(page, theme)
        press(page, fi("Approve"))
        seen(page, fi("The answer is approved."))
        ready(page)
        page.get_by_role("button", name=fi("All answers"), exact=True).click()
        arrived(page, fi("Answers to themes"))


def record_opinions(page: Page, job: Job) -> None:
    """The child rights contact has been heard; the councils that have given no statement were not asked."""
    matter = matters.read(job.actors["preparer"], job.decision)
    for who in matter.opinions_asked:
        if matter.has_opinion(who):
            continue
        ready(page)  # a run that ends would close what is opened before it
        card = around(page, option("opinions", who))
        press(card, fi("Record an opinion"))
        if who != "child_rights_contact":
            choose(page, fi("Was it asked?"), fi("No"))
        write(page, fi("The opinion, or why it was not asked"), "Metsien merkitys lapsille on otettu huomioon.")
        press(page, fi("Save the opinion"))
        seen(page, fi("The opinion is on record."))
        ready(page)


def sign_and_publish(page: Page) -> None:
    take_what_waits(page)
    press(page, step("t_sign"))  # with nothing ticked it is refused in words
    expect(page.get_by_role("heading", name=fi("Check these places"), exact=True)).to_be_visible()
    ready(page)
    for template in ("eva", "lava"):
        flow = built_in()[template].workflow
        assert flow is not None
        for attestation in flow.sign_off.attest:
            tick(page, attestation.fi)
    press(page, step("t_sign"))
    seen(page, fi("Done: {what}", what=step("t_sign")))
    ready(page)
    press(page, step("t_publish"))
    seen(page, fi("Done: {what}", what=step("t_publish")))
    ready(page)


# ------------------------------------------------------------------ 5. the councillor


def truth(published: set[int]) -> list[tuple[str, int, dict[int, int]]]:
    """Words, number of voters and counts of -1, 0 and 1 of each cleared comment, the most voted first."""
    sheet = pd.read_csv(CONVERSATION / "participants-votes.csv")
    bodies = pd.read_csv(CONVERSATION / "comments.csv").set_index("comment-id")["comment-body"]
    found = []
    for comment in published:
        if str(comment) in sheet:
            votes = sheet[str(comment)].dropna().astype(int)
            found.append((bodies[comment], len(votes), {vote: int((votes == vote).sum()) for vote in (-1, 0, 1)}))
    return sorted(found, key=lambda one: -one[1])


def in_words(voters: int, votes: dict[int, int]) -> str:
    """The line of one comment as the briefing says it: exact totals, shares in whole per cents."""
    said = {-1: "{share} disagree", 0: "{share} pass", 1: "{share} agree"}
    shares = (fi(said[vote], share=f"{round(100 * n / voters)} %") for vote, n in votes.items())
    return f"{', '.join(shares)} ({fi('{count} voters', count=voters)})"


def band(n: int) -> str:
    """How a count of 10 or more is told of a group: 10–24, 25–49, 50–99, then in fifties."""
    low, high = next(
        (ends for ends in ((10, 24), (25, 49), (50, 99)) if n <= ends[1]), (n // 50 * 50, n // 50 * 50 + 49)
    )
    return f"{low}–{high}"


def plainly(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def lines_after(page: Page, heading: str) -> list[str]:
    """The items of the list that is read next after a heading."""
    found = page.get_by_role("heading", name=heading, exact=True).locator("xpath=following::ul[1]/li")
    return [plainly(text) for text in found.all_inner_texts()]


def test_one_vote_more_would_be_seen() -> None:
    """Negative control of the comparison: the line of a comment changes with a single vote."""
    _, voters, votes = truth({0, 1, 2})[0]
    assert in_words(voters, votes) != in_words(voters + 1, votes | {1: votes[1] + 1})


def read_the_briefing(page: Page, job: Job) -> None:
    follow(page.get_by_role("banner"), fi("Decisions"), fi("Decisions"))
    seen(page, fi("Coming to be decided"))
    follow(page, TITLE, TITLE)
    seen(page, SUMMARY)
    seen(page, fi("This is an assessment made before the decision. It is not a decision."))
    for code, name in ALTERNATIVES.items():
        expect(page.get_by_role("definition").filter(has_text=name).first).to_be_visible()
        expect(page.get_by_role("columnheader", name=f"{code} {name}", exact=True)).to_be_visible()

    ranked = truth(job.published)
    assert ranked[2][1] > ranked[3][1], "the third and the fourth must not be equal, or the order is anyone's"
    expected = [f"{plainly(body)} {in_words(voters, votes)}" for body, voters, votes in ranked[:3]]
    assert lines_after(page, fi("Most voted comments")) == expected

    sheet = pd.read_csv(CONVERSATION / "participants-votes.csv")
    groups = sheet["group-id"].dropna().value_counts().sort_index()
    people = fi("{count} participants", count=band(len(sheet)))
    (heard,) = lines_after(page, fi("What residents said"))
    assert f" {people}, {fi('{n} opinion groups', n=len(groups))}, " in heard
    expect(page.get_by_text(fi("no stable opinion groups"))).to_have_count(0)
    channel = option("input_sources", "conversation").lower()
    raised = sorted(job.tied.items(), key=lambda pair: -pair[1])
    counts = [f"{name} ({fi('{channel}: {count}', channel=channel, count=band(n))})" for name, n in raised]
    assert lines_after(page, fi("Themes raised most often")) == counts

    page.reload()
    arrived(page, TITLE)
    assert lines_after(page, fi("Most voted comments")) == expected
    follow(page, fi("What each group said"), fi("What residents said"))
    for letter, n in zip("AB", groups, strict=True):
        size = fi("{count} participants", count=band(n))
        expect(
            page.get_by_role("heading", name=f"{fi('Group {letter}', letter=letter)} ({size})", exact=True)
        ).to_be_visible()
    # The total of the most voted comment in the table under its bar, cell by cell.
    _, voters, votes = ranked[0]
    total = page.get_by_role("table").first.get_by_role("row").nth(1).get_by_role("cell")
    shares = [f"{round(100 * n / voters)} %" for n in votes.values()]
    assert [plainly(text) for text in total.all_inner_texts()] == [str(voters), *shares]


# ------------------------------------------------------------------ 6. the youth council


def card(page: Page, theme: str) -> Locator:
    return page.get_by_role("article", name=theme, exact=True)


def looks(element: Locator) -> dict[str, str]:
    """How a word is drawn: everything that makes one more prominent than another."""
    drawn: dict[str, str] = element.evaluate(
        """(element) => {
          const style = getComputedStyle(element);
          return Object.fromEntries(["fontSize", "fontWeight", "fontStyle", "lineHeight", "color", "backgroundColor",
            "opacity", "textTransform", "borderLeftWidth", "paddingLeft"].map((name) => [name, style[name]]));
        }"""
    )
    return drawn


def read_what_was_done(page: Page) -> None:
    follow(page, TITLE, TITLE)
    follow(page, fi("You said – we did – why"), fi("What we did with what you said"))
    for theme in (PESTS, NEAR):
        for part in ("You said", "We did", "Why"):
            expect(card(page, theme).get_by_role("heading", name=fi(part), exact=True)).to_be_visible()
    changed = card(page, PESTS).get_by_text(option("influence_status", "changed"), exact=True)
    not_changed = card(page, NEAR).get_by_text(option("influence_status", "not_changed"), exact=True)
    assert looks(not_changed) == looks(changed)
    fact = card(page, PESTS).get_by_text(re.compile(f"^{re.escape(fi('Published {day}', day=''))}"))
    assert looks(fact) != looks(changed), "the comparison sees a difference where there is one"

    here = page.get_by_test_id("stVerticalBlock").filter(has=card(page, NEAR)).last
    press(here, fi("Comment on this answer"))
    choose(here, fi("Were you understood?"), option("influence_reply", "partly_understood"))
    write(here, fi("Would you like to say something about the answer? (optional)"), COMMENT)
    press(here, fi("Save the comment"))
    seen(page, fi("The comment is saved and shown beside the answer."))
    seen_beside(page)


def read_the_comment(page: Page) -> None:
    follow(page, TITLE, TITLE)
    follow(page, fi("You said – we did – why"), fi("What we did with what you said"))
    seen_beside(page)
    expect(page.get_by_role("button", name=fi("Comment on this answer"), exact=True)).to_have_count(0)


def seen_beside(page: Page) -> None:
    """The council's comment stands to the right of the answer, inside the same card, in the same size."""
    comment = card(page, NEAR).get_by_text(COMMENT, exact=True)
    expect(comment).to_be_visible()
    whose = fi("{council} on the answer", council=option("roles", "youth_council"))
    expect(card(page, NEAR).get_by_role("heading", name=whose, exact=True)).to_be_visible()
    answered = card(page, NEAR).get_by_text("Uusia puistoja ei perusteta", exact=False)
    left, right = answered.bounding_box(), comment.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]
    assert looks(comment)["fontSize"] == looks(answered)["fontSize"]
    ready(page)


# ------------------------------------------------------------------ the same conversation as one zip


def test_the_same_conversation_as_one_zip_gives_the_same_import(page: Page, job: Job, tmp_path: Path) -> None:
    preparer = job.actors["preparer"]
    packed = tmp_path / "polis-export.zip"
    files = sorted(CONVERSATION.glob("*.csv"))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, f"export/{file.name}")
    job.decision = steps.screened_decision(preparer, TITLE)
    take_role(page, job.address, "preparer")
    follow(page, TITLE, TITLE)
    bring_in(page, job, [packed])
    (imported,) = imports.listing(preparer, job.decision)
    assert imported.sha256 == imports.fingerprint({file.name: file.read_bytes() for file in files})
    assert imported.original_name == packed.name
    assert imported.adapter == "polis"
