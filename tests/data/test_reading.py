"""What only the reader sees: marks, notes, and what is new since the last look."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from agenda.news import news
from data import audit, decisions, engine, listing, people, reading, requests, tables
from data.permissions import Actor
from data.refusals import Refused
from tests.data.cases import decision


@pytest.fixture
def announced(actors: dict[str, Actor]) -> int:
    id = decision(actors["preparer"])
    decisions.announce(actors["preparer"], id)
    return id


@pytest.fixture
def second(actors: dict[str, Actor]) -> Actor:
    return Actor(people.add("Toinen", "test", "second", ["councillor"]), "councillor")


def test_the_second_reader_sees_neither_the_notes_nor_the_mark_of_the_first(
    actors: dict[str, Actor], announced: int, second: Actor
) -> None:
    first = actors["councillor"]
    reading.write_note(first, announced, "Kysy kuljetuksista.", 0)
    reading.mark(first, announced, True)
    assert reading.mine(first, announced).note == "Kysy kuljetuksista."
    for other in (second, actors["preparer"], actors["admin"]):
        assert reading.mine(other, announced) == reading.NONE
        assert listing.page(other).all[0].reading == reading.NONE
    assert listing.page(first).all[0].reading.read_edition == 0


def test_a_private_act_leaves_no_line_in_the_log_and_makes_nothing_stale(
    actors: dict[str, Actor], announced: int
) -> None:
    def kept() -> tuple[int, int]:
        with engine.transaction(writes=False) as connection:
            touched = connection.execute(sa.select(tables.decision.c.touched)).scalar_one()
        return touched, audit.trail(actors["signer"], announced).length

    before = kept()
    councillor = actors["councillor"]
    reading.opened(councillor, announced)
    reading.write_note(councillor, announced, "Oma.", 0)
    reading.mark(councillor, announced, True)
    reading.close_guide(councillor)
    assert kept() == before
    requests.ask(councillor, announced, "more", "Miksi?")  # the negative control: an act on the decision does
    assert kept() == (before[0] + 1, before[1] + 1)


def test_what_is_new_is_measured_from_this_readers_own_last_look(
    actors: dict[str, Actor], announced: int, second: Actor
) -> None:
    first = actors["councillor"]
    assert reading.opened(first, announced) == reading.NONE
    asked = requests.ask(first, announced, "more", "Miksi?")
    requests.answer(actors["preparer"], asked, "Siksi.")
    decisions.move(actors["preparer"], announced, "hearing")
    before, now = reading.opened(first, announced).seen, reading.mine(first, announced).seen
    assert before is not None
    assert now is not None
    assert [one.msgid for one in news(before, now)] == [
        "{n} request for more has been answered", "the stage has changed",
    ]  # fmt: skip
    assert reading.opened(first, announced).seen == now
    assert reading.opened(second, announced) == reading.NONE


def test_notes_written_in_two_windows_are_both_kept(actors: dict[str, Actor], announced: int) -> None:
    me = actors["councillor"]
    assert reading.write_note(me, announced, "Ensimmäinen ikkuna", 0).note_rev == 1
    kept = reading.write_note(me, announced, "Toinen ikkuna", 0)
    assert kept.note == "Ensimmäinen ikkuna\n\nToinen ikkuna"
    assert reading.write_note(me, announced, "Vain tämä", kept.note_rev).note == "Vain tämä"
    with pytest.raises(Refused):
        reading.write_note(me, announced, "x" * (reading.MAX_NOTE + 1), 3)


def test_the_guide_is_closed_for_good_and_for_this_reader_only(actors: dict[str, Actor], second: Actor) -> None:
    me = actors["councillor"]
    assert reading.guide_is_open(me)
    reading.close_guide(me)
    assert not reading.guide_is_open(me)
    assert reading.guide_is_open(second)


def test_a_meeting_that_moves_is_news(actors: dict[str, Actor], announced: int) -> None:
    me = actors["councillor"]
    reading.opened(me, announced)
    with engine.transaction(writes=True) as connection:
        connection.execute(tables.decision.update().values(meeting_date=date(2027, 4, 1)))
    (row,) = listing.page(me).coming
    assert row.reading.seen is not None
    assert row.facts is not None
    assert [one.text("fi") for one in news(row.reading.seen, row.facts)] == ["kokous on siirretty: 1.3.2027 → 1.4.2027"]
