"""The Finnish and Swedish catalogues against the messages of the code.

The messages are read from the syntax tree, apart from the extraction that writes the catalogues: what extraction
does not see would otherwise be missing from both sides and nobody would notice.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest
import yaml
from babel.messages.pofile import read_po

from locales import FOLDER, extraction, translate

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = ("fi", "sv")
Catalogue = Mapping[str, str]  # {English sentence: its translation}

# Words that a language writes as English does.
SAME_IN = {
    "fi": frozenset({"Idea", "Idea {n}"}),
    "sv": frozenset(
        {
            "Format",
            "Server",
            "Service",
            "Status",
            "Version",
            "dd",
            "mm",
            "under {n}",
            "under {share}",
            "version {n}",
            "{n} text",
        }
    ),
}
# Streamlit's own words: the library uses the same English ones for something else.
NOT_THE_LIBRARYS = frozenset({"Close", "Statistics"})
# The page's fixed name answers "därför"; the template asks "varför".
NAMED_BY_DESIGN = frozenset({"You said – we did – why"})


def written(tree: ast.AST) -> Iterator[str]:
    """Every literal inside N_(…), also one inside an f-string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def messages(root: Path) -> frozenset[str]:
    files = (file for package in extraction.PACKAGES for file in sorted((root / package).rglob("*.py")))
    return frozenset(text for file in files for text in written(ast.parse(file.read_text())))


def catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    with (folder / f"{language}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id}


def placeholders(text: str) -> set[str]:
    """Names in braces. Raises ValueError for a brace that `str.format` cannot read."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def untranslated(wanted: frozenset[str], found: Catalogue) -> set[str]:
    return {english for english in wanted if not found.get(english, "").strip()}


def unused(wanted: frozenset[str], found: Catalogue) -> set[str]:
    return set(found) - wanted


def misfilled(found: Catalogue) -> set[str]:
    """Messages whose translation has lost, gained or misspelt a placeholder."""
    return {english for english, own in found.items() if own and placeholders(english) != placeholders(own)}


def misshapen(found: Catalogue) -> set[str]:
    """Messages whose translation has other Markdown marks, or other space around it."""
    return {english for english, own in found.items() if own and _shape(english) != _shape(own)}


def _shape(text: str) -> tuple[int, bool, str, str]:
    bold, is_item = text.count("**"), text.lstrip().startswith("- ")
    return bold, is_item, text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def english_left(found: Catalogue, allowed: frozenset[str]) -> set[str]:
    """Messages that were copied instead of translated; one with no letters outside its placeholders has no words."""
    return {english for english, own in found.items() if own == english and english not in allowed and _words(english)}


def _words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text)))


@pytest.fixture(scope="module")
def said() -> frozenset[str]:
    return messages(ROOT)


# ------------------------------------------------------------------ the catalogues as they are


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_code_is_translated(said: frozenset[str], language: str) -> None:
    assert sorted(untranslated(said, catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_has_nothing_that_the_code_does_not_say(said: frozenset[str], language: str) -> None:
    assert sorted(unused(said, catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    assert sorted(misfilled(catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_markdown_and_the_space_around_its_message(language: str) -> None:
    assert sorted(misshapen(catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_is_left_in_english(language: str) -> None:
    assert sorted(english_left(catalogue(language), SAME_IN[language])) == []


def test_extraction_sees_every_message_also_inside_an_f_string(said: frozenset[str]) -> None:
    assert sorted(said - set(extraction.messages(ROOT))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_word_of_the_templates_is_the_same_word_on_the_pages(language: str) -> None:
    known: dict[str, set[str]] = {}
    for file in sorted((ROOT / "assessment" / "templates").glob("*.yaml")):
        for english, own in texts_of(yaml.safe_load(file.read_text()), language):
            known.setdefault(english, set()).add(own)
    found = catalogue(language)
    apart = NOT_THE_LIBRARYS | NAMED_BY_DESIGN
    shared = [english for english in known if english in found and english not in apart]
    assert len(shared) > 20
    assert [(english, found[english]) for english in shared if found[english] not in known[english]] == []


def texts_of(value: object, language: str) -> Iterator[tuple[str, str]]:
    """(English, own) of every text in a template."""
    if isinstance(value, dict):
        if isinstance(value.get("en"), str) and isinstance(value.get(language), str):
            yield value["en"], value[language]
        for inner in value.values():
            yield from texts_of(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner, language)


@pytest.mark.parametrize(
    ("message", "finnish", "swedish"),
    [
        ("My desk", "Oma työpöytä", "Mitt skrivbord"),
        (
            "Not saved – the text is still here. Try again.",
            "Ei tallentunut – teksti on yhä tässä. Yritä uudelleen.",
            "Sparades inte – texten finns kvar här. Försök på nytt.",
        ),
        (
            "not published: a small group, or one that protects a small group",
            "ei julkaista: pieni tai pientä suojaava ryhmä",
            "publiceras inte: en liten grupp eller en grupp som skyddar en liten",
        ),
        ("You said – we did – why", "Sanoitte – teimme – miksi", "Ni sade – vi gjorde – därför"),
        ("Youth council", "Nuorisovaltuusto", "Ungdomsfullmäktige"),
        ("Not found", "Ei löytynyt", "Hittades inte"),
    ],
)
def test_fixed_words_are_said_as_the_design_gives_them(message: str, finnish: str, swedish: str) -> None:
    assert translate("fi", message) == finnish
    assert translate("sv", message) == swedish
    assert translate("en", message) == message


# ------------------------------------------------------------------ negative controls


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A tree with two messages, one of them inside an f-string."""
    for package in extraction.PACKAGES:
        (tmp_path / package).mkdir()
    code = """text = N_("A plain sentence")\nhtml = f"<b>{say(N_('A sentence for {name}'))}</b>"\n"""
    (tmp_path / "ui" / "page.py").write_text(code)
    return tmp_path


def test_a_message_added_to_the_code_is_found_missing(scratch: Path) -> None:
    translated = {"A plain sentence": "Tavallinen lause"}
    assert untranslated(messages(scratch), translated) == {"A sentence for {name}"}
    assert untranslated(messages(scratch), {**translated, "A sentence for {name}": " "}) == {"A sentence for {name}"}


def test_a_message_gone_from_the_code_is_found_unused(scratch: Path) -> None:
    found = {"A plain sentence": "Tavallinen lause", "An old sentence": "Vanha lause"}
    assert unused(messages(scratch), found) == {"An old sentence"}


@pytest.mark.parametrize("own", ["Lause", "Lause: {nimi}", "Lause: {name}, {more}"])
def test_a_lost_or_foreign_placeholder_is_found(own: str) -> None:
    assert misfilled({"A sentence for {name}": own}) == {"A sentence for {name}"}


@pytest.mark.parametrize(("english", "own"), [("Error: ", "Virhe:"), ("**Now**", "Nyt"), ("- one", "yksi")])
def test_lost_space_or_markdown_is_found(english: str, own: str) -> None:
    assert misshapen({english: own}) == {english}


def test_a_copied_sentence_is_found_but_not_one_without_words() -> None:
    found = {"A plain sentence": "A plain sentence", "{channel}: {count}": "{channel}: {count}", "Status": "Status"}
    assert english_left(found, frozenset({"Status"})) == {"A plain sentence"}


def test_every_text_of_a_template_is_found_however_deep() -> None:
    library = {"lists": {"roles": [{"id": "a", "en": "Resident", "fi": "Asukas"}]}, "title": {"en": "T", "fi": "O"}}
    assert dict(texts_of(library, "fi")) == {"Resident": "Asukas", "T": "O"}
