"""Opening the list of decisions with 2,000 decisions of ten years in it, against 20 of one season.

Two services alike but for the size of their database; opened in turn, each time as the first run of a new session.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from bench import report
from bench.openings import BETWEEN, ROUNDS, in_turn
from bench.report import Figure
from bench.websocket import session
from data import decisions, engine, listing, people, schema, tables
from data.demo import loading
from data.permissions import Actor
from tests.browser import server

FEW, MANY = 20, 2_000
COMING = 10  # of them, in both; the others have been decided, two a week
LIMIT = 1.5
THEMES = ("Turvallisuus", "Matkat", "Maksut", "Lähipalvelut", "Viestintä")
SEARCHED = "searched by a word"  # told beside the others; it has no limit
PAGES = {"list": ({}, "decisions"), SEARCHED: ({"q": "asia"}, "decisions"), "councillor's desk": ({}, "")}


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as running:
        address = {}
        for size in (FEW, MANY):
            folder = Path(temporary) / str(size)
            folder.mkdir()
            _filled(folder, size)
            address[size] = running.enter_context(server(folder, {"VAIKUTUSPOLKU_DEMO": "1"}))
        found = {}
        for what, (query, page) in PAGES.items():

            def opening(size: int, page: str = page, query: dict[str, str] = query) -> float:
                with session(address[size], {"demo_as": "councillor"}) as reader:
                    time.sleep(BETWEEN)
                    return reader.run(page, query).seconds

            found[what] = in_turn({FEW: FEW, MANY: MANY}, opening)
    middle = {what: {n: 1000 * statistics.median(part) for n, part in times.items()} for what, times in found.items()}
    rows = [(what, times[FEW], times[MANY], times[MANY] / times[FEW]) for what, times in middle.items()]
    print(report.table(("opening", f"ms, {FEW} decisions", f"ms, {MANY} decisions", "ratio"), rows))
    print(f"\nms: median of {ROUNDS} openings in turn, each in a session of its own")
    limited = {what: times for what, times in middle.items() if what != SEARCHED}
    return [Figure(what, times[MANY] / times[FEW], LIMIT) for what, times in limited.items()]


def _filled(folder: Path, size: int) -> None:
    """The demonstration's people without its decisions, and `size` decisions of ours."""
    with _database(folder) as preparer:
        today = date(2026, 6, 1)
        for number in range(size):
            title = f"Asia {number}: {THEMES[number % len(THEMES)].lower()} alueella {number % 17}"
            id = decisions.create(
                preparer,
                title={"fi": title},
                body=f"Lautakunta {number % 4}",
                service=f"Palvelu {number % 9}",
                meeting_date=today + timedelta(days=number - COMING) if number < COMING else None,
                alternatives=["Nykytila", "Muutos"],
                summary={"fi": f"Päätetään asiasta {number}, joka koskee monia ja maksaa jotakin."},
            )
            decisions.announce(preparer, id)
            with engine.transaction(writes=True) as db:
                for theme in (THEMES[number % 5], THEMES[(number + 2) % 5]):
                    row = {"decision_id": id, "kind": "theme", "code": theme.casefold(), "words": {"fi": theme}}
                    db.execute(tables.decision_tag.insert().values(**row))
                if number >= COMING:
                    on = today - timedelta(days=number * 365 * 10 // MANY)
                    values = {"stage": "decided", "decided_on": on, "meeting_date": on}
                    db.execute(tables.decision.update().where(tables.decision.c.id == id).values(**values))
        councillor = people.demo_person("councillor")
        assert councillor is not None
        page = listing.page(councillor)
        assert (page.coming_total, page.decided_total) == (COMING, size - COMING)


@contextmanager
def _database(folder: Path) -> Iterator[Actor]:
    made = engine.make(f"sqlite:///{folder / 'test.db'}")
    schema.upgrade(made)
    engine.use(made)
    try:
        loading.make()
        with engine.transaction(writes=True) as db:  # the demonstration's own decisions are out of the way
            ours = {"announced_at": None, "stage": "closed", "service": "–"}
            db.execute(tables.briefing.delete())
            db.execute(tables.decision_tag.delete())
            db.execute(sa.update(tables.decision).values(**ours))
        preparer = people.demo_person("preparer")
        assert preparer is not None
        yield preparer
    finally:
        engine.use(None)
        made.dispose()
