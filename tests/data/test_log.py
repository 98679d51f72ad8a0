"""The log: one row an act, no content in it, and every tampering found."""

from __future__ import annotations

import json
import random

import pytest

from data import audit, engine, log
from data.permissions import Actor
from data.refusals import Refused
from tests.data.cases import decision, put


def rows() -> list[tuple[int, str, str]]:
    with engine.transaction(writes=False) as connection:
        return log.rows(connection)


def test_every_act_leaves_one_row_and_a_read_none(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    put(actors["preparer"], id, "eva", "basics/b_goal", "Salainen tavoite")
    before = rows()
    audit.trail(actors["reviewer"], id)
    assert rows() == before
    assert [json.loads(body)["verb"] for _, body, _ in before] == ["decisions.create", "assessments.save_answer"]


def test_the_log_holds_no_content(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    put(actors["preparer"], id, "eva", "basics/b_goal", "Salainen tavoite 131052-308T")
    assert "Salainen" not in "".join(body for _, body, _ in rows())
    assert "131052" not in "".join(body for _, body, _ in rows())


def test_a_refused_act_leaves_no_row(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    before = rows()
    with pytest.raises(Refused):
        put(actors["preparer"], id, "eva", "no/such", "x")
    assert rows() == before


def chain(length: int = 12) -> list[tuple[int, str, str]]:
    made: list[tuple[int, str, str]] = []
    prev = ""
    for i in range(length):
        body = json.dumps({"seq": i, "prev": prev, "verb": f"v{i}"}, sort_keys=True, separators=(",", ":"))
        prev = log._hash(body)
        made.append((i, body, prev))
    return made


def rebuilt(entries: list[tuple[int, str, str]], at: int) -> list[tuple[int, str, str]]:
    """A careful forger: one row changed and every later hash made anew."""
    kept, prev = entries[:at], entries[at - 1][2] if at else ""
    for seq, body, _ in entries[at:]:
        row = json.loads(body) | {"prev": prev}
        if seq == at:
            row["verb"] = "forged"
        body = json.dumps(row, sort_keys=True, separators=(",", ":"))
        prev = log._hash(body)
        kept = [*kept, (seq, body, prev)]
    return kept


@pytest.mark.parametrize("kind", ["edited", "cut", "swapped", "truncated", "rebuilt"])
def test_tampering_is_found_a_hundred_times_of_a_hundred(kind: str) -> None:
    draw = random.Random(kind)
    found = 0
    for _ in range(100):
        entries = chain()
        anchors = {len(entries) - 1: entries[-1][2]}
        at = draw.randrange(len(entries) - 1)
        if kind == "edited":
            entries[at] = (at, entries[at][1].replace(f"v{at}", "x"), entries[at][2])
        elif kind == "cut":
            del entries[at]
        elif kind == "swapped":
            entries[at], entries[at + 1] = entries[at + 1], entries[at]
        elif kind == "truncated":
            entries = entries[: at + 1]
        else:
            entries = rebuilt(entries, at)
        found += log.verify(entries, anchors) is not None
    assert found == 100


def test_an_untouched_log_verifies_and_without_an_anchor_a_forger_could_hide() -> None:
    """Negative control: rebuilding the newest rows is seen only against an anchor kept elsewhere."""
    entries = chain()
    assert log.verify(entries, {11: entries[-1][2]}) is None
    assert log.verify(rebuilt(entries, 5)) is None
