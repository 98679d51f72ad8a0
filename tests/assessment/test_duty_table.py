"""The duties of two hundred cases against a decision table written by hand from the law reference, section 3.

The table is of its own: it knows nothing of the templates' expressions. What is not known counts as yes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from assessment import duties
from tests.assessment.cases import INSTRUMENTS, case

CHECKLIST = INSTRUMENTS["early-participation"]
ANSWERS = ("yes", "no", "unknown", None)
ASKED = ("s_many", "s_group", "s_children", "s_network", "s_staff", "s_lang", "s_cost", "s_env")
GROUPS = (
    "age_0_6", "age_7_12", "age_13_15", "age_16_17", "age_18_28", "age_29_64", "age_65_79", "age_80", "ad_disability",
    "ch_disability",
)  # fmt: skip
AREAS = ("k_learn", "p_health", "p_daily", "f_opex")
LEVELS = ("none", "brief", "full")
KINDS = ("plan", None)


@dataclass(frozen=True)
class Made:
    """One made-up case in the words of the law, not of the templates."""

    county: bool
    level: str
    screening: dict[str, str]
    groups: tuple[str, ...]
    areas: tuple[str, ...]
    land_use_plan: bool
    sami: str | None
    many: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "many", self.may("s_many"))

    def may(self, question: str) -> bool:
        return self.screening.get(question) in ("yes", "unknown")

    def touches(self, *groups: str) -> bool:
        return any(group in self.groups for group in groups)


Holds = Callable[[Made], bool]
MUNICIPALITY: dict[str, Holds] = {
    "d_info": lambda c: True,  # kuntalaki 29 §
    "d_youth": lambda c: c.may("s_children") or c.many or c.touches("age_18_28"),  # kuntalaki 26 §
    "d_old": lambda c: c.many or c.touches("age_65_79", "age_80"),  # kuntalaki 27 §
    "d_dis": lambda c: c.many or c.touches("ad_disability", "ch_disability"),  # kuntalaki 28 §
    "d_young": lambda c: c.may("s_children") or c.touches("age_13_15", "age_16_17", "age_18_28"),  # nuorisolaki 24 §
    "d_pupils": lambda c: "k_learn" in c.areas,  # perusopetuslaki 47 a §, lukiolaki 33 §
    "d_ecec": lambda c: "k_learn" in c.areas and c.touches("age_0_6"),  # varhaiskasvatuslaki 20 §
    "d_hyte": lambda c: c.level != "none",  # laki 612/2021 6 §
    "d_plan": lambda c: c.land_use_plan,  # alueidenkäyttölaki 62-63 §
}
COUNTY: dict[str, Holds] = {
    "d_info_h": lambda c: True,  # laki hyvinvointialueesta 34 §
    "d_bodies_h/youth_council": lambda c: True,  # laki hyvinvointialueesta 32 §
    "d_bodies_h/elderly_council": lambda c: True,
    "d_bodies_h/disability_council": lambda c: True,
    "d_hyte_h": lambda c: c.level != "none",  # laki 612/2021 7 §
}
BOTH: dict[str, Holds] = {
    "d_open": lambda c: True,  # julkisuuslaki 19-20 §
    "d_41": lambda c: c.many or c.may("s_group") or c.may("s_network"),  # hallintolaki 41 §
    "d_crc12": lambda c: c.may("s_children"),  # lapsen oikeuksien sopimus 12
    "d_equal": lambda c: True,  # yhdenvertaisuuslaki 5 §
    "d_sami": lambda c: c.may("s_lang") and c.sami in ("yes", "unknown"),  # saamelaiskäräjälaki 9 §
    "d_yt": lambda c: c.may("s_staff"),  # laki 449/2007
}


def owed(made: Made) -> set[str]:
    table = BOTH | (COUNTY if made.county else MUNICIPALITY)
    return {duty for duty, holds in table.items() if holds(made)}


def made_up(seed: int) -> Made:
    rng = random.Random(seed)
    given = {question: rng.choice(ANSWERS) for question in ASKED}
    return Made(
        county=rng.random() < 0.4,
        level=rng.choice(LEVELS),
        screening={question: answer for question, answer in given.items() if answer},
        groups=tuple(rng.sample(GROUPS, rng.choice((0, 0, 1, 2, 4)))),
        areas=tuple(rng.sample(AREAS, rng.choice((0, 1, 2)))),
        land_use_plan=rng.random() < 0.25,
        sami=rng.choice(ANSWERS),
    )


def listed(made: Made) -> tuple[duties.OpenDuty, ...]:
    facts = {
        "affected_groups": list(made.groups),
        "affected_areas": list(made.areas),
        "case_type": "plan" if made.land_use_plan else None,
        "sami_effect": made.sami,
    }
    given = {name: value for name, value in facts.items() if value}
    org = "hyvinvointialue" if made.county else "kunta"
    asked = case("eva", made.level, org=org, screening=made.screening, facts=given)
    return duties.applicable(INSTRUMENTS, CHECKLIST, asked, {})


def named(found: tuple[duties.OpenDuty, ...]) -> set[str]:
    return {duty.key.removeprefix("duties/") for duty in found}


def test_two_hundred_cases_have_the_duties_of_the_table() -> None:
    wrong = []
    for seed in range(200):
        made = made_up(seed)
        found = named(listed(made))
        if found != owed(made):
            wrong.append((seed, sorted(found - owed(made)), sorted(owed(made) - found)))
    assert wrong == []


def test_every_duty_is_owed_in_some_case_and_none_that_depends_on_facts_in_all() -> None:
    """The two hundred cases try each row of the table both ways."""
    cases = [made_up(seed) for seed in range(200)]
    for table, whose in ((MUNICIPALITY, False), (COUNTY, True), (BOTH, None)):
        own = [made for made in cases if whose is None or made.county is whose]
        for duty, holds in table.items():
            met = {holds(made) for made in own}
            assert True in met, duty
            if duty not in ("d_info", "d_open", "d_equal", "d_info_h") and not duty.startswith("d_bodies_h"):
                assert met == {True, False}, duty


def test_the_table_and_the_checklist_know_the_same_duties() -> None:
    of_table = {duty.split("/")[0] for duty in MUNICIPALITY | COUNTY | BOTH}
    assert of_table == {duty.id for duty in CHECKLIST.duties}


def test_a_rule_that_forgets_what_is_not_known_is_seen() -> None:
    """Negative control: the same table, with "not known" taken for no."""
    sure = [made_up(seed) for seed in range(200)]
    forgetful = [
        Made(m.county, m.level, {q: a for q, a in m.screening.items() if a == "yes"}, m.groups, m.areas,
             m.land_use_plan, m.sami if m.sami == "yes" else None)
        for m in sure
    ]  # fmt: skip
    assert sum(owed(a) != owed(b) for a, b in zip(sure, forgetful, strict=True)) > 50


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_every_listed_duty_cites_its_law_its_certainty_and_why_it_is_there(seed: int) -> None:
    for duty in listed(made_up(seed)):
        laws = [INSTRUMENTS.library.law(id) for id in duty.duty.law]
        assert laws
        assert all(law.sure in ("high", "medium", "low") for law in laws)
        assert duty.reasons
        for language in ("fi", "sv", "en"):
            assert all(reason.sentence(language) for reason in duty.reasons)
