"""The words of the instruments: three languages everywhere, and a sentence for every impact area."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

FOLDER = Path(__file__).parents[2] / "assessment" / "templates"
LANGUAGES = ("fi", "sv", "en")
FILES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}
INSTRUMENTS = ("early-participation", "eva", "eva-short", "influence", "lava", "library")

# A method of another country, kept in the words it was written in.
FOREIGN = {"crwia": "en"}

# Words that are the same in two of the languages on purpose.
SAME_AS_FINNISH: frozenset[str] = frozenset()
SAME_AS_ENGLISH = frozenset({"Workshop"})

# Proper names that every language writes alike.
NAMES = re.compile(r"\b(?:VE0|EVA|LAVA)")
PLACEHOLDER = re.compile(r"\{\w+\}")

EVA_AREAS = [
    "p_health",
    "p_safety",
    "p_services",
    "p_equality",
    "p_gender",
    "p_daily",
    "p_lang",
    "p_voice",
    "p_children",
    "e_climate",
    "e_nature",
    "e_built",
    "o_staff",
    "o_ways",
    "o_ready",
    "f_opex",
    "f_capex",
    "f_house",
    "f_shift",
    "v_firms",
    "v_assoc",
    "v_areas",
]
LAVA_AREAS = [
    "k_growth",
    "k_health",
    "k_safe",
    "k_family",
    "k_friends",
    "k_learn",
    "k_play",
    "k_place",
    "k_money",
    "k_help",
    "k_identity",
    "k_info",
]

Place = tuple[str | int, ...]
Texts = dict[str, Any]


def texts(part: Any, place: Place = ()) -> Iterator[tuple[Place, Texts]]:
    """Every object with a text in some language, with its place in the file."""
    if isinstance(part, dict):
        if any(language in part for language in LANGUAGES):
            yield place, part
        for key, value in part.items():
            yield from texts(value, (*place, key))
    elif isinstance(part, list):
        for i, value in enumerate(part):
            yield from texts(value, (*place, i))


def missing(part: Any) -> list[tuple[Place, str]]:
    """Places and languages where a text is absent, blank or no text at all."""
    return [
        (place, language)
        for place, text in texts(part)
        for language in LANGUAGES
        if not isinstance(text.get(language), str) or not text[language].strip()
    ]


def copied(part: Any) -> list[str]:
    """Swedish texts that are the Finnish or the English one left in place."""
    return [
        text["sv"]
        for _, text in texts(part)
        if (text["sv"] == text["fi"] and text["sv"] not in SAME_AS_FINNISH)
        or (text["sv"] == text["en"] and text["sv"] not in SAME_AS_ENGLISH)
    ]


def torn(part: Any) -> list[Place]:
    """Texts whose languages do not carry the same placeholders, or of which only some end as a question or sentence."""

    def marks(sentence: str) -> tuple[list[str], bool, bool]:
        return sorted(PLACEHOLDER.findall(sentence)), sentence.endswith("?"), sentence.endswith(".")

    return [place for place, text in texts(part) if len({str(marks(text[code])) for code in LANGUAGES}) > 1]


def areas(file: str) -> list[dict[str, Any]]:
    return [area for section in FILES[file]["sections"] for area in section.get("areas", [])]


def unsayable(area: dict[str, Any]) -> list[str]:
    """What keeps the councillor's sentence about this area from being built, one line a fault."""
    faults = []
    for direction in ("worse", "better"):
        says = area.get("says", {}).get(direction, {})
        for language in LANGUAGES:
            parts = says.get(language, "").split(" | ")
            if len(parts) != 3 or not all(part.strip() and "|" not in part for part in parts):
                faults.append(f"{area['id']} {direction} {language}: not three parts")
            elif parts[2].endswith((".", ",")) or parts[0][0].isupper():
                faults.append(f"{area['id']} {direction} {language}: not a clause that continues a sentence")
    if not faults and any(area["says"]["worse"][code] == area["says"]["better"][code] for code in LANGUAGES):
        faults.append(f"{area['id']}: worse and better say the same")
    return faults


def question(id: str) -> dict[str, Any]:
    return next(q for section in FILES["eva"]["sections"] for q in section.get("questions", []) if q["id"] == id)


# ------------------------------------------------------------------ languages


def test_every_file_is_either_in_our_three_languages_or_a_foreign_method() -> None:
    assert sorted(FILES) == sorted((*INSTRUMENTS, *FOREIGN))


@pytest.mark.parametrize(("file", "language"), FOREIGN.items())
def test_a_foreign_method_says_which_language_it_is_in_and_keeps_to_it(file: str, language: str) -> None:
    assert FILES[file]["template"]["langs"] == [language]
    assert [place for place, text in texts(FILES[file]) if not str(text.get(language) or "").strip()] == []
    assert [place for place, text in texts(FILES[file]) if set(text) & set(LANGUAGES) != {language}] == []


