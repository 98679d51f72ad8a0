"""A hidden answer exists in the log but no condition, count, gate or hash sees it.

Source: assessment design, section 13 (rule 1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment import answers, review, workflow
from assessment.answers import Answer
from assessment.case import Case
from assessment.templates.model import Question
from tests.assessment.cases import INSTRUMENTS, case

EVA = INSTRUMENTS["eva"]
MATRIX = EVA.matrix()
assert MATRIX is not None
AREAS = [area.id for area in MATRIX.areas if not area.from_][:5]
CODES = ("VE0", "VE1", "VE2")
GROUPS = list(INSTRUMENTS.library.group_ids())[:5]
STEPS = ("submit", "sign", "publish", "close")


def values(question: Question) -> st.SearchStrategy[Any]:
    """Plain values of the question's type; None for types that hide nothing of interest."""
    library = INSTRUMENTS.library
    match question.type:
        case "choice" | "yes_no":
            return st.sampled_from(list(library.lists[question.options or "yes_no"]))
        case "multi":
            return st.lists(st.sampled_from(list(library.lists[question.options or ""])), min_size=1, unique=True)
        case "scale":
            return st.sampled_from(list(library.scale(question.scale or "").values()))
        case "groups":
            return st.lists(st.sampled_from(GROUPS), min_size=1, unique=True)
        case "choice_alternative":
            return st.sampled_from(CODES)
        case "text" | "long_text":
            return st.sampled_from(["Teksti.", "Toinen teksti."])
        case "money":
            return st.integers(-10, 10)
        case "actions":
            return st.just([{"text": "Toimi", "owner": "preparer", "due": "2027-08-01"}])
        case "certainty":
            return st.sampled_from([1, 2, 3])
    return st.none()


def keys() -> dict[str, Question]:
    """Every key of EVA, of five areas of the matrix only."""
    found = {}
    for section, question in EVA.questions():
        where = answers.per(section, question)
        codes: tuple[str | None, ...] = (None,)
        if where in ("alternative", "non_baseline"):
            codes = CODES if where == "alternative" else CODES[1:]
        for code in codes:
            found["/".join(part for part in (section.id, code, question.id) if part)] = question
    assert MATRIX is not None
    for area in AREAS:
        for code in CODES:
            for name in MATRIX.baseline_cell if code == "VE0" else MATRIX.cell:
                found[f"{MATRIX.id}/{area}/{code}/{name}"] = answers.cell_field(INSTRUMENTS, name)
    return found


KEYS = keys()


@st.composite
def cases(draw: st.DrawFn) -> Case:
    given: dict[str, Any] = {}
    for key, question in KEYS.items():
        if draw(st.booleans()):
            value = draw(values(question))
            if value is not None:
                given[key] = value
    level = draw(st.sampled_from(["brief", "full"]))
    counts = {"input_count": draw(st.integers(0, 1)), "themes_open": draw(st.integers(0, 1)), "duties_open": 0}
    return case("eva", level, given, counts=counts | {"duties_not_done": 0, "opinions_open": 0})


def hidden(one: Case) -> set[str]:
    """Keys of answers whose question is not asked now."""
    shown = {item.key for item in (*one.items, *one.after_items)}
    for (row, code), cell in one.cells.items():
        assert MATRIX is not None
        shown |= {f"{MATRIX.id}/{row}/{code}/{name}" for name in (*cell.values, *cell.unknown)}
    return set(one.answers) - shown


def seen(one: Case) -> object:
    """Everything that conditions, counts, gates and signatures make of a case."""
    return (
        [(item.key, item.required, item.given) for item in (*one.items, *one.after_items)],
        {place: (dict(cell.values), cell.broken) for place, cell in one.cells.items()},
        {at: [gate.id for gate in workflow.gates(one, at)] for at in STEPS},
        {section.id: review.section_hash(one, section.id) for section in one.sections},
        review.content_hash(one, "0" * 64, {}),
        (one.burden, one.share_unknown, one.negative_cells_without_mitigation, one.outcomes_open, one.proposal),
        (one.affected_groups, one.affected_areas),
    )


COMMON = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@COMMON
@given(cases())
def test_hidden_answers_count_nowhere(one: Case) -> None:
    without = replace(one, answers={key: a for key, a in one.answers.items() if key not in hidden(one)})
    assert seen(without) == seen(one)


@COMMON
@given(cases(), st.data())
def test_a_hidden_answer_may_be_anything(one: Case, data: st.DataObject) -> None:
    changed = dict(one.answers)
    for key in hidden(one):
        value = data.draw(values(KEYS[key]))
        changed[key] = Answer(key, value, rev=2, by_role="preparer")
    assert seen(replace(one, answers=changed)) == seen(one)


def test_a_visible_answer_does_count() -> None:
    """Negative control."""
    one = case("eva", "full", {"basics/b_goal": "Terveet tilat"})
    assert "basics/b_goal" not in hidden(one)
    assert seen(replace(one, answers={})) != seen(one)
