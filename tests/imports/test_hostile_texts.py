"""What people write is shown as they wrote it, whatever it would mean to a browser or to Streamlit.

300 payloads stand in every text of two decisions, stored through the verbs. Every page that shows a text is opened
with the Content-Security-Policy switched off, so that nothing but the pages themselves keeps them harmless.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request

from data import activities, people, statements
from data.refusals import Refused
from tests.browser import ready, server
from tests.imports import hostile
from tests.imports.payloads import HOST, PAYLOADS
from tests.ratchets import tour
from tests.ratchets.tour import Place
from tests.ratchets.visits import take
from ui import questions

# Everything that can be read on the page, and the values of its fields.
TEXT = """() => [document.body.textContent,
  ...[...document.querySelectorAll("input,textarea")].map((field) => field.value)].join("\\n")"""
# Elements that a payload has become: they run, fetch, or lead away. The addresses of sources are links of ours.
ALIVE = """(host) => {
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      // An id is a name and nothing more; Streamlit makes that of a heading from its words.
      const runs = name !== "id" && (name.startsWith("on") || /^\\s*(javascript|vbscript|data:text)/i.test(value));
      const leads = /^(src|srcset|href|action|data|poster|background|style|xlink:href|formaction)$/.test(name);
      if (runs || (leads && value.includes(host))) found.push(element.outerHTML.slice(0, 200));
    }
    if (element.tagName === "SCRIPT" || element.matches("iframe,object,embed,.katex,math,base")) {
      found.push(element.outerHTML.slice(0, 200));
    }
  }
  return found;
}"""


@dataclass
class Watched:
    """What the pages of one browser session did that no text may make them do."""

    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """The decisions' ids, and every text that must be met on some page."""

    ids: dict[str, int]
    texts: list[str]
    path: Path


@pytest.fixture(scope="module")
def written(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    path = Path(shutil.copy(empty, tmp_path_factory.mktemp("hostile") / "test.db"))
    with tour.using(path):
        ids, packer = hostile.make()
    stored = every_text(path)
    return Written(ids, [text for text in packer.given if text in stored], path)


def every_text(path: Path) -> str:
    """All that is stored, decoded, one text after another. A part of the source that no verb takes is not in it.

    Residents' texts are left out: they need not be met, and payloads come round, so they could hold what is not stored.
    """
    with sqlite3.connect(path) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables.remove("contribution")
        cells = [cell for table in tables for row in db.execute(f'SELECT * FROM "{table}"') for cell in row]
    return "\n".join(text for cell in cells for text in texts_of(cell))


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):  # a payload may only look like JSON
            value = json.loads(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)


@pytest.fixture(scope="module")
def site(written: Written) -> Iterator[str]:
    with server(written.path.parent, {"VAIKUTUSPOLKU_DEMO": "1"}) as address:
        yield address


def places(written: Written) -> list[Place]:
    """Every page that shows a text of people's, in the states that show different texts."""
    whole, draft = f"?decision={written.ids['whole']}", f"?decision={written.ids['open']}"
    of = tour.objects(written.path, written.ids["whole"])
    return [
        Place("desk.py", "/"),
        Place("desk.py", "/", "councillor"),
        Place("desk.py", "/", "youth_council"),
        Place("decisions.py", "/decisions", "councillor"),
        *(Place("tasks.py", f"/tasks{about}") for about in (whole, draft)),
        Place("screening.py", f"/screening{draft}"),
        *(Place("section.py", f"/section{whole}&{step}") for step in every_step(written, "whole")),
        *(Place("section.py", f"/section{draft}&{step}") for step in tour.sections(written.path, written.ids["open"])),
        Place("effects.py", f"/effects{whole}&area=p_daily&alternative=VE0"),
        Place("effects.py", f"/effects{whole}&area=p_daily&alternative=VE1"),
        Place("effects.py", f"/effects{draft}&area=p_daily&alternative=VE1"),
        Place("effects.py", f"/effects{whole}&instrument=lava"),
        Place("participation.py", f"/participation{whole}"),
        Place("participation.py", f"/participation{whole}&duty=duties/d_info"),
        Place("participation.py", f"/participation{draft}&duty=duties/d_info"),
        Place("bring_in.py", f"/import{whole}"),
        *(Place("bring_in.py", f"/import{whole}&activity={id}") for id in of["activity"]),
        Place("texts.py", f"/texts{whole}&show=all"),
        Place("texts.py", f"/texts{whole}&show=all&mode=list"),
        Place("themes.py", f"/themes{whole}"),
        Place("themes.py", f"/themes{draft}"),
        Place("themes.py", f"/themes{whole}&theme={of['theme'][0]}"),
        Place("release.py", f"/release{whole}"),
        Place("responses.py", f"/responses{whole}"),
        *(Place("responses.py", f"/responses{whole}&theme={id}") for id in (of["theme"][0], of["open_theme"][0])),
        Place("responses.py", f"/responses{whole}&statement={of['statement'][0]}", "reviewer"),
        Place("check.py", f"/check{whole}"),
        Place("check.py", f"/check{draft}"),
        Place("briefing.py", f"/briefing{whole}&areas=all", "councillor"),
        Place("briefing.py", f"/briefing{draft}"),
        Place("residents.py", f"/residents{whole}", "councillor"),
        Place("influence.py", f"/influence{whole}", "councillor"),
        Place("influence.py", f"/influence{whole}&reply={of['answer'][0]}", "youth_council"),
        Place("trail.py", f"/trail{whole}", "signer"),
    ]


