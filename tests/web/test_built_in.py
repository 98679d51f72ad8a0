"""Streamlit's own English: every string has its translations, and the expressions find what they should and no more."""

import json
import re
from string import Formatter

import pytest

import locales
from web import assets, built_in

OTHERS = [language for language in locales.LANGUAGES if language != "en"]
ALL = (*built_in.WHOLE, *built_in.PATTERNS, *built_in.MONTHS, built_in.SAVING, built_in.OFFLINE)


def found(pattern: str, text: str) -> dict[str, str] | None:
    """As the browser does it; Python only writes its named groups in another way."""
    match = re.search(built_in.expression(pattern).replace("(?<", "(?P<"), text)
    return match.groupdict() if match else None


@pytest.mark.parametrize("language", OTHERS)
def test_every_string_of_streamlits_has_a_translation(language):
    texts = locales.catalogue(language)
    missing = [english for english in ALL if not (texts and texts.get(english) and texts.get(english).string)]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_names_of_its_pattern(language):
    for english in built_in.PATTERNS:
        own = locales.translate(language, english)
        assert names(own) == names(english), f"{english!r} became {own!r}"


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_no_string_stands_twice():
    assert len(ALL) == len(set(ALL))


def test_a_pattern_finds_its_varying_part():
    assert found("Help for {label}", "Help for Vaikutus (lapset)?") == {"label": "Vaikutus (lapset)?"}
    assert found("{size}MB per file", "30MB per file") == {"size": "30"}
    assert found("Delete row(s): {name}", "Delete row(s): kysely") == {"name": "kysely"}
    assert found("{number} – {month}", "11 – November") == {"number": "11", "month": "November"}


def test_a_pattern_leaves_other_sentences_alone():
    assert found("Help for {label}", "No Help for pupils") is None
    assert found("{size}MB per file", "Many MB per file") is None
    assert found("Delete row(s): {name}", "Delete rows: kysely") is None
    assert found("{number} – {month}", "11 – syksyllä") is None


def test_without_escaping_a_bracket_would_be_a_group():
    """Negative control: the same pattern used as an expression as it stands."""
    assert re.search("Delete row(s): ", "Delete row(s): kysely") is None


def test_english_readers_get_streamlits_words_as_they_are():
    words = built_in.words("en")
    assert (words["whole"], words["patterns"]) == ({}, [])
    assert words["saving"] == "Saving…"


@pytest.mark.parametrize("language", locales.LANGUAGES)
def test_the_script_is_a_call_with_the_words(language):
    source, call = assets.script(language).rsplit("})({", 1)
    assert source.startswith("//")
    assert json.loads("{" + call.strip().removesuffix(");"))["saving"] == locales.translate(language, "Saving…")
