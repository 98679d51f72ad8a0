"""Certainty is computed from its reasons, and moved one step only with a written reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import certainty
from tests.assessment.cases import INSTRUMENTS

TODAY = date(2026, 11, 28)
BASES = st.fixed_dictionaries(
    {"source": st.sampled_from(sorted(certainty.STARTS))},
    optional={
        "age": st.sampled_from(["recent", "old"]),
        "scope": st.sampled_from(["local", "comparable", "general"]),
        "agree": st.sampled_from(["yes", "no"]),
        "direct": st.sampled_from(["yes", "no"]),
    },
)


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ({"basis": {"source": "expert"}, "move": 1, "why": "Kaksi arviota."}, 3),
        ({"basis": {"source": "expert"}, "move": -1, "why": "Vain yksi."}, 1),
        ({"basis": {"source": "expert"}, "move": 1}, 2),
        ({"basis": {"source": "expert"}, "why": "Ei siirretty."}, 2),
        ({"basis": {"source": "expert"}, "move": 2, "why": "Liikaa."}, 2),
        ({"basis": {"source": "statistics"}, "move": 1, "why": "Jo ylin."}, 3),
        ({"basis": {"source": "judgement"}, "move": -1, "why": "Jo alin."}, 1),
        ({"move": 1, "why": "Ei lähdettä."}, None),
        (2, 2),
        (None, None),
        ("2", None),
    ],
)
def test_the_level_is_what_the_reasons_and_a_written_move_give(value: object, level: int | None) -> None:
    assert certainty.level(value) == level


@pytest.mark.parametrize(
    ("fields", "basis"),
    [
        ({"ev_type": "survey"}, {"source": "survey"}),
        ({"ev_type": "rumour"}, {}),
        ({}, {}),
        ({"ev_type": "survey", "ev_scope": "local"}, {"source": "survey", "scope": "local"}),
        ({"ev_valid_to": "2021-01-01"}, {"age": "recent"}),
        ({"ev_valid_to": "2020-12-31"}, {"age": "old"}),
        ({"ev_valid_to": "2026-11-01"}, {"age": "recent"}),
    ],
)
def test_a_source_gives_its_own_reasons(fields: dict[str, str], basis: dict[str, str]) -> None:
    assert certainty.from_source(fields, TODAY) == basis


def test_of_several_sources_the_strongest_speaks() -> None:
    weak, strong = {"ev_type": "judgement"}, {"ev_type": "research", "ev_valid_to": "2026-01-01"}
    assert certainty.strongest([weak, strong], TODAY) == {"source": "research", "age": "recent"}
    assert certainty.strongest([{}, weak], TODAY) == {"source": "judgement"}
    assert certainty.strongest([], TODAY) == {}


def test_statistics_are_sure_and_a_judgement_without_data_is_not() -> None:
    assert certainty.computed({"source": "statistics"}) == 3
    assert certainty.computed({"source": "expert"}) == 2
    assert certainty.computed({"source": "judgement"}) == 1
    assert certainty.computed({"age": "recent"}) is None


@pytest.mark.parametrize(
    ("weakness", "level"),
    [({"age": "old"}, 2), ({"scope": "general"}, 2), ({"agree": "no"}, 2), ({"agree": "no", "direct": "no"}, 1)],
)
def test_each_weakness_lowers_the_level_by_one(weakness: dict[str, str], level: int) -> None:
    assert certainty.computed({"source": "research"} | weakness) == level
    assert certainty.computed({"source": "research"} | dict.fromkeys(weakness, "yes")) == 3


@given(BASES, st.sampled_from(["age", "scope", "agree", "direct"]))
def test_no_further_weakness_makes_anything_surer(basis: dict[str, str], reason: str) -> None:
    weaker = basis | {reason: certainty.WEAKENS[reason][0]}
    before, after = certainty.computed(basis), certainty.computed(weaker)
    assert before is not None
    assert after is not None
    assert certainty.LOWEST <= after <= before <= certainty.HIGHEST


@given(BASES, st.sampled_from(certainty.MOVES), st.booleans())
def test_a_person_moves_it_one_step_at_most_and_only_with_a_reason(basis: dict[str, str], step: int, why: bool) -> None:
    value = {"basis": basis, "move": step} | ({"why": "Aineisto on suppea."} if why else {})
    computed, level = certainty.computed(basis), certainty.level(value)
    assert computed is not None
    assert level is not None
    assert abs(level - computed) <= 1
    if not why:
        assert level == computed
        assert certainty.complete(value) == (step == 0)


def test_a_stated_level_stands_as_it_is() -> None:
    assert certainty.level(2) == 2
    assert certainty.complete(2)
    assert certainty.level(None) is None
    assert not certainty.complete({"basis": {}})


def test_a_source_tells_its_own_kind_age_and_place() -> None:
    fields = {"ev_type": "survey", "ev_scope": "local", "ev_valid_to": "2019-12-31"}
    assert certainty.from_source(fields, TODAY) == {"source": "survey", "scope": "local", "age": "old"}
    newer = {"ev_type": "expert", "ev_scope": "general", "ev_valid_to": "2025-01-01"}
    assert certainty.strongest([newer, fields], TODAY)["source"] == "survey"
    assert certainty.strongest([], TODAY) == {}


def test_every_kind_of_evidence_has_a_level_to_start_from() -> None:
    lists = INSTRUMENTS.library.lists
    assert set(lists["evidence_types"]) | {"judgement"} == set(certainty.STARTS) == set(lists["certainty_sources"])