def every_step(written: Written, which: str) -> list[str]:
    return [
        f"instrument={case.template.id}&section={section.id}&step={number}"
        for case in tour.cases(written.path, written.ids[which])
        for section in case.sections
        if not section.is_matrix
        for number, _ in enumerate(questions.steps(case, section), 1)
    ]


def watched(browser: Browser, site: str) -> tuple[Page, Watched]:
    """A browser's session without the policy. What would leave the machine is noted; its name leads nowhere (RFC 2606).

    Nothing is stopped by a route of Playwright's: with one, no page is kept and each is loaded anew, twice as slowly.
    """
    context = browser.new_context(locale="fi-FI", bypass_csp=True)
    context.set_default_timeout(30_000)
    noted = Watched()

    def note(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            noted.outside.append(request.url)

    def dismiss(dialog: Dialog) -> None:
        noted.dialogs.append(dialog.message)
        dialog.dismiss()

    context.on("request", note)
    page = context.new_page()
    page.on("dialog", dismiss)
    return page, noted


def folded(text: str) -> str:
    """As two texts are compared: spaces and line breaks are the browser's to choose, and a label has a word joiner
    (U+2060, invisible) in an address, so that the address is no link."""
    return re.sub(r"[\s\x00-\x1f]+", " ", text.replace("\u2060", "")).strip()


@dataclass(frozen=True)
class Met:
    """The whole walk: the texts of the pages, and everything that should not have happened, by place."""

    text: str
    alive: list[str]
    outside: list[str]
    dialogs: list[str]


@pytest.fixture(scope="module")
def met(browser: Browser, site: str, written: Written) -> Met:
    page, noted = watched(browser, site)
    texts, alive = [], []
    for place in places(written):
        take(page, site, place.role)
        page.goto(site + place.address)
        ready(page)
        texts.append(page.evaluate(TEXT))
        alive += [f"{place}: {element}" for element in page.evaluate(ALIVE, HOST)]
        if page.evaluate("window.vpHit"):
            alive.append(f"{place}: a script ran")
    page.context.close()
    return Met(folded("\n".join(texts)), alive, noted.outside, noted.dialogs)


def test_all_payloads_are_stored(written: Written) -> None:
    print(f"W1: {len(PAYLOADS)} payloads in {len(written.texts)} texts")
    assert len(set(PAYLOADS)) == 300
    assert len(written.texts) > 800
    assert [payload for payload in PAYLOADS if not any(payload in text for text in written.texts)] == []


def test_no_text_runs_fetches_or_leads_anywhere(met: Met) -> None:
    print(f"W1: {len(PAYLOADS)} payloads, {len(met.alive)} alive, {len(met.outside)} requests outside")
    assert met.alive == []
    assert met.outside == []
    assert met.dialogs == []


def test_every_text_is_shown_literally(met: Met, written: Written) -> None:
    assert [text for text in written.texts if folded(text) not in met.text] == []
    assert [payload for payload in PAYLOADS if folded(payload) not in met.text] == []


def test_an_address_that_runs_is_refused(written: Written) -> None:
    """Where an address is a link of ours, only the web's own are taken."""
    with tour.using(written.path):
        preparer = people.demo_person("preparer")
        assert preparer is not None
        for url in (
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            " javascript:alert(1)",
            "//evil.example",
        ):
            with pytest.raises(Refused):
                statements.add(
                    preparer, written.ids["open"], council="youth_council", date=date(2026, 9, 1), position="for",
                    main_points="Puollamme.", url=url,
                )  # fmt: skip
            with pytest.raises(Refused):
                activities.add(preparer, written.ids["open"], channel="survey", title={"fi": "Kysely"}, notice_link=url)


# ------------------------------------------------------------------ the tests can fail

CARELESS = """
import streamlit as st

st.title("Careless")
st.markdown("![x](https://evil.example/p.png)")
st.markdown("<img src=x onerror=window.vpHit=1>", unsafe_allow_html=True)
st.checkbox("www.evil.example", key="label")
st.html("<iframe src=https://evil.example/frame></iframe>")
st.text("![y](https://evil.example/q.png)")
"""
APP = """
import streamlit as st

from web import shell

app = st.App("page.py", **shell.parts(start=lambda: None, warm=()))
"""


def test_a_bare_markdown_fetches_and_is_seen(browser: Browser, tmp_path: Path) -> None:
    """Negative control: the same watch over a page that shows people's words as Markdown and as HTML."""
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "page.py").write_text(CARELESS)
    with server(tmp_path, app=tmp_path) as site:
        page, noted = watched(browser, site)
        page.goto(site)
        ready(page)
        alive, text = page.evaluate(ALIVE, HOST), folded(page.evaluate(TEXT))
        page.context.close()
    assert "https://evil.example/p.png" in noted.outside
    assert not any("q.png" in url for url in noted.outside)
    assert any("p.png" in element for element in alive)
    assert any("www.evil.example" in element for element in alive)
    assert "![x](https://evil.example/p.png)" not in text
    assert "![y](https://evil.example/q.png)" in text