@pytest.mark.parametrize("file", INSTRUMENTS)
def test_every_text_is_in_finnish_swedish_and_english(file: str) -> None:
    assert missing(FILES[file]) == []


@pytest.mark.parametrize("file", INSTRUMENTS)
def test_the_languages_stand_in_the_order_finnish_swedish_english(file: str) -> None:
    assert [place for place, text in texts(FILES[file]) if [k for k in text if k in LANGUAGES] != list(LANGUAGES)] == []


@pytest.mark.parametrize("file", INSTRUMENTS)
def test_each_file_claims_the_three_languages(file: str) -> None:
    head = FILES[file].get("template") or FILES[file]["library"]
    assert head["langs"] == list(LANGUAGES)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_one_lost_text_is_found_wherever_it_was(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(INSTRUMENTS))
    place, _ = data.draw(st.sampled_from(list(texts(FILES[file]))))
    language = data.draw(st.sampled_from(LANGUAGES))
    broken = copy.deepcopy(FILES[file])
    part: Any = broken
    for step in place:
        part = part[step]
    part[language] = data.draw(st.sampled_from(["", "  ", None, True]))
    assert missing(broken) == [(place, language)]
    del part[language]
    assert missing(broken) == [(place, language)]


@pytest.mark.parametrize("file", INSTRUMENTS)
def test_no_swedish_text_is_the_finnish_or_english_one_left_in_place(file: str) -> None:
    assert copied(FILES[file]) == []


def test_a_finnish_text_left_in_place_of_the_swedish_one_is_found() -> None:
    assert copied({"fi": "Kunta", "sv": "Kunta", "en": "Municipality"}) == ["Kunta"]
    assert copied({"fi": "Kunta", "sv": "Municipality", "en": "Municipality"}) == ["Municipality"]


def test_no_exception_is_kept_for_a_word_that_is_not_used() -> None:
    used = {text["sv"] for file in INSTRUMENTS for _, text in texts(FILES[file])}
    assert used >= SAME_AS_FINNISH | SAME_AS_ENGLISH


@pytest.mark.parametrize("file", INSTRUMENTS)
def test_all_languages_keep_the_placeholders_and_stay_questions_or_sentences(file: str) -> None:
    assert torn(FILES[file]) == []


@pytest.mark.parametrize(
    "swedish", ["Svara inom {days} dagar.", "Svara inom {reply_days} dagar", "Svara inom {reply_days} dagar?"]
)
def test_a_lost_placeholder_or_full_stop_is_found(swedish: str) -> None:
    text = {"fi": "Vastaa {reply_days} päivässä.", "sv": swedish, "en": "Answer within {reply_days} days."}
    assert torn(text) == [()]
    assert torn({**text, "sv": "Svara inom {reply_days} dagar."}) == []


@pytest.mark.parametrize("file", INSTRUMENTS)
def test_swedish_keeps_the_names_of_the_instruments_and_of_the_status_quo(file: str) -> None:
    for place, text in texts(FILES[file]):
        assert set(NAMES.findall(text["sv"])) == set(NAMES.findall(text["fi"])), place


@pytest.mark.parametrize("file", INSTRUMENTS)
def test_swedish_uses_no_finnish_abbreviation(file: str) -> None:
    for place, text in texts(FILES[file]):
        assert not re.search(r"\b(?:LOS|OAS|YVA|SOVA|HE|PeVM|YK|ALT0)\b", text["sv"]), place


# ------------------------------------------------------------------ the councillor's sentence


def test_every_area_has_a_sentence_for_better_and_for_worse_in_three_parts() -> None:
    assert [fault for file in ("eva", "lava") for area in areas(file) for fault in unsayable(area)] == []


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"fi": "lisää | lisätä"},
        {"fi": "lisää | lisätä | "},
        {"fi": "lisää | lisätä | vuosittaisia | menoja"},
        {"fi": "lisää | lisätä | vuosittaisia menoja."},
        {"fi": "Lisää | lisätä | vuosittaisia menoja"},
    ],
)
def test_an_area_whose_sentence_cannot_be_built_is_found(broken: dict[str, str]) -> None:
    area = copy.deepcopy(next(area for area in areas("eva") if area["id"] == "f_opex"))
    area["says"]["worse"] = {**area["says"]["worse"], **broken} if broken else {}
    assert unsayable(area)


def test_an_area_that_says_the_same_in_both_directions_is_found() -> None:
    area = copy.deepcopy(areas("lava")[0])
    area["says"]["better"] = area["says"]["worse"]
    assert unsayable(area)


