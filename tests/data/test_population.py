"""Respondents beside the population: given by a person, in the release as forms, and never finer than they."""

from __future__ import annotations

import json

import pytest

from data import activities, engine, imports, population, releases
from data.permissions import Actor
from data.refusals import Refused
from participation import adapters
from participation.published_rows import count_form
from participation.release import Release
from tests.data.cases import decision

AREAS = {"Keskusta": 60, "Ranta": 30, "Saari": 4}
RESIDENTS = {"Keskusta": 9000, "Ranta": 3000, "Saari": 500}
TOLD = {"title": "Väestö", "source": "Tilastokeskus", "updated": "2025"}


def survey(answers: dict[str, int]) -> adapters.Parsed:
    """A survey with one question, answered from each area by so many people; a third is against."""
    lines = [
        f"{('puolesta', 'puolesta', 'vastaan')[n % 3]};{area}\n"
        for area, count in answers.items()
        for n in range(count)
    ]
    roles = {
        "Mielipide": {"role": "scale", "map": {"puolesta": "for", "vastaan": "against"}},
        "Alue": {"role": "background", "values": sorted(AREAS)},
    }
    file = {"kysely.csv": ("Mielipide;Alue\n" + "".join(lines)).encode()}
    return adapters.read("survey", file, answers={"mapping": json.dumps(roles)})


def asked(preparer: Actor, answers: dict[str, int] = AREAS) -> tuple[int, int]:
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="survey", title={"fi": "Kysely"})
    imports.store(preparer, activity, survey(answers), sha256="a" * 64, original_name="kysely.csv")
    return id, activity


def previewed(preparer: Actor, id: int) -> Release:
    found = releases.preview(preparer, id)
    assert found is not None
    assert found.findings == ()
    return found.release


def test_what_was_asked_of_the_respondents_is_known_from_the_survey(actors: dict[str, Actor]) -> None:
    _, activity = asked(actors["preparer"])
    beside = population.beside(actors["preparer"], activity)
    assert beside.asked is not None
    assert (beside.asked.name, beside.asked.values) == ("Alue", ("Keskusta", "Ranta", "Saari"))
    assert beside.missing == ("Keskusta", "Ranta", "Saari")


def test_the_release_holds_respondents_in_their_forms_beside_residents(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, activity = asked(preparer)
    assert previewed(preparer, id).activities[0].composition is None
    assert "no_population" in previewed(preparer, id).activities[0].notes
    population.give(preparer, activity, RESIDENTS, **TOLD)
    release = previewed(preparer, id)
    found = release.activities[0].composition
    assert found is not None
    shown = {group.id: (group.participants, group.population) for group in found.groups}
    assert shown == {
        "Keskusta": (count_form(60), 9000),
        "Ranta": (None, 3000),  # hidden with the small one, so that it cannot be worked out
        "Saari": (None, 500),
    }


def test_a_group_that_nobody_answered_for_is_shown_as_not_reached(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, activity = asked(preparer, {"Keskusta": 60, "Ranta": 30})
    population.give(preparer, activity, RESIDENTS, **TOLD)
    found = previewed(preparer, id).activities[0].composition
    assert found is not None
    assert [group.id for group in found.groups if group.participants is None] == ["Ranta", "Saari"]


def test_numbers_must_cover_every_group_and_tell_where_they_are_from(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    _, activity = asked(preparer)
    for numbers, told in (
        ({"Keskusta": 9000, "Ranta": 3000}, TOLD),
        ({**RESIDENTS, "Saari": -1}, TOLD),
        (RESIDENTS, {**TOLD, "source": " "}),
    ):
        with pytest.raises(Refused):
            population.give(preparer, activity, numbers, **told)
    assert population.beside(preparer, activity).given is None


def test_without_numbers_for_a_new_group_nothing_is_compared(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, activity = asked(preparer, {"Keskusta": 60, "Ranta": 30})
    population.give(preparer, activity, {"Keskusta": 9000, "Ranta": 3000}, **TOLD)
    assert previewed(preparer, id).activities[0].composition is not None
    imports.store(preparer, activity, survey(AREAS), sha256="b" * 64, original_name="kysely.csv")
    assert previewed(preparer, id).activities[0].composition is None
    assert population.beside(preparer, activity).missing == ("Saari",)


def test_numbers_taken_away_are_gone_from_the_next_release(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, activity = asked(preparer)
    population.give(preparer, activity, RESIDENTS, **TOLD)
    population.take_away(preparer, activity)
    assert previewed(preparer, id).activities[0].composition is None


def test_wrong_numbers_taken_away_hold_no_figure_back(actors: dict[str, Actor]) -> None:
    """A comparison that goes whole tells nothing of anybody: the survey's own figures are renewed as ever."""
    preparer = actors["preparer"]
    id, activity = asked(preparer, {"Keskusta": 48, "Ranta": 24})
    population.give(preparer, activity, {"Keskusta": 9000, "Ranta": 3000}, **TOLD)
    releases.freeze(preparer, id)
    population.take_away(preparer, activity)
    imports.store(preparer, activity, survey({"Keskusta": 96, "Ranta": 60}), sha256="b" * 64, original_name="k.csv")
    found = releases.preview(preparer, id)
    assert found is not None
    assert found.carried == ()
    assert found.release.activities[0].composition is None
    assert found.release.activities[0].participants == count_form(156)


@pytest.mark.parametrize(("more", "renewed"), [(3, False), (12, True)])
def test_a_later_release_renews_the_comparison_only_when_groups_have_grown_enough(
    actors: dict[str, Actor], more: int, renewed: bool
) -> None:
    preparer = actors["preparer"]
    first = {"Keskusta": 48, "Ranta": 24}
    id, activity = asked(preparer, first)
    population.give(preparer, activity, {"Keskusta": 9000, "Ranta": 3000}, **TOLD)
    releases.freeze(preparer, id)
    before = releases.latest(preparer, id)
    assert before is not None
    grown = {area: count + more for area, count in first.items()}
    imports.store(preparer, activity, survey(grown), sha256="b" * 64, original_name="kysely.csv")
    now = previewed(preparer, id).activities[0].composition
    assert (now != before.activities[0].composition) == renewed


def test_a_release_frozen_before_keeps_its_fingerprint(actors: dict[str, Actor]) -> None:
    """A release without a comparison is written as it was before comparisons were known."""
    preparer = actors["preparer"]
    id, _ = asked(preparer)
    frozen = releases.freeze(preparer, id)
    latest = releases.latest(preparer, id)
    assert latest is not None
    assert latest.sha256() == frozen.sha256
    assert b"composition" not in latest.canonical()
    with engine.transaction(writes=False) as connection:
        assert connection.dialect.name in ("sqlite", "postgresql")
