"""An area may be looked at apart for some groups: each gets a row of its own, and its own sentence."""

from __future__ import annotations

from assessment import answers, children, progress, sentences
from assessment.cells import area_of, group_of
from tests.assessment.cases import ALTERNATIVES, INSTRUMENTS, case, cell

CODES = [a.code for a in ALTERNATIVES]
APART = {"apart/p_health": ["age_80", "ad_carers"]}


def test_a_group_apart_has_a_row_under_its_area() -> None:
    one = case(answers=APART)
    section = one.template.matrix()
    assert section is not None
    rows = [row.id for row in one.rows(section)]
    assert rows[:3] == ["p_health", "p_health:age_80", "p_health:ad_carers"]
    assert (area_of(rows[1]), group_of(rows[1]), group_of(rows[0])) == ("p_health", "age_80", None)


def test_the_groups_effect_is_its_own_and_its_present_state_the_areas() -> None:
    given = APART | cell("p_health", "VE0", state_now="Nyt") | cell("p_health", "VE1", impact5=1)
    given |= cell("p_health:age_80", "VE1", impact5=-2)
    one = case(answers=given)
    assert one.cells[("p_health", "VE1")].impact == 1
    apart = one.cells[("p_health:age_80", "VE1")]
    assert (apart.impact, apart.groups(), apart.harmed()) == (-2, ["age_80"], ["age_80"])
    assert one.cells[("p_health:age_80", "VE0")].values["state_now"] == "Nyt"
    assert one.cells[("p_health:age_80", "VE0")].computed


def test_a_negative_effect_on_a_group_needs_no_other_groups_but_an_action_or_a_reason() -> None:
    harmed = APART | cell("p_health:age_80", "VE1", impact5=-1)
    assert case(answers=harmed).cells[("p_health:age_80", "VE1")].broken == ("cr_negative",)
    reasoned = harmed | cell("p_health:age_80", "VE1", no_mitigation_reason="Ei voida.")
    assert case(answers=reasoned).cells[("p_health:age_80", "VE1")].broken == ()


def test_rows_of_groups_count_in_the_task_and_the_burden() -> None:
    plain, apart = case(), case(answers=APART)
    assert progress.counts(apart, "matrix")[1] == progress.counts(plain, "matrix")[1] + 2 * 2  # VE1 and VE2 of each
    given = APART | {"compare/cmp_proposal": "VE1"}
    given |= cell("p_health:age_80", "VE1", impact5=-1) | cell("p_safety", "VE1", impact5=-1, groups=["age_80"])
    assert case(answers=given).burden == {"age_80": 2}


def test_a_row_that_is_no_longer_apart_does_not_count() -> None:
    given = cell("p_health:age_80", "VE1", impact5=-2)  # the group was taken back
    assert all(cell.group is None for cell in case(answers=given).effects)


def test_only_a_known_group_and_a_field_of_a_cell_have_an_address() -> None:
    def known(key: str) -> bool:
        return answers.address(INSTRUMENTS, INSTRUMENTS["eva"], key, CODES) is not None

    assert known("matrix/p_health:age_80/VE1/impact5")
    assert known("apart/p_health")
    assert not known("matrix/p_health:nobody/VE1/impact5")
    assert not known("matrix/p_health:age_80/VE1/groups")  # the row is about this group
    assert not known("matrix/p_health:age_80/VE0/state_now")  # described once for the area
    assert not known("apart/p_children")  # read from LAVA


def test_the_sentence_names_the_group_first() -> None:
    area = next(a for a in INSTRUMENTS["eva"].matrix().areas if a.id == "p_health")  # type: ignore[union-attr]
    group = INSTRUMENTS.library.group("age_80")
    said = sentences.sentence(area, "VE1", {"impact5": -1, "certainty": 3}, "fi", group)
    assert said == "80 vuotta täyttäneet: VE1 heikentää terveyttä ja hyvinvointia."
    unknown = sentences.sentence(area, "VE1", {"impact5": "unknown"}, "fi", group)
    assert unknown.startswith("Terveys ja hyvinvointi, 80 vuotta täyttäneet: emme tiedä")


def test_the_childrens_row_names_an_area_also_when_a_group_is_worst_off() -> None:
    given = {"apart/k_health": ["ch_disability"]} | cell("k_health:ch_disability", "VE1", "life", impact5=-2)
    assert children.summary(case("lava", answers=given))["VE1"]["worst_area"] == "k_health"
