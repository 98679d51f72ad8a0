"""A process that is killed while it saves: every acknowledged answer is there, and the database is whole.

Two hundred times on each database. Source: trust design, section 8.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.connection import Connection

import sqlalchemy as sa

from data import assessments, engine, log, matters
from data.permissions import Actor
from tests.data.cases import decision

KILLS = int(os.environ.get("KILLS", "80"))  # of each database; by hand KILLS=200
KEY = "basics/b_goal"


def save_on_and_on(url: str, actor: Actor, assessment: int, seen: int, told: Connection) -> None:
    """Runs in a process of its own: a revision is told only when its verb has returned."""
    engine.use(engine.make(url))
    while True:
        seen = assessments.save_answer(actor, assessment, KEY, f"Teksti {seen + 1}", seen).rev
        told.send(seen)


def acknowledged(told: Connection) -> int:
    """The last revision that the killed process told of; 0 when it came to none."""
    last = 0
    try:
        while told.poll():
            last = told.recv()
    except EOFError:
        pass
    return last


def test_two_hundred_kills_lose_no_acknowledged_answer(actors: dict[str, Actor], database: str) -> None:
    preparer, source = actors["preparer"], random.Random(4)
    assessment = matters.read(preparer, decision(preparer)).stored["eva"].id
    engine.engine().dispose()  # a forked process must not share a connection
    fork = multiprocessing.get_context("fork")
    seen = between = 0
    for _ in range(KILLS):
        told, tell = fork.Pipe(duplex=False)
        child = fork.Process(target=save_on_and_on, args=(database, preparer, assessment, seen, tell), daemon=True)
        child.start()
        tell.close()
        assert told.poll(30), "it has begun to save"
        time.sleep(source.random() * 0.05)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        last = acknowledged(told)
        told.close()
        kept = assessments.history(preparer, assessment, KEY)
        stored = max((event.rev for event in kept), default=0)
        assert stored >= max(last, seen), "what was acknowledged is stored"
        assert stored <= max(last, seen) + 1, "at most the one that was on its way came too"
        between += stored > max(last, seen)
        seen = stored
        engine.engine().dispose()
    texts = [event.value for event in sorted(assessments.history(preparer, assessment, KEY), key=lambda e: e.rev)]
    assert texts == [f"Teksti {n + 1}" for n in range(seen)]
    print(f"{KILLS} kills, {seen} answers, {between} stored in the moment of the kill, 0 lost")
    assert seen > KILLS
    check_whole(database)


def check_whole(database: str) -> None:
    with engine.transaction(writes=False) as connection:
        if database.startswith("sqlite"):
            assert connection.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert log.verify(log.rows(connection)) is None
        answers = connection.execute(sa.text("SELECT key, rev FROM answer")).all()
        events = connection.execute(sa.text("SELECT key, max(rev) FROM answer_event GROUP BY key")).all()
        assert {tuple(row) for row in answers} == {tuple(row) for row in events}


def test_an_answer_acknowledged_before_it_is_stored_would_be_seen(actors: dict[str, Actor]) -> None:
    """Negative control: a save that only pretends."""
    preparer = actors["preparer"]
    assessment = matters.read(preparer, decision(preparer)).stored["eva"].id
    assessments.save_answer(preparer, assessment, KEY, "Teksti 1", 0)
    told = 2  # as if the second had been acknowledged
    stored = max(event.rev for event in assessments.history(preparer, assessment, KEY))
    assert not stored >= told
