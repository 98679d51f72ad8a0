"""Theme suggestions: texts of the same thing are found together, and nothing of them leaks on the way."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation import suggesting
from participation.suggesting import Failed, Suggestion, Written, found_in, language_of, suggest

BUSES = [
    "Bussi ei kulje iltaisin, ja vuoroja on liian vähän.", "Lisää bussivuoroja iltaan!", "Iltabussi puuttuu kokonaan.",
    "Bussien iltavuorot pitää säilyttää.", "Illan viimeinen bussi lähtee liian aikaisin.",
    "Bussilla ei pääse iltaisin kotiin.",
]  # fmt: skip
TREES = [
    "Metsän puut pitää säästää.", "Älkää kaatako metsää.", "Puiden kaataminen metsästä on virhe.",
    "Metsä on lasten leikkipaikka, puut jäävät.", "Puut ja metsä ovat tärkeitä.", "Säästäkää metsän vanhat puut.",
]  # fmt: skip
BUSSAR = [
    "Bussen går inte på kvällen.", "Fler bussar på kvällarna.", "Vi har ingen buss på kvällen.", "Bussarna är för få.",
    "Träden i skogen ska sparas.", "Skogen och träden är viktiga.", "Fäll inte träden i skogen.",
    "Det här är barnens skog.",
]  # fmt: skip


def texts(*bodies: str, language: str | None = "fi") -> list[Written]:
    return [Written(n, body, language) for n, body in enumerate(bodies)]


def test_texts_of_the_same_thing_are_found_together_whatever_form_their_words_have() -> None:
    found = found_in(texts(*BUSES, *TREES), "fi")
    buses, trees = set(range(len(BUSES))), set(range(len(BUSES), len(BUSES) + len(TREES)))
    best = [max(found, key=lambda one: len(wanted & set(one.texts))) for wanted in (buses, trees)]
    assert best[0] != best[1]
    assert "bussi" in best[0].words
    assert {"metsä", "puu"} & set(best[1].words)
    for one, wanted in zip(best, (buses, trees), strict=True):
        assert len(set(one.texts) & wanted) >= 4
        assert len(set(one.texts) - wanted) <= 1


def test_each_language_is_looked_at_by_itself() -> None:
    found = found_in([*texts(*BUSES, *TREES), *(Written(100 + n, body) for n, body in enumerate(BUSSAR))], "fi")
    swedish = [one for one in found if one.language == "sv"]
    assert swedish
    assert all(id >= 100 for one in swedish for id in one.texts)
    assert all(id < 100 for one in found if one.language == "fi" for id in one.texts)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Bussi ei kulje, ja se on huono asia.", "fi"), ("Det är inte bra att bussen inte går.", "sv"),
        ("The bus does not run and it is bad.", "en"), ("Metsä", "fi"), ("", "fi"), ("12345 !!!", "fi"),
    ],
)  # fmt: skip
def test_the_language_is_told_by_small_words_and_assumed_without_them(body: str, language: str) -> None:
    assert language_of(body, "fi") == language


def test_a_text_can_speak_of_two_things() -> None:
    both = "Bussi iltaan ja metsän puut säästettävä: bussi ja metsä."
    found = found_in(texts(*BUSES, *TREES, both), "fi")
    assert sum(len(BUSES) + len(TREES) in one.texts for one in found) >= 2


def test_few_texts_or_texts_without_common_words_give_no_suggestion() -> None:
    assert found_in(texts(*BUSES[:3]), "fi") == []
    alone = ("koira", "kissa", "lintu", "hevonen", "talo", "puu", "auto", "vene", "silta")
    assert found_in(texts(*alone), "fi") == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=30), st.sampled_from(["fi", "sv", "en", None]))
def test_any_texts_give_suggestions_of_those_texts_alone(bodies: list[str], language: str | None) -> None:
    given_ = texts(*bodies, language=language)
    for one in found_in(given_, "fi"):
        assert set(one.texts) <= {text.id for text in given_}
        assert len(set(one.texts)) == len(one.texts) > 1


def test_the_same_texts_give_the_same_suggestions() -> None:
    assert suggest(texts(*BUSES, *TREES), "fi") == tuple(found_in(texts(*BUSES, *TREES), "fi"))


def test_a_failure_says_nothing_of_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired(["python"], 1, output=b"Maija 010120-2345")

    monkeypatch.setattr(suggesting.subprocess, "run", fails)
    with pytest.raises(Failed) as failed:
        suggest(texts("Maija 010120-2345"), "fi")
    assert "Maija" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_a_suggestion_is_only_words_and_numbers_of_texts() -> None:
    assert set(Suggestion.__dataclass_fields__) == {"language", "words", "texts"}
