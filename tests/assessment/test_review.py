"""What a verdict and a signature are bound to, and which gates stand before a step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assessment import gate_places, review, workflow
from assessment.answers import Answer
from assessment.gate_places import Place
from assessment.review import Verdict
from assessment.workflow import Forbidden
from tests.assessment.cases import INSTRUMENTS, case, cell
from tests.reports.cases import EFFECTS, matter

EVA = INSTRUMENTS["eva"]
STANDARD = INSTRUMENTS.library.workflow("standard")
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
CONTENT = {**EFFECTS, "basics/b_goal": "Terveet tilat."}


def verdict(section: str, said: str, made: Any, minutes: int = 0, comment: str = "") -> Verdict:
    at = NOON + timedelta(minutes=minutes)
    return Verdict(section, said, comment, review.section_hash(made, section), at)


# ------------------------------------------------------------------ the fingerprint


def test_the_fingerprint_of_a_fixed_content_does_not_change() -> None:
    """Another value here would void every signature that has been given: the form of the content may not change."""
    made = case(answers=CONTENT)
    assert review.content_hash(made, "0" * 64, {"lava": "1" * 64}) == (
        "5817b8098ff6a27144b254059f8b9f4f5374bfc8fef26e4b21e30242fb1f04db"
    )


def test_whatever_is_vouched_for_is_in_the_fingerprint() -> None:
    made = case(answers=CONTENT)
    one = review.content_hash(made, "0" * 64, {"lava": None})
    unknown = {**made.answers, "basics/b_fixed": Answer("basics/b_fixed", None, "Ei vielä tiedetä.")}
    others = {
        review.content_hash(case(answers=CONTENT | {"basics/b_goal": "Muu"}), "0" * 64, {"lava": None}),
        review.content_hash(replace(made, answers=unknown), "0" * 64, {"lava": None}),
        review.content_hash(replace(made, alternatives=made.alternatives[:2]), "0" * 64, {"lava": None}),
        review.content_hash(replace(made, level="brief"), "0" * 64, {"lava": None}),
        review.content_hash(made, "1" * 64, {"lava": None}),
        review.content_hash(made, "0" * 64, {"lava": "x"}),
    }
    assert len(others | {one}) == 7


def test_a_section_holds_its_own_visible_answers() -> None:
    made = case(answers={**CONTENT, "cumulative/c_other": "Muuta."})
    assert review.section_content(made, "basics") == {"basics/b_goal": ["Terveet tilat.", None]}
    effects = review.section_content(made, "matrix")
    assert effects["matrix/p_health/VE0"] == {"state_now": "Sisäilma oireilee 31 prosentilla."}
    assert effects["matrix/p_health/VE1"]["quantity"] == "112 oppilasta, 1,5–4 km"
    assert effects["matrix/p_health/VE2"] == {"impact5": "unknown", "how_to_find_out": "Kysytään huoltajilta."}
    assert not any("p_children" in key for key in effects)  # LAVA's own
    asked = Answer("matrix/p_safety/VE1/accept_until", None, "Sovitaan keväällä.")
    harm = cell("p_safety", "VE1", impact5=-1, no_mitigation_reason="Ei keinoa.")
    made = case(answers=harm)
    made = replace(made, answers={**made.answers, asked.key: asked})
    assert review.section_content(made, "matrix")["matrix/p_safety/VE1/unknown"] == {
        "accept_until": "Sovitaan keväällä."
    }


# ------------------------------------------------------------------ verdicts


def test_the_latest_verdict_of_a_section_stands_while_its_content_does() -> None:
    made = case(answers=CONTENT)
    older, newer = verdict("basics", "to_correct", made), verdict("basics", "accepted", made, 5)
    other = verdict("matrix", "improvable", made, 1)
    assert review.standing(made, [newer, other, older]) == {"basics": newer, "matrix": other}
    edited = case(answers=CONTENT | {"basics/b_goal": "Muu"})
    assert review.standing(edited, [older, newer, other]) == {"matrix": other}
    assert review.standing(made, [replace(newer, section="unheard")]) == {}


def test_sections_in_which_something_is_asked_get_a_verdict() -> None:
    made = case(answers=CONTENT)
    assert [section.id for section in review.reviewed(made)] == [
        "basics", "alternatives", "matrix", "cumulative", "resident_input", "compare", "follow_up",
    ]  # fmt: skip


def test_what_a_step_needs_is_met_by_verdicts_ticks_and_reasons() -> None:
    made = case(answers=CONTENT)
    every = [verdict(section.id, "accepted", made) for section in review.reviewed(made)]
    assert review.needs_met(made, every) == {"every_section_accepted_or_improvable", "every_comment_answered"}
    improved = [*every[1:], verdict("basics", "improvable", made)]
    assert "every_section_accepted_or_improvable" in review.needs_met(made, improved)
    assert review.needs_met(made, every[1:]) == {"every_comment_answered"}
    silent = [*every[1:], verdict("basics", "to_correct", made, comment="  ")]
    assert review.needs_met(made, silent) == frozenset()
    said = [*every[1:], verdict("basics", "to_correct", made, comment="Tarkenna.")]
    assert review.needs_met(made, said) == {"one_to_correct_with_comment"}
    assert "attestations_ticked" in review.needs_met(made, [], attested=True)
    assert "attestations_ticked" not in review.needs_met(made, [])
    assert review.needs_met(made, [], reason=" Uusi tieto. ") >= {"reason", "new_edition"}
    assert not review.needs_met(made, [], reason="  ") & {"reason", "new_edition"}


# ------------------------------------------------------------------ gates


def gates(at: str, made: Any) -> list[tuple[str, str]]:
    return [(one.id, one.level) for one in workflow.gates(made, at)]


def test_a_gate_stands_before_its_own_step_and_what_blocks_before_every_later_one() -> None:
    harm = case(answers=cell("p_health", "VE1", impact5=-2))
    unsent = {("g_neg", "block")}
    assert unsent <= set(gates("submit", harm))
    assert unsent <= set(gates("sign", harm))
    assert unsent <= set(gates("publish", harm))
    assert not unsent & set(gates("close", harm))  # what follows the decision has gates of its own
    calm = case(answers=cell("p_health", "VE1", impact5=0))
    assert not unsent & set(gates("submit", calm))


def test_a_warning_stands_at_its_own_step_only_and_after_what_blocks() -> None:
    unsure: dict[str, Any] = {}
    for area in (a.id for a in EVA.matrix().areas if not a.from_):  # type: ignore[union-attr]
        unsure |= cell(area, "VE1", impact5="unknown") | cell(area, "VE2", impact5="unknown")
    made = matter(unsure | cell("p_health", "VE1", impact5=-2)).eva
    assert gates("submit", made) == [("g_neg", "block"), ("g_lava", "block"), ("g_unknown", "warn")]
    assert "g_unknown" not in {id for id, _ in gates("sign", made)}
    told = next(one for one in workflow.gates(made, "submit") if one.id == "g_unknown")
    assert told.text.text("fi") == next(gate.fi for gate in EVA.gates if gate.id == "g_unknown")
    levels = [level for _, level in gates("sign", made)]
    assert levels == sorted(levels)


def test_a_step_is_for_its_role_and_its_state_only() -> None:
    step = workflow.transition(STANDARD, "t_submit", "draft", "preparer")
    assert step.id == "t_submit"
    for id, state, role in [
        ("t_submit", "signed", "preparer"), ("t_submit", "draft", "councillor"), ("t_unheard", "draft", "preparer"),
    ]:  # fmt: skip
        with pytest.raises(Forbidden, match=f"{id} from {state} by {role}"):
            workflow.transition(STANDARD, id, state, role)


def test_only_what_a_role_may_choose_is_open_to_it() -> None:
    assert [t.id for t in workflow.open_to(STANDARD, "draft", "preparer")] == ["t_submit", "t_withdraw"]
    assert workflow.open_to(STANDARD, "draft", "councillor") == ()
    for state in INSTRUMENTS.library.lists["states"]:
        assert all(t.automatic is None for t in workflow.open_to(STANDARD, state, "preparer"))


def test_needs_that_are_not_met_come_before_the_gates() -> None:
    made = matter(cell("p_health", "VE1", impact5=-2)).eva
    step = workflow.transition(STANDARD, "t_sign", "reviewed", "signer")
    found = workflow.obstacles(made, STANDARD, step, met=())
    assert [one.id for one in found[: len(step.needs)]] == list(step.needs)
    assert {one.level for one in found[: len(step.needs)]} == {"block"}
    needs = {need.id: need for need in INSTRUMENTS.library.workflow_needs}
    assert found[0].text is needs[step.needs[0]]
    assert "g_neg" in {one.id for one in found}
    met = workflow.obstacles(made, STANDARD, step, met=step.needs)
    assert not set(step.needs) & {one.id for one in met}


PLACES = {
    "g_neg": Place("matrix", "matrix"),
    "g_unknown": Place("matrix", "matrix"),
    "g_alt": Place("section", "alternatives", "alt_single"),
    "g_none": Place("section", "alternatives"),
    "g_lava": Place("children"),
    "g_lava_ready": Place("children"),
    "g_voice": Place("duties"),
    "g_not_done": Place("duties"),
    "g_opinions": Place("opinions"),
    "g_outcomes": Place("outcomes"),
}


@pytest.mark.parametrize("gate", EVA.gates, ids=lambda gate: gate.id)
def test_every_gate_leads_to_the_place_where_it_is_mended(gate: Any) -> None:
    assert gate_places.place(case(), gate) == PLACES[gate.id]


def test_a_gate_that_names_no_place_leads_nowhere() -> None:
    gate = EVA.gates[0].model_copy(update={"when": "notice_days > 20"})
    assert gate_places.place(case(), gate) is None
