"""What must not come in: one clear message in the reader's language, and nothing stored.

Files are given in the browser as a person gives them. Addresses that lead nowhere and addresses that are not the
reader's look the same. A template with an error, and demonstration mode on real data, stop the start.
"""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data import activities, decisions, engine, imports, schema
from data.permissions import Actor
from locales import translate
from participation import adapters, guards
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, POLIS, contents, fi, take_role

LANGUAGES = ("fi", "sv")
MIB = 2**20
CONVERSATION = POLIS / "london.youth.policing"
Say = Callable[..., str]


# ------------------------------------------------------------------ files


@dataclass(frozen=True)
class Site:
    """A running service with one decision and one activity, and where its database lies."""

    address: str
    database: Path
    preparer: Actor
    decision: int
    activity: int
    hidden: int  # a decision that is not announced

    def importing(self, activity: int | None = None) -> str:
        return f"{self.address}/import?decision={self.decision}&activity={activity or self.activity}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("bad-input")
    preparer = steps.fresh_database(folder)["preparer"]
    decision = steps.screened_decision(preparer, "Nuorten ilta")
    decisions.announce(preparer, decision)
    activity = activities.add(preparer, decision, channel="conversation", title={"fi": "Keskustelu"})
    hidden = steps.screened_decision(preparer, "Vasta valmisteilla")
    running = start(folder, DEMO)
    try:
        yield Site(running.address, folder / "test.db", preparer, decision, activity, hidden)
    finally:
        running.stop()
        steps.leave_database()


