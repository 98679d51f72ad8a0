"""What is kept of a decision between reruns, and when it is read again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from data import briefings, clock, decisions, engine, matters
from data.kept import ByRevision
from data.permissions import Actor, Scene
from data.verb import Tx
from tests.data.cases import decision


@contextmanager
def reading() -> Iterator[Tx]:
    with engine.transaction(writes=False) as connection:
        yield Tx(connection, clock.now(), Scene())


def codes(kept: ByRevision[tuple[str, ...]], id: int) -> tuple[str, ...]:
    """The codes of the decision's alternatives, through a cache."""
    with reading() as tx:
        return kept.get(tx, id, lambda: tuple(a.code for a in decisions.load_alternatives(tx, id)))


def test_a_decision_that_nobody_touched_is_loaded_once(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    assert matters.read(actors["preparer"], id) is matters.read(actors["reviewer"], id)
    assert briefings.preview(actors["preparer"], id) is briefings.preview(actors["reviewer"], id)


def test_every_act_on_a_decision_is_seen_at_the_next_reading(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    assert len(matters.read(preparer, id).alternatives) == len(briefings.preview(preparer, id).alternatives) == 3
    decisions.add_alternative(preparer, id, "Neljäs")
    assert len(matters.read(preparer, id).alternatives) == len(briefings.preview(preparer, id).alternatives) == 4


def test_an_act_on_another_decision_leaves_what_is_kept(actors: dict[str, Actor]) -> None:
    id, other = decision(actors["preparer"]), decision(actors["preparer"])
    before = matters.read(actors["preparer"], id)
    decisions.add_alternative(actors["preparer"], other, "Neljäs")
    assert matters.read(actors["preparer"], id) is before


def test_a_cache_that_forgot_the_revision_would_be_found(actors: dict[str, Actor]) -> None:
    """Negative control: kept by the decision alone, the act is not seen."""

    class Forgetful(ByRevision[tuple[str, ...]]):
        def get(self, tx, decision_id, make, *depends):  # type: ignore[no-untyped-def]
            return self.__dict__.setdefault(str(decision_id), make())

    id = decision(actors["preparer"])
    kept, forgetful = ByRevision[tuple[str, ...]](8), Forgetful(8)
    before = codes(kept, id)
    assert codes(forgetful, id) == before
    decisions.add_alternative(actors["preparer"], id, "Neljäs")
    assert codes(kept, id) == (*before, "VE3")
    assert codes(forgetful, id) == before


def test_no_more_is_kept_than_was_said(actors: dict[str, Actor]) -> None:
    first, second, third = (decision(actors["preparer"]) for _ in range(3))
    kept, made = ByRevision[int](2), []
    with reading() as tx:
        for id in (first, second, third, first, third):
            kept.get(tx, id, lambda id=id: made.append(id) or id)
    assert made == [first, second, third, first]


def test_what_may_yet_be_rolled_back_is_not_kept(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    before = len(matters.read(preparer, id).alternatives)

    def undone() -> None:
        with engine.together():
            decisions.add_alternative(preparer, id, "Neljäs")
            assert len(matters.read(preparer, id).alternatives) == before + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert len(matters.read(preparer, id).alternatives) == before
