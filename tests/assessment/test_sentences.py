"""The councillor's sentence: certainty chooses the verb, and what is not known is never dressed as an effect."""

from __future__ import annotations

from typing import Any

import pytest

from assessment import printed_sentences
from assessment.sentences import sentence, strength
from assessment.templates.loading import built_in
from tests.assessment.cases import INSTRUMENTS
from tests.browser import ROOT

MATRIX = INSTRUMENTS["eva"].matrix()
assert MATRIX is not None
HEALTH = next(area for area in MATRIX.areas if area.id == "p_health")
AGED = INSTRUMENTS.library.group("age_80")


def said(language: str = "fi", group: Any = None, area: Any = HEALTH, **values: Any) -> str:
    return sentence(area, "VE1", values, language, group)


DIRECTED = [
    (-2, 3, "VE1 heikentää terveyttä ja hyvinvointia.", "VE1 försämrar hälsan och välbefinnandet.",
     "VE1 worsens health and wellbeing."),
    (-1, 2, "VE1 todennäköisesti heikentää terveyttä ja hyvinvointia.",
     "VE1 försämrar sannolikt hälsan och välbefinnandet.", "VE1 probably worsens health and wellbeing."),
    (1, 1, "VE1 saattaa parantaa terveyttä ja hyvinvointia.",
     "VE1 kan eventuellt förbättra hälsan och välbefinnandet.", "VE1 may improve health and wellbeing."),
    (0, 3, "Terveys ja hyvinvointi: VE1 ei muuta tilannetta olennaisesti.",
     "Hälsa och välbefinnande: VE1 ändrar inte läget väsentligt.",
     "Health and wellbeing: VE1 does not change the situation materially."),
    ("mixed", 1, "Terveys ja hyvinvointi: VE1 saattaa hyödyttää joitakin ja haitata joitakin.",
     "Hälsa och välbefinnande: VE1 kan eventuellt vara till nytta för en del och till skada för andra.",
     "Health and wellbeing: VE1 may benefit some and harm others."),
    ("unknown", 3, "Terveys ja hyvinvointi: emme tiedä, miten VE1 vaikuttaa; näyttö on hyvin epävarmaa.",
     "Hälsa och välbefinnande: vi vet inte hur VE1 inverkar; underlaget är mycket osäkert.",
     "Health and wellbeing: we do not know what VE1 does; the evidence is very uncertain."),
    ("na", None, "Terveys ja hyvinvointi: ei koske tätä asiaa.",
     "Hälsa och välbefinnande: gäller inte det här ärendet.",
     "Health and wellbeing: does not apply to this matter."),
    (None, None, "Terveys ja hyvinvointi: ei arvioitu.", "Hälsa och välbefinnande: inte bedömd.",
     "Health and wellbeing: not assessed."),
]  # fmt: skip


@pytest.mark.parametrize(("impact", "certainty", "fi", "sv", "en"), DIRECTED)
def test_each_impact_and_certainty_has_its_sentence(
    impact: Any, certainty: int | None, fi: str, sv: str, en: str
) -> None:
    values = {"impact5": impact, "certainty": certainty}
    assert [said(language, **values) for language in ("fi", "sv", "en")] == [fi, sv, en]


@pytest.mark.parametrize(
    ("certainty", "likelihood", "level"),
    [(3, None, 3), (3, 3, 3), (3, 1, 1), (2, 3, 2), (1, 3, 1), (None, 3, 1), (None, None, 1)],
)
def test_the_weaker_of_certainty_and_likelihood_speaks(certainty: Any, likelihood: Any, level: int) -> None:
    assert strength(certainty, likelihood) == level


def test_the_quantity_ends_the_sentence() -> None:
    effect = {"impact5": -2, "certainty": 3}
    assert said(**effect, quantity="112 oppilasta") == "VE1 heikentää terveyttä ja hyvinvointia: 112 oppilasta."
    assert said(**effect, quantity="noin 5 km?") == "VE1 heikentää terveyttä ja hyvinvointia: noin 5 km?"
    assert said(impact5=0, certainty=3, quantity="0 €").endswith("olennaisesti – 0 €.")
    assert said(impact5="unknown", quantity="112").endswith("hyvin epävarmaa.")  # no figure of what is not known


def test_a_row_about_one_group_names_it() -> None:
    effect = {"impact5": -2, "certainty": 3}
    assert said(group=AGED, **effect) == "80 vuotta täyttäneet: VE1 heikentää terveyttä ja hyvinvointia."
    assert said(group=AGED, **effect, quantity="40 asukasta").endswith("hyvinvointia – 40 asukasta.")
    assert said(group=AGED, impact5=0, certainty=3).startswith("Terveys ja hyvinvointi, 80 vuotta täyttäneet: VE1")
    assert said(group=AGED).startswith("Terveys ja hyvinvointi, 80 vuotta täyttäneet: ei arvioitu")


def test_a_municipalitys_own_area_without_words_of_direction_is_only_named() -> None:
    own = HEALTH.model_copy(update={"says": None})
    assert said(area=own, impact5=-2, certainty=3) == "Terveys ja hyvinvointi: VE1."
    assert said(area=own, impact5=-2, certainty=3, quantity="40") == "Terveys ja hyvinvointi: VE1 – 40."


def test_an_instrument_of_one_language_is_never_half_in_another() -> None:
    area = next(area for section in built_in()["crwia"].sections for area in section.areas if area.says)
    values = {"impact5": -1, "certainty": 2}
    for language in ("fi", "sv", "en"):
        assert sentence(area, "VE1", values, language) == sentence(area, "VE1", values, "en")
    assert "probably" in sentence(area, "VE1", values, "fi")


def test_the_printed_table_is_what_the_instruments_say_now() -> None:
    told = "Make it again: python -m assessment.printed_sentences > docs/certainty.md"
    assert (ROOT / "docs" / "certainty.md").read_text() == printed_sentences.document(), told
