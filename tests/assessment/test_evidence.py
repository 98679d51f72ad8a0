"""Sources: what one must say, where it is cited, when it is old, and what rests on nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment import evidence
from assessment.answers import Answer
from assessment.evidence import Citation, Gap
from assessment.matter import Matter, Source
from tests.assessment.cases import INSTRUMENTS, cell
from tests.reports.cases import matter, stored

TODAY = date(2027, 1, 15)
WHOLE = {
    "ev_title": "Oppilasennuste",
    "ev_type": "statistics",
    "ev_valid_to": "2026-06-30",
    "ev_scope": "local",
    "ev_strength": 3,
}
NEEDED = "This is needed of every source."


def problems(**changes: Any) -> dict[str, str]:
    _, found = evidence.checked(INSTRUMENTS, {**WHOLE, **changes})
    return {field: message.text("en") for field, message in found}


def test_a_source_says_what_it_is_where_it_is_from_and_how_sure() -> None:
    kept, found = evidence.checked(INSTRUMENTS, {**WHOLE, "ev_title": " Oppilasennuste ", "ev_note": "", "other": 1})
    assert (kept, found) == (WHOLE, [])
    assert evidence.checked(INSTRUMENTS, {}) == (
        {}, [(field, evidence.Message(NEEDED)) for field in WHOLE],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"ev_title": None}, {"ev_title": NEEDED}),
        ({"ev_type": "rumour"}, {"ev_type": "The value is not among the options. Choose one of them."}),
        ({"ev_link": "https://stat.fi/x"}, {}),
        ({"ev_link": "http://stat.fi/x"}, {}),
        ({"ev_link": "Arkisto, hylly 4"}, {}),
        ({"ev_link": "javascript://x"}, {"ev_link": "A link begins with https:// or http://."}),
        ({"ev_valid_from": "2026-06-30"}, {}),
        ({"ev_valid_from": "2026-07-01"}, {"ev_valid_to": "The last day is before the first."}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(changes: dict[str, Any], found: dict[str, str]) -> None:
    assert problems(**changes) == found


@pytest.mark.parametrize(
    ("ended", "old"), [("2026-06-30", False), ("2022-01-20", False), ("2022-01-16", False), ("2022-01-15", True)]
)
def test_a_source_is_old_when_its_period_ended_more_than_five_years_ago(ended: str, old: bool) -> None:
    assert evidence.is_old(Source(1, {"ev_valid_to": ended}), TODAY) is old
    assert evidence.is_old(Source(1, {}), TODAY) is False


def citing() -> Matter:
    """Source 5 is cited by an effect, a present state and a question of LAVA; source 6 is old; 7 by nobody."""
    effects = {
        **cell("p_health", "VE0", state_now="Nyt.", state_evidence=[5]),
        **cell("p_health", "VE1", impact5=-2, evidence=[5, 6]),
        **cell("p_safety", "VE1", impact5=2),
        **cell("p_safety", "VE2", impact5="mixed"),
        **cell("f_opex", "VE1", impact5="unknown", how_to_find_out="Kysytään taloudesta."),
        **cell("f_opex", "VE2", impact5=-1),
        **cell("f_capex", "VE1", impact5=-2),
        **cell("f_capex", "VE2", impact5="unknown"),
    }
    made = matter(effects)
    lava = stored(9, "lava", {"screening/l_direct": "yes", "know/n_have": [5]} | _all_yes())
    sources = {
        5: Source(5, WHOLE),
        6: Source(6, WHOLE | {"ev_title": "Vanha kysely", "ev_valid_to": "2019-12-31"}),
        7: Source(7, WHOLE),
    }
    return replace(made, stored={**made.stored, "lava": lava}, evidence=sources)


def _all_yes() -> dict[str, str]:
    asked = INSTRUMENTS["lava"].screening
    assert asked is not None
    return {f"screening/{q.id}": "yes" for q in asked.questions}


def test_an_old_source_without_a_name_is_a_gap_too() -> None:
    nameless = replace(
        matter(cell("p_health", "VE1", impact5=-1, evidence=[8])),
        evidence={8: Source(8, {"ev_valid_to": "2001-01-01"})},
    )
    assert evidence.gaps(nameless, TODAY) == (Gap("old_source", "eva", "matrix/p_health/VE1/evidence"),)


def test_every_place_that_cites_a_source_is_found() -> None:
    made = citing()
    assert evidence.citations(made, 5) == (
        Citation("eva", "matrix/p_health/VE0/state_evidence"),
        Citation("eva", "matrix/p_health/VE1/evidence"),
        Citation("lava", "know/n_have"),
    )
    assert evidence.citations(made, 6) == (Citation("eva", "matrix/p_health/VE1/evidence"),)
    assert evidence.citations(made, 7) == ()
    assert (made.cited("eva"), made.cited("lava")) == ({5, 6}, {5})
    assert made.cited("crwia") == frozenset()


def test_a_hidden_answer_cites_nothing() -> None:
    asked = matter({"stage1/cw_needed": "yes", "evidence/cw_have": [5]}, "crwia")
    assert evidence.citations(asked, 5) == (Citation("crwia", "evidence/cw_have"),)
    assert asked.cited("crwia") == {5}
    hidden = matter({"stage1/cw_needed": "no", "evidence/cw_have": [5]}, "crwia")
    assert evidence.citations(hidden, 5) == ()
    assert hidden.cited("crwia") == frozenset()


def test_the_gaps_are_unknown_effects_clear_effects_without_a_source_unknown_answers_and_old_sources() -> None:
    made = citing()
    eva = made.stored["eva"]
    unknown = Answer("basics/b_goal", None, "Tavoite on kesken.")
    made = replace(made, stored={**made.stored, "eva": replace(eva, answers={**eva.answers, "basics/b_goal": unknown})})
    assert evidence.gaps(made, TODAY) == (
        Gap("no_source", "eva", "matrix/p_safety/VE1/evidence"),
        Gap("no_source", "eva", "matrix/p_safety/VE2/evidence"),
        Gap("unknown_effect", "eva", "matrix/f_opex/VE1/impact5", "Kysytään taloudesta."),
        Gap("no_source", "eva", "matrix/f_capex/VE1/evidence"),
        Gap("unknown_effect", "eva", "matrix/f_capex/VE2/impact5"),
        Gap("unknown_answer", "eva", "basics/b_goal", "Tavoite on kesken."),
        Gap("old_source", "eva", "matrix/p_health/VE1/evidence", "Vanha kysely"),
    )
