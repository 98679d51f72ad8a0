"""Notes written at an event: added through a link and never read by it, each once, and counted in their own unit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data import activities, clock, engine, imports, releases, spot, tables, texts, themes
from data.permissions import Actor, NotAllowed
from data.refusals import Refused
from participation.published_rows import count_form
from tests.data.cases import decision
from tests.data.test_input import polis

KEY = "0123456789abcdef"


@pytest.fixture
def place(actors: dict[str, Actor]) -> tuple[Actor, int, int]:
    preparer = actors["preparer"]
    id = decision(preparer)
    return preparer, id, activities.add(preparer, id, channel="outreach", title={"fi": "Juttupenkki"})


def bodies(actor: Actor, id: int) -> list[str]:
    return [text.body for text in texts.queue(actor, id, unread_only=False, limit=100).texts]


def test_a_link_opens_its_activity_until_it_is_old_or_closed(place: tuple[Actor, int, int]) -> None:
    preparer, _, activity = place
    token = spot.open_link(preparer, activity, 1)
    found = spot.place(token)
    assert found is not None
    assert (found.activity_id, found.actor) == (activity, preparer)
    with clock.at(clock.now() + timedelta(days=1, seconds=1)):
        assert spot.place(token) is None
        assert spot.links(preparer, activity) == []
    assert spot.place(token) is not None
    spot.close_links(preparer, activity)
    assert spot.place(token) is None
    assert spot.place("") is None


def test_only_the_hash_of_a_link_is_kept(place: tuple[Actor, int, int]) -> None:
    preparer, _, activity = place
    token = spot.open_link(preparer, activity, 7)
    with engine.transaction(writes=False) as connection:
        stored = [str(value) for row in connection.execute(tables.spot_link.select()) for value in row]
        logged = [str(value) for row in connection.execute(tables.log.select()) for value in row]
    assert not any(token in text for text in (*stored, *logged))


def test_the_question_of_the_small_groups_is_the_preparer_s_and_not_the_phone_s(place: tuple[Actor, int, int]) -> None:
    preparer, _, activity = place
    found = spot.place(spot.open_link(preparer, activity, 1, "  Mitä ranta  tarvitsee? "))
    assert found is not None
    assert found.question == "Mitä ranta tarvitsee?"


def test_nothing_is_written_beside_input_whose_time_is_up(place: tuple[Actor, int, int]) -> None:
    preparer, id, activity = place
    spot.add_note(preparer, activity, key=KEY, body="Valoja")
    with engine.transaction(writes=True) as connection:
        connection.execute(tables.import_.update().values(emptied_at=clock.now()))
    with pytest.raises(Refused):
        spot.add_note(preparer, activity, key=f"{KEY}1", body="Penkkejä")
    with pytest.raises(Refused):
        spot.open_link(preparer, activity, 1)
    assert bodies(preparer, id) == ["Valoja"]


def test_a_link_dies_with_the_role_of_its_maker(place: tuple[Actor, int, int]) -> None:
    preparer, _, activity = place
    token = spot.open_link(preparer, activity, 7)
    with engine.transaction(writes=True) as connection:
        mine = tables.person.update().where(tables.person.c.id == preparer.person_id)
        connection.execute(mine.values(active=False))
    assert spot.place(token) is None


def test_the_same_note_sent_again_is_stored_once(place: tuple[Actor, int, int]) -> None:
    preparer, id, activity = place
    assert spot.add_note(preparer, activity, key=KEY, body=" Valoja lisää! ") == 1
    assert spot.add_note(preparer, activity, key=KEY, body=" Valoja lisää! ") == 1
    assert spot.add_note(preparer, activity, key=KEY[:-1] + "0", body="Penkkejä") == 2
    assert bodies(preparer, id) == ["Valoja lisää!", "Penkkejä"]
    (one,) = imports.listing(preparer, id)
    assert one.counts["stored"] == {"notes": 2}


def test_a_note_carries_its_theme_its_group_and_its_flags(place: tuple[Actor, int, int]) -> None:
    preparer, id, activity = place
    theme = themes.add(preparer, id, title={"fi": "Valot"})
    spot.add_note(preparer, activity, key=KEY, body="Soita 040 1234567", theme=theme, group="age_7_12")
    (one,) = texts.queue(preparer, id, limit=5).texts
    assert (one.themes, one.about["group"], [flag.kind for flag in one.flags]) == ((theme,), "age_7_12", ["phone"])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"body": "  "}, "body"), ({"body": "x" * 2001}, "body"), ({"theme": 999}, "theme"),
        ({"group": "elves"}, "group"),
        ({"key": "../../etc"}, "key"), ({"key": ""}, "key"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_said_and_nothing_is(
    place: tuple[Actor, int, int], changed: dict[str, object], field: str
) -> None:
    preparer, id, activity = place
    with pytest.raises(Refused) as refused:
        spot.add_note(preparer, activity, **{"key": KEY, "body": "Valoja", **changed})
    assert refused.value.problems[0][0] == field
    assert bodies(preparer, id) == []
    assert imports.listing(preparer, id) == []


def test_the_top_3_of_small_groups_counts_in_groups(place: tuple[Actor, int, int]) -> None:
    preparer, id, activity = place
    theme = themes.add(preparer, id, title={"fi": "Valot"})
    for number, ideas in ((1, ["Valot", "Penkit", "Puut"]), (2, ["Katuvalot"]), (3, ["Puut", "", "Leikkipaikka"])):
        spot.add_top(
            preparer, activity, key=f"{KEY}{number}", question="Mitä pitää tehdä?", group_no=number, group_size=5,
            ideas=ideas,
        )  # fmt: skip
    for text in texts.queue(preparer, id, limit=20).texts:
        texts.clear(preparer, text.id, "theme_only")
        if "valot" in text.body.casefold():
            themes.tie(preparer, text.id, [theme])
    found = releases.preview(preparer, id)
    assert found is not None
    (shown,) = found.release.activities
    assert shown.unit == "small_groups"
    assert [(idea.idea, idea.groups, idea.of_groups) for idea in shown.top_ideas] == [("Valot", 2, 3)]
    assert bodies(preparer, id)[-2:] == ["Puut", "Leikkipaikka"]


def test_every_text_counts_beside_the_ideas_of_small_groups(place: tuple[Actor, int, int]) -> None:
    preparer, id, activity = place
    for number in range(30):
        spot.add_note(preparer, activity, key=f"{number:016}", body=f"Muistiinpano {number}.")
    given = {"question": "Mitä?", "group_size": 6, "ideas": ["Valot"]}
    for number in (1, 2):
        spot.add_top(preparer, activity, key=f"{KEY}{number}", group_no=number, **given)
    found = releases.preview(preparer, id)
    assert found is not None
    assert found.release.activities[0].texts == count_form(32)


def test_a_group_gives_its_ideas_once(place: tuple[Actor, int, int]) -> None:
    preparer, id, activity = place
    given = {"question": "Mitä?", "group_no": 1, "group_size": 5, "ideas": ["Valot"]}
    spot.add_top(preparer, activity, key=KEY, **given)
    spot.add_top(preparer, activity, key=KEY, **given)  # the same message again
    with pytest.raises(Refused):
        spot.add_top(preparer, activity, key=f"{KEY}2", **given)
    spot.add_top(preparer, activity, key=f"{KEY}3", **{**given, "question": "Milloin?"})
    assert bodies(preparer, id) == ["Valot", "Valot"]


@pytest.mark.parametrize("changed", [{"group_no": 0}, {"group_size": 0}, {"group_size": 101}, {"ideas": [" ", ""]}])
def test_a_small_group_needs_its_number_its_size_and_an_idea(
    place: tuple[Actor, int, int], changed: dict[str, object]
) -> None:
    preparer, _, activity = place
    given = {"question": "Mitä?", "group_no": 1, "group_size": 5, "ideas": ["Valot"]}
    with pytest.raises(Refused):
        spot.add_top(preparer, activity, key=KEY, **{**given, **changed})


def test_notes_and_a_file_do_not_share_an_activity(place: tuple[Actor, int, int]) -> None:
    preparer, id, activity = place
    spot.add_note(preparer, activity, key=KEY, body="Valoja")
    with pytest.raises(Refused):
        imports.store(preparer, activity, polis(), sha256="a" * 64, original_name="p.zip")
    other = activities.add(preparer, id, channel="conversation", title={"fi": "Keskustelu"})
    imports.store(preparer, other, polis(), sha256="a" * 64, original_name="p.zip")
    with pytest.raises(Refused):
        spot.open_link(preparer, other, 1)
    with pytest.raises(Refused):
        spot.add_note(preparer, other, key=KEY, body="Valoja")


def test_a_councillor_makes_no_link(place: tuple[Actor, int, int], actors: dict[str, Actor]) -> None:
    with pytest.raises(NotAllowed):
        spot.open_link(actors["reviewer"], place[2], 1)