# ------------------------------------------------------------------ answers that are the decision's own fields


@pytest.mark.parametrize(
    ("id", "field"),
    [
        ("alt_name", "alternative.name"),
        ("b_title", "decision.title"),
        ("b_body", "decision.body"),
        ("b_date", "decision.meeting_date"),
    ],
)
def test_an_answer_that_is_a_field_of_the_decision_is_bound_to_it_and_not_prefilled(id: str, field: str) -> None:
    assert question(id)["binds"] == field
    assert "prefill" not in question(id)


# ------------------------------------------------------------------ nothing was lost or renamed


def test_the_areas_keep_their_ids_and_order() -> None:
    assert [area["id"] for area in areas("eva")] == EVA_AREAS
    assert [area["id"] for area in areas("lava")] == LAVA_AREAS


def test_the_library_keeps_every_scale_group_option_and_law() -> None:
    library = FILES["library"]
    counted = {key: len(value) for key, value in library.items() if isinstance(value, list)}
    assert counted == {
        "params": 4,
        "scales": 8,
        "groups": 3,
        "cell_fields": 14,
        "baseline_cell_fields": 3,
        "outcome_fields": 4,
        "cell_rules": 7,
        "evidence_fields": 9,
        "duty_kinds": 5,
        "facts": 13,
        "functions": 7,
        "linked_names": 7,
        "workflows": 1,
        "workflow_needs": 8,
        "crc_articles": 32,
        "laws": 45,
        "guidance": 3,
    }
    assert {part["id"]: len(part["items"]) for part in library["groups"]} == {
        "age": 8,
        "child_situations": 18,
        "adult_situations": 10,
    }
    assert {id: len(options) for id, options in library["lists"].items()} == {
        "yes_no": 2,
        "yes_no_unknown": 3,
        "levels": 3,
        "orgs": 2,
        "case_types": 6,
        "stages": 6,
        "still_open": 6,
        "origin": 6,
        "child_participation": 6,
        "iap2": 5,
        "lundy": 4,
        "pillars": 5,
        "lava_status": 6,
        "evidence_types": 10,
        "certainty_sources": 11,
        "reach": 2,
        "certainty_ages": 2,
        "opinions": 4,
        "evidence_scopes": 3,
        "input_sources": 15,
        "activity_kinds": 4,
        "influence_status": 7,
        "influence_reply": 4,
        "verdicts": 3,
        "states": 9,
        "roles": 10,
        "posts": 1,
        "outcome": 4,
        "proof": 10,
    }
    ids = [law["id"] for law in library["laws"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("file", "questions", "screening", "gates", "outputs"),
    [("eva", 36, 14, 10, 4), ("lava", 36, 6, 7, 5)],
)
def test_the_assessments_keep_every_question_gate_and_output(
    file: str, questions: int, screening: int, gates: int, outputs: int
) -> None:
    template = FILES[file]
    assert sum(len(section.get("questions", [])) for section in template["sections"]) == questions
    assert len(template["screening"]["questions"]) + len(template["screening"].get("exclude", [])) == screening
    assert (len(template["gates"]), len(template["outputs"])) == (gates, outputs)


def test_the_checklist_and_the_influence_record_keep_every_duty_and_field() -> None:
    checklist, influence = FILES["early-participation"], FILES["influence"]
    assert [len(checklist[key]) for key in ("facts", "fact_reasons", "duties", "good_practice")] == [4, 3, 18, 9]
    assert [len(influence["record"]["fields"]), len(influence["gates"])] == [14, 2]


def test_the_labels_of_how_input_was_used_are_unchanged() -> None:
    assert {id: text["fi"] for id, text in FILES["library"]["lists"]["influence_status"].items()} == {
        "changed": "Vaikutti ratkaisuun",
        "partly": "Vaikutti osittain",
        "not_changed": "Ei vaikuttanut, syy kerrotaan",
        "forwarded": "Siirretty muulle taholle",
        "out_of_scope": "Ei kuulu tähän päätökseen",
        "later": "Otetaan käsittelyyn myöhemmin",
        "open": "Vastaus on tulossa",
    }


def test_the_impact_scale_reads_in_swedish_as_agreed() -> None:
    scale = next(scale for scale in FILES["library"]["scales"] if scale["id"] == "impact5")
    words = {level["sign"]: level["sv"].split(":")[0] for level in (*scale["levels"], *scale["special"])}
    assert words == {
        "▼": "Klart negativ",
        "▽": "Något negativ",
        "○": "Ingen väsentlig verkan",
        "△": "Något positiv",
        "▲": "Klart positiv",
        "▽△": "Motstridig",
        "?": "Inte känt",
        "–": "Gäller inte det här ärendet",
    }
