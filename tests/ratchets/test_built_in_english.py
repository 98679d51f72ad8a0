"""In Finnish and Swedish nothing of Streamlit's own English is left: not on the page, not in an accessible name.

Every string of every page is collected. Where only our texts and people's words stand, no English message may stand
untranslated. Everywhere else Streamlit draws words of its own, and each word must be one of ours: of the catalogues,
of the templates, or seen on some page where only our texts stand. An English word that nobody knew of fails too, so
an upgrade of Streamlit that brings a new one does not pass unseen.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.dates import get_day_names, get_month_names
from playwright.sync_api import Browser, Page

import locales
from assessment import attachments
from data import instruments
from tests.ratchets.tour import Place
from tests.ratchets.visits import NARROW, WIDE, Seen, Visit, look, open_place, session
from ui.page_setup import LANGUAGE_NAMES
from web import assets, built_in

OTHERS = ("fi", "sv")
WRITTEN = ("decision", "alternative", "evidence", "activity", "theme", "statement")
WORD = re.compile(r"[^\W\d_]{2,}")
NEW = Place("new_decision.py", "/new")


def leftovers(visit: Visit, known: set[str]) -> list[str]:
    """English on a page: our own message untranslated, or a word of Streamlit's that is none of ours."""
    english = untranslated(visit.language)
    found = [f"{seen.where}: {seen.text!r}" for seen in visit.strings if seen.text in english]
    for seen in visit.strings:
        strange = [word for word in words(seen.text) if not seen.ours and word not in known]
        if strange and seen.text not in english:
            found.append(f"{seen.where}: {seen.text!r} has {', '.join(strange)}")
    return list(dict.fromkeys(found))


def words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


@cache
def untranslated(language: str) -> frozenset[str]:
    """English messages that are said in other words in this language; what varies cannot be met word for word."""
    texts = locales.catalogue(language)
    assert texts is not None
    found = {str(message.id) for message in texts if message.id and message.id != message.string}
    own_names = set(LANGUAGE_NAMES.values())  # a language is offered in its own words
    return frozenset(english for english in found - own_names if "{" not in english)


@cache
def of_the_product(language: str) -> frozenset[str]:
    """The words of the catalogue, of the instruments, and of dates as the browser itself writes them."""
    texts = locales.catalogue(language)
    assert texts is not None
    found = [re.sub(r"\{\w*\}", " ", str(message.string)) for message in texts if message.id]
    used = instruments.current()
    for model in (used.library, *used.templates.values()):
        found += in_language(model.model_dump(), language)
    for names in (get_month_names, get_day_names):
        for width in ("wide", "abbreviated", "narrow"):
            for context in ("format", "stand-alone"):
                found += names(width, context, locale=language).values()
    found += [f"{day}na" for day in get_day_names(locale="fi").values()] if language == "fi" else ["Idag"]
    found += attachments.KINDS  # a chooser of files names the kinds by the ends of their names
    return frozenset(word for text in found for word in words(text))


def in_language(value: Any, language: str) -> Iterator[str]:
    """Every text that stands beside its translations."""
    if isinstance(value, Mapping):
        if isinstance(value.get(language), str):
            yield value[language]
        for part in value.values():
            yield from in_language(part, language)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from in_language(part, language)


def seen_as_ours(visits: Iterable[Visit], language: str) -> set[str]:
    """Words of people and of the product on the pages of this language."""
    met = (seen for visit in visits if visit.language == language for seen in visit.strings)
    return {word for seen in met if seen.ours for word in words(seen.text)}


def of_people(path: Path, language: str) -> set[str]:
    """Words that people wrote into the database: a list to choose from may be the only place where they stand.

    A code such as `in_preparation` is no sentence and is left out.
    """
    with sqlite3.connect(path) as db:
        rows = [row for table in WRITTEN for row in db.execute(f"SELECT * FROM {table}")]
    return {word for row in rows for cell in row for text in sentences(cell, language) for word in words(text)}


def sentences(value: Any, language: str) -> Iterator[str]:
    if isinstance(value, str) and value[:1] in ("{", "["):
        yield from sentences(json.loads(value), language)
    elif isinstance(value, str):
        yield from [value] if " " in value.strip() else []
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in locales.LANGUAGES or key in (language, "fi"):
                yield from sentences(part, language)
    elif isinstance(value, list):
        for part in value:
            yield from sentences(part, language)


@pytest.mark.parametrize("visits", OTHERS, indirect=True)
def test_no_english_is_left_on_any_page(visits: list[Visit], demonstration: Path) -> None:
    language = visits[0].language
    known = seen_as_ours(visits, language) | of_the_product(language) | of_people(demonstration, language)
    print(f"{sum(len(visit.strings) for visit in visits)} strings on {len(visits)} visits")
    assert [f"{visit}: {found}" for visit in visits for found in leftovers(visit, known)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_what_opens_over_the_page(browser: Browser, empty_site: str, language: str) -> None:
    """The calendar of a date field, and the menu of the pages on a phone."""

    def unfold(page: Page) -> None:
        page.get_by_role("button", name=locales.translate(language, "Choose date")).first.click()
        page.get_by_role("grid").first.wait_for()

    def menu(page: Page) -> None:
        page.keyboard.press("Escape")
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_test_id("stSidebarNavLink").first.wait_for()

    with session(browser, empty_site, language, NEW.role) as page:
        open_place(page, empty_site, NEW)
        met = [look(page, NEW, language, WIDE, after=unfold), look(page, NEW, language, NARROW, after=menu)]
    known = seen_as_ours(met, language) | of_the_product(language)
    assert [f"{visit}: {found}" for visit in met for found in leftovers(visit, known)] == []


# ------------------------------------------------------------------ the tests can fail


def test_without_the_dictionary_streamlits_english_is_seen(browser: Browser, empty_site: str) -> None:
    """Negative control: the page's script knows no words."""
    given = assets.script("fi")
    speechless = re.sub(r'"whole": \{.*?\}, "patterns": \[.*?\]\], ', '"whole": {}, "patterns": [], ', given)
    assert len(speechless) < len(given)
    with session(browser, empty_site, "fi", NEW.role) as page:
        page.route("**/shell/app.fi.js*", lambda route: route.fulfill(body=speechless, content_type="text/javascript"))
        open_place(page, empty_site, NEW)
        page.get_by_role("button", name="Choose date").first.wait_for()
        visit = look(page, NEW, "fi", WIDE)
    found = "\n".join(leftovers(visit, of_the_product("fi") | seen_as_ours([visit], "fi")))
    for english in ("Skip to main content", "Choose date", "App pages", "month, Milloin"):
        assert english in found


def test_an_english_word_that_no_dictionary_knows_is_seen() -> None:
    """Negative control: as a new version of Streamlit might bring one."""
    strings = (Seen("Kokous", True, "stHtml"), Seen("Reticulate splines: Kokous", False, "stSelectbox"))
    visit = Visit(NEW, "fi", WIDE, (), "", "fi", "", (), strings)
    found = leftovers(visit, seen_as_ours([visit], "fi") | of_the_product("fi"))
    assert found == ["stSelectbox: 'Reticulate splines: Kokous' has reticulate, splines"]


def test_an_untranslated_message_is_seen_also_among_our_own_texts() -> None:
    """Negative control."""
    english = built_in.WHOLE[0]
    visit = Visit(NEW, "sv", WIDE, (), "", "sv", "", (), (Seen(english, True, "stHtml"),))
    assert leftovers(visit, seen_as_ours([visit], "sv")) == [f"stHtml: {english!r}"]