@pytest.fixture(scope="module", params=LANGUAGES)
def reader(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[tuple[Page, Say]]:
    """A preparer's window in Finnish and in Swedish, and the words of that language."""
    context = browser.new_context(locale=f"{request.param}-FI")
    page = context.new_page()
    page.goto(f"{site.address}/demo/as/preparer")
    ready(page)
    yield page, partial(translate, request.param)
    context.close()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A folder with a conversation that may be spoilt."""
    return Path(shutil.copytree(CONVERSATION, tmp_path / "export"))


def give(page: Page, say: Say, site: Site, files: list[Path], activity: int | None = None) -> None:
    """Opens the activity and gives the files; a file that the page itself refuses is shown all the same."""
    page.goto(site.importing(activity))
    ready(page)
    steps.give_files(page, files, say("Files"))


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def told(page: Page, say: Say) -> list[str]:
    """The lines of the error summary."""
    heading = page.get_by_role("heading", name=say("Check these places"), exact=True)
    expect(heading).to_be_visible()
    expect(page).to_have_title(re.compile(f"^{re.escape(say('Error: '))}"))
    ready(page)
    return [text.strip() for text in heading.locator("xpath=following::ul[1]/li").all_inner_texts()]


def placed(say: Say, file: str, what: str, row: int | None = None, column: str | None = None) -> str:
    """One fault in one line: where it is, what it is and what to do, and that nothing was stored."""
    if row is not None and column is not None:
        line = say('{file}, row {row}, column "{column}": {what}', file=file, row=row, column=column, what=say(what))
    else:
        line = say("{file}: {what}", file=file, what=say(what))
    nothing = say("Nothing was stored.")
    assert nothing != "Nothing was stored.", "the message is in the reader's language"
    assert say(what) != what
    return f"{line} {nothing}"


def picture(folder: Path) -> tuple[list[Path], str, str]:
    """A wrong file: a picture that is called a table."""
    (folder / "kuva.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    what = "The content is of another kind than the name says. Give the file as it was exported."
    return [folder / "kuva.csv"], "kuva.csv", what


def incomplete(folder: Path) -> tuple[list[Path], str, str]:
    """A Polis set without its votes."""
    files = [folder / f"{name}.csv" for name in ("comments", "participants-votes", "summary")]
    return files, "votes.csv", "The file is missing. Add it from the same export."


def bomb(folder: Path) -> tuple[list[Path], str, str]:
    """A zip of a few dozen kilobytes that unpacks to 60 MB."""
    with zipfile.ZipFile(folder / "pommi.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("votes.csv", bytes(60 * MIB))
    what = "A file inside is packed unusually tightly. Give the files without packing them."
    return [folder / "pommi.zip"], "pommi.zip", what


def mixed(folder: Path) -> tuple[list[Path], str, str]:
    """A zip and the files beside it."""
    with zipfile.ZipFile(folder / "vienti.zip", "w") as archive:
        archive.write(folder / "votes.csv", "votes.csv")
    given = [folder / "comments.csv", folder / "vienti.zip"]
    return given, "vienti.zip", "Give either one zip or separate files, not both."


@pytest.mark.parametrize("spoil", [picture, incomplete, bomb, mixed])
def test_a_file_that_cannot_be_taken_in_is_named_with_what_to_do_and_nothing_is_stored(
    reader: tuple[Page, Say], site: Site, export: Path, spoil: Callable[[Path], tuple[list[Path], str, str]]
) -> None:
    page, say = reader
    files, named, what = spoil(export)
    before = contents(site.database)
    give(page, say, site, files)
    press(page, say("Read the files"))
    assert told(page, say) == [placed(say, named, what)]
    assert contents(site.database) == before


def test_a_vote_on_a_comment_that_does_not_exist_is_named_by_row_and_column(
    reader: tuple[Page, Say], site: Site, export: Path
) -> None:
    page, say = reader
    rows = [*csv.reader((export / "votes.csv").open(newline=""))]
    number = len(rows) // 2
    rows[number][rows[0].index("comment-id")] = "99999"
    with (export / "votes.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    before = contents(site.database)
    give(page, say, site, sorted(export.glob("*.csv")))
    press(page, say("Read the files"))
    what = "The comment is missing from comments.csv. Give the files of one and the same export."
    assert told(page, say) == [placed(say, "votes.csv", what, row=number + 1, column="comment-id")]
    assert contents(site.database) == before


def turned(vote: str) -> str:
    return {"1": "-1", "-1": "1"}.get(vote, vote)


def turn_the_signs(export: Path) -> None:
    """As the first newer exporter wrote it: every sign the other way round, and the counts swapped to match."""
    for name in ("votes", "participants-votes", "comments"):
        rows = [*csv.reader((export / f"{name}.csv").open(newline=""))]
        header = rows[0]
        for row in rows[1:]:
            if name == "comments":
                agrees, disagrees = header.index("agrees"), header.index("disagrees")
                row[agrees], row[disagrees] = row[disagrees], row[agrees]
            else:
                for place, column in enumerate(header):
                    if column == "vote" or column.isdecimal():
                        row[place] = turned(row[place])
                if name == "participants-votes":
                    agree, disagree = header.index("n-agree"), header.index("n-disagree")
                    row[agree], row[disagree] = row[disagree], row[agree]
        with (export / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def votes_in(folder: Path) -> tuple[int, int]:
    """How many rows of votes.csv agree and disagree."""
    votes = [row["vote"] for row in csv.DictReader((folder / "votes.csv").open(newline=""))]
    return votes.count("1"), votes.count("-1")


def test_an_export_with_the_sign_the_wrong_way_round_stops_and_asks(
    reader: tuple[Page, Say], site: Site, export: Path
) -> None:
    page, say = reader
    turn_the_signs(export)
    agree, disagree = votes_in(export)
    assert disagree > agree
    before = contents(site.database)
    give(page, say, site, sorted(export.glob("*.csv")))
    press(page, say("Read the files"))
    question = say(
        "In this file more votes disagree ({disagree}) than agree ({agree}). Some exports have the sign the wrong way "
        "round. Do the counts of these comments look right?",
        agree=agree, disagree=disagree,
    )  # fmt: skip
    expect(page.get_by_role("radiogroup", name=question, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=say("Store"), exact=True)).to_have_count(0)
    press(page, say("Continue"))  # without an answer it goes no further
    assert told(page, say) == [say("Choose an answer to the question about the file.")]
    steps.choose(page, question, say("Agree and disagree are the wrong way round: turn them"))
    press(page, say("Continue"))
    expect(
        page.get_by_text(say("Agree and disagree were turned the other way round, as you answered."))
    ).to_be_visible()
    expect(page.get_by_role("button", name=say("Store"), exact=True)).to_be_visible()
    assert contents(site.database) == before, "reading and answering store nothing"


def test_the_export_as_it_is_asks_nothing(reader: tuple[Page, Say], site: Site, export: Path) -> None:
    """Negative control: the same files unspoilt are read to the end without a question."""
    page, say = reader
    agree, disagree = votes_in(export)
    assert agree > disagree
    give(page, say, site, sorted(export.glob("*.csv")))
    press(page, say("Read the files"))
    expect(page.get_by_role("button", name=say("Store"), exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=say("Check these places"), exact=True)).to_have_count(0)


def test_a_file_of_31_mb_is_refused_by_the_page_before_it_is_sent(
    reader: tuple[Page, Say], site: Site, tmp_path: Path
) -> None:
    page, say = reader
    large = tmp_path / "suuri.csv"
    large.write_bytes(b"a,b\n" * (31 * MIB // 4))
    before = contents(site.database)
    give(page, say, site, [large])
    limit = re.escape(say("File must be {limit} or smaller.", limit="30.0MB"))
    field = page.get_by_role("region", name=say("Files"), exact=True)
    expect(field.get_by_role("alert")).to_have_text(re.compile(limit))
    assert say("File must be {limit} or smaller.") != "File must be {limit} or smaller."
    press(page, say("Read the files"))
    assert told(page, say) == [say("Choose the files first.")]
    assert contents(site.database) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_31_mb_is_refused_by_the_guard_as_well(language: str) -> None:
    """Whoever goes past the page meets the same limit."""
    with pytest.raises(adapters.Refused) as refused:
        guards.check({"suuri.csv": b"a,b\n" * (31 * MIB // 4)})
    (line,) = refused.value.lines(language)
    assert line.startswith("suuri.csv: ")
    assert "30" in line
    assert line.endswith(translate(language, "Nothing was stored."))
    assert line != refused.value.lines("en")[0]
    assert guards.check({"pieni.csv": b"a,b\n" * 10}), "a small one passes"


def test_the_same_files_again_store_nothing(reader: tuple[Page, Say], site: Site, export: Path) -> None:
    page, say = reader
    activity = activities.add(site.preparer, site.decision, channel="conversation", title={"fi": "Toinen"})
    files = sorted(export.glob("*.csv"))
    give(page, say, site, files, activity)
    press(page, say("Read the files"))
    press(page, say("Store"))
    expect(page.get_by_role("heading", name=say("Brought in before"), exact=True)).to_be_visible()
    ready(page)
    before = contents(site.database)
    assert len([one for one in imports.listing(site.preparer, site.decision) if one.activity_id == activity]) == 1
    zipped = export / "sama.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for file in files:
            archive.write(file, file.name)
    again = re.compile(anything_in(say("The same file was brought in {time}. Nothing is stored again.")))
    for given in (files, [zipped]):  # also when only the packing is another
        give(page, say, site, given, activity)
        press(page, say("Read the files"))
        expect(page.get_by_text(again)).to_be_visible()
        expect(page.get_by_role("button", name=say("Store"), exact=True)).to_have_count(0)
    assert contents(site.database) == before


def anything_in(text: str) -> str:
    """A sentence with anything in the place of its parameters, as a pattern."""
    return "".join(".+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", text))


# ------------------------------------------------------------------ addresses

READERS_PAGES = ("briefing", "residents", "influence")
STAFF_PAGES = ("tasks", "section", "import")  # the other pages are opened by every role without a browser
UNKNOWN = 987_654


def shown(page: Page) -> tuple[str, str]:
    """The whole page as it is read, and its title."""
    steps.arrived(page, fi("Not found"))
    return page.title(), page.get_by_role("main").inner_text()


@pytest.mark.parametrize(
    ("role", "pages"), [("councillor", (*READERS_PAGES, *STAFF_PAGES)), ("youth_council", READERS_PAGES[:1])]
)
def test_an_unknown_decision_and_one_that_the_role_may_not_see_are_not_told_apart(
    page: Page, site: Site, role: str, pages: tuple[str, ...]
) -> None:
    take_role(page, site.address, role)
    found = set()
    for name in pages:
        for decision in (UNKNOWN, site.hidden):
            page.goto(f"{site.address}/{name}?decision={decision}")
            found.add(shown(page))
    for address in (
        "briefing",
        "briefing?decision=abc",
        f"briefing?decision=-{site.decision}",
        f"tasks?decision={site.decision}",
    ):
        page.goto(f"{site.address}/{address}")
        found.add(shown(page))
    assert len(found) == 1
    ((title, text),) = found
    assert "Vasta valmisteilla" not in text
    assert str(UNKNOWN) not in title + text


def test_who_may_see_the_decision_finds_it(page: Page, site: Site) -> None:
    """Negative control: the same address of the hidden decision for the preparer, and the announced one for all."""
    take_role(page, site.address, "preparer")
    page.goto(f"{site.address}/tasks?decision={site.hidden}")
    steps.arrived(page, "Vasta valmisteilla")
    take_role(page, site.address, "councillor")
    page.goto(f"{site.address}/residents?decision={site.decision}")
    steps.arrived(page, fi("What residents said"))
    expect(page.get_by_text("Nuorten ilta", exact=True).last).to_be_visible()


# ------------------------------------------------------------------ the start

OWN = "oma.yaml"
# The smallest instrument a municipality may add: one section, one question, one gate.
TEMPLATE = """\
schema_version: 1
template:
  id: oma
  version: "1.0.0"
  status: draft
  uses: ["common-fi@^1"]
  langs: [fi, sv, en]
  title: {fi: "Oma arviointi", sv: "Egen bedömning", en: "Own assessment"}
  owner: {role: admin}
  changelog:
    - {version: "1.0.0", date: null, fi: "Ensimmäinen", sv: "Första", en: "First"}
sections:
  - id: o_osio
    title: {fi: "Kerro asiasta", sv: "Berätta om ärendet", en: "Describe the matter"}
    questions:
      - {id: o_paikka, type: text, fi: "Missä?", sv: "Var?", en: "Where?"}
gates:
  - {id: og_paikka, at: submit, level: warn, when: "empty(o_paikka)", fi: "Paikka.", sv: "Plats.", en: "Place."}
"""
# What is spoilt, and the reason that must be told.
ERRORS = {
    "a type that does not exist": ("type: text", "type: arvaus", "arvaus|type"),
    "a condition on a question that does not exist": ("empty(o_paikka)", "empty(o_poikka)", "o_poikka"),
    "a text without Swedish": ('sv: "Var?", ', "", "sv"),
    "brackets that do not close": ("- {id: o_paikka,", "- {id: [o_paikka,", "not valid YAML"),
}


def own_template(folder: Path, text: str) -> dict[str, str]:
    (folder / "templates").mkdir()
    (folder / "templates" / OWN).write_text(text, encoding="utf-8")
    return {"VAIKUTUSPOLKU_TEMPLATES_DIR": str(folder / "templates")}


@pytest.mark.parametrize("error", ERRORS)
def test_a_template_with_an_error_stops_the_start_with_file_line_and_reason(tmp_path: Path, error: str) -> None:
    right, wrong, reason = ERRORS[error]
    assert TEMPLATE.count(right) == 1
    line = TEMPLATE[: TEMPLATE.index(right)].count("\n") + 1
    with pytest.raises(RuntimeError) as stopped:
        start(tmp_path, own_template(tmp_path, TEMPLATE.replace(right, wrong))).kill()
    message = str(stopped.value)
    assert "An instrument has an error; mend it and start again:" in message
    found = re.findall(rf"^{OWN}, line (\d+): (.*)$", message, re.MULTILINE)
    assert [int(at) for at, _ in found] == [line], message
    assert re.search(reason, found[0][1])
    assert "Traceback" not in message


def test_a_template_without_an_error_does_not(tmp_path: Path) -> None:
    """Negative control."""
    start(tmp_path, own_template(tmp_path, TEMPLATE)).stop()


def database_of_real_people(folder: Path) -> Path:
    made = engine.make(f"sqlite:///{folder / 'test.db'}")
    schema.upgrade(made)
    made.dispose()
    with sqlite3.connect(folder / "test.db") as database:
        database.execute("INSERT INTO person (name, iss, sub, active) VALUES ('Oikea Ihminen', 'https://id', 'u1', 1)")
        database.execute("INSERT INTO person_role (person_id, role) VALUES (1, 'preparer')")
    return folder / "test.db"


def test_demonstration_mode_on_a_database_with_real_people_stops_the_start(tmp_path: Path) -> None:
    path = database_of_real_people(tmp_path)
    before = contents(path)
    with pytest.raises(RuntimeError) as stopped:
        start(tmp_path, DEMO).kill()
    message = str(stopped.value)
    assert "the database holds real data" in message
    assert "VAIKUTUSPOLKU_DATABASE_URL" in message, "it says what to do"
    assert "Traceback" not in message
    assert contents(path) == before
    start(tmp_path, {}).stop()  # negative control: without the demonstration the same database opens
    assert contents(path) == before
