"""What is kept of a decision between reruns, and when it is read again."""

from __future__ import annotations

from datetime import date

from data import briefings, decisions, engine, matters
from data.kept import ByRevision
from data.permissions import Actor
from data.verb import Tx
from tests.data.cases import decision


def test_a_decision_that_nobody_touched_is_loaded_once(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    assert matters.read(actors["preparer"], id) is matters.read(actors["reviewer"], id)
    assert briefings.preview(actors["preparer"], id) is briefings.preview(actors["reviewer"], id)


def test_every_act_on_a_decision_is_seen_at_the_next_reading(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    before = matters.read(actors["preparer"], id), briefings.preview(actors["preparer"], id)
    decisions.schedule(actors["preparer"], id, date(2027, 6, 1))
    after = matters.read(actors["preparer"], id), briefings.preview(actors["preparer"], id)
    assert before[0].head.meeting_date != after[0].head.meeting_date == date(2027, 6, 1)
    assert before[1].meeting_date != after[1].meeting_date == date(2027, 6, 1)


def test_an_act_on_another_decision_leaves_what_is_kept(actors: dict[str, Actor]) -> None:
    id, other = decision(actors["preparer"]), decision(actors["preparer"])
    before = matters.read(actors["preparer"], id)
    decisions.schedule(actors["preparer"], other, date(2027, 6, 1))
    assert matters.read(actors["preparer"], id) is before


def test_a_cache_that_forgot_the_revision_would_be_found(actors: dict[str, Actor]) -> None:
    """Negative control: kept by the decision alone, the change is not seen."""

    class Forgetful(ByRevision[date | None]):
        def get(self, tx: Tx, decision_id: int, make: object, *depends: object) -> date | None:
            return self.__dict__.setdefault(str(decision_id), make())  # type: ignore[operator]

    id = decision(actors["preparer"])

    def seen(cache: ByRevision[date | None]) -> date | None:
        with engine.transaction(writes=False) as connection:
            from data import clock
            from data.permissions import Scene

            tx = Tx(connection, clock.now(), Scene(id))
            return cache.get(tx, id, lambda: decisions.load_head(tx, id).meeting_date)

    kept, forgetful = ByRevision[date | None](8), Forgetful(8)
    assert seen(kept) == seen(forgetful)
    decisions.schedule(actors["preparer"], id, date(2027, 6, 1))
    assert seen(kept) == date(2027, 6, 1) != seen(forgetful)


def test_no_more_is_kept_than_was_said(actors: dict[str, Actor]) -> None:
    kept = ByRevision[int](2)
    ids = [decision(actors["preparer"]) for _ in range(3)]
    made: list[int] = []
    with engine.transaction(writes=False) as connection:
        from data import clock
        from data.permissions import Scene

        tx = Tx(connection, clock.now(), Scene())

        def make(id: int) -> int:
            made.append(id)
            return id

        for id in (*ids, ids[0], ids[2]):
            kept.get(tx, id, lambda id=id: make(id))
    assert made == [*ids, ids[0]]


def test_what_may_yet_be_rolled_back_is_not_kept(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    before = matters.read(actors["preparer"], id).head.meeting_date
    try:
        with engine.together():
            decisions.schedule(actors["preparer"], id, date(2027, 6, 1))
            assert matters.read(actors["preparer"], id).head.meeting_date == date(2027, 6, 1)
            raise RuntimeError
    except RuntimeError:
        pass
    assert matters.read(actors["preparer"], id).head.meeting_date == before
