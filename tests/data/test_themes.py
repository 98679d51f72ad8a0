"""Themes are merged and split without losing a tie, and what has been published stays."""

from __future__ import annotations

import pytest

from data import releases, responses, texts, themes
from data.permissions import Actor
from data.refusals import Refused
from tests.data.test_input import all_texts, brought, polis

WORDS = tuple(f"Mielipide numero {n}." for n in range(12))


@pytest.fixture
def place(actors: dict[str, Actor]) -> tuple[Actor, int, list[int]]:
    """A decision with twelve texts."""
    preparer = actors["preparer"]
    id, _ = brought(preparer, polis(words=WORDS))
    return preparer, id, [text.id for text in all_texts(preparer, id)]


def tied(preparer: Actor, theme: int) -> set[int]:
    return {text.id for text in themes.texts_of(preparer, theme)}


def test_many_texts_are_tied_at_once_beside_their_other_themes(place: tuple[Actor, int, list[int]]) -> None:
    preparer, id, all = place
    one, two = (themes.add(preparer, id, title={"fi": name}) for name in ("Matka", "Piha"))
    assert themes.tie_all(preparer, one, all[:6]) == 6
    assert themes.tie_all(preparer, two, all[4:8]) == 4
    assert themes.tie_all(preparer, two, all[4:9]) == 1
    assert tied(preparer, one) == set(all[:6])
    assert {text.id: text.themes for text in themes.tieable(preparer, id)}[all[5]] == (one, two)


def test_a_text_of_another_decision_is_not_tied(place: tuple[Actor, int, list[int]], actors: dict[str, Actor]) -> None:
    preparer, id, _ = place
    theme = themes.add(preparer, id, title={"fi": "Matka"})
    other, _ = brought(preparer)
    with pytest.raises(Refused):
        themes.tie_all(preparer, theme, [all_texts(preparer, other)[0].id])
    assert tied(preparer, theme) == set()


def test_merging_moves_every_tie_once_and_takes_the_empty_theme_away(place: tuple[Actor, int, list[int]]) -> None:
    preparer, id, all = place
    one, two = (themes.add(preparer, id, title={"fi": name}) for name in ("Matka", "Koulumatka"))
    themes.tie_all(preparer, one, all[:6])
    themes.tie_all(preparer, two, all[4:8])
    themes.merge(preparer, one, two)
    assert tied(preparer, two) == set(all[:8])
    assert [theme.id for theme in themes.listing(preparer, id)] == [two]


def test_a_published_theme_is_not_merged_away_and_its_texts_stay_when_it_is_split(
    place: tuple[Actor, int, list[int]],
) -> None:
    preparer, id, all = place
    one, two = (themes.add(preparer, id, title={"fi": name}) for name in ("Matka", "Koulumatka"))
    themes.tie_all(preparer, one, all)
    releases.freeze(preparer, id)
    themes.tie_all(preparer, two, all[:3])
    with pytest.raises(Refused):
        themes.merge(preparer, one, two)
    assert tied(preparer, one) == set(all)
    made = themes.split(preparer, one, title={"fi": "Pyörätie"}, contribution_ids=all[:5])
    assert (tied(preparer, one), tied(preparer, made)) == (set(all), set(all[:5]))
    themes.merge(preparer, two, one)  # the other way round nothing published is lost
    assert tied(preparer, one) == set(all)


def test_an_answered_theme_is_not_merged_away(place: tuple[Actor, int, list[int]]) -> None:
    preparer, id, all = place
    one, two = (themes.add(preparer, id, title={"fi": name}) for name in ("Matka", "Piha"))
    themes.tie_all(preparer, one, all)
    releases.freeze(preparer, id)
    assert responses.listing(preparer, id) is not None
    with pytest.raises(Refused):
        themes.merge(preparer, one, two)


def test_splitting_moves_the_chosen_texts_to_a_theme_of_the_same_areas(place: tuple[Actor, int, list[int]]) -> None:
    preparer, id, all = place
    one = themes.add(preparer, id, title={"fi": "Matka"}, areas=["p_health"], alternatives=["VE1"])
    themes.tie_all(preparer, one, all)
    made = themes.split(preparer, one, title={"fi": "Pyörätie"}, contribution_ids=all[:5], token="t")
    assert themes.split(preparer, one, title={"fi": "Pyörätie"}, contribution_ids=all[:5], token="t") == made
    assert (tied(preparer, one), tied(preparer, made)) == (set(all[5:]), set(all[:5]))
    new = next(theme for theme in themes.listing(preparer, id) if theme.id == made)
    assert (new.areas, new.alternatives) == (["p_health"], ["VE1"])


@pytest.mark.parametrize("chosen", [[], "others"])
def test_a_split_needs_texts_of_the_theme(place: tuple[Actor, int, list[int]], chosen: list[int] | str) -> None:
    preparer, id, all = place
    one = themes.add(preparer, id, title={"fi": "Matka"})
    themes.tie_all(preparer, one, all[:2])
    with pytest.raises(Refused):
        themes.split(preparer, one, title={"fi": "Uusi"}, contribution_ids=all[5:6] if chosen else [])
    with pytest.raises(Refused):
        themes.split(preparer, one, title={"fi": " "}, contribution_ids=all[:1])
    assert len(themes.listing(preparer, id)) == 1
    assert tied(preparer, one) == set(all[:2])


def test_removed_words_are_not_offered_but_their_tie_stays(place: tuple[Actor, int, list[int]]) -> None:
    preparer, id, all = place
    one = themes.add(preparer, id, title={"fi": "Matka"})
    themes.tie_all(preparer, one, all)
    texts.clear(preparer, all[0], "remove")
    assert all[0] not in {text.id for text in themes.tieable(preparer, id)}
    assert tied(preparer, one) == set(all)
