"""Opening the review of texts with 50,000 texts in the queue, against 50.

Two decisions in one database, brought in through the verbs, alike but for the number of texts. The page shows one text,
or twenty in a list, and counts the rest; it must open alike, also when it looks for flagged ones, and with two readers.
"""

from __future__ import annotations

import statistics
import tempfile
from datetime import date
from pathlib import Path

from bench import report
from bench.openings import ROUNDS, opened
from bench.report import Figure
from data import activities, decisions, engine, imports, people, schema, texts
from data.demo import loading
from participation.adapters import Parsed, Text
from tests.browser import server

FEW, MANY = 50, 50_000
LIMIT = 1.2
WAYS = {"one at a time": {}, "flagged only": {"show": "flagged"}, "as a list": {"mode": "list"}}


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ids = _made(f"sqlite:///{folder / 'test.db'}")
        with server(folder, {"VAIKUTUSPOLKU_DEMO": "1"}) as address:
            found = {way: opened(address, "preparer", "texts", ids, query) for way, query in WAYS.items()}
    middle = {way: {n: 1000 * statistics.median(part) for n, part in times.items()} for way, times in found.items()}
    ratios = {way: times[MANY] / times[FEW] for way, times in middle.items()}
    rows = [(way, middle[way][FEW], middle[way][MANY], ratio) for way, ratio in ratios.items()]
    print(report.table(("opening the review", f"ms, {FEW} texts", f"ms, {MANY} texts", "ratio"), rows))
    print(f"\nms: median of {ROUNDS} openings in turn, each in a session of its own")
    return [Figure("highest ratio", max(ratios.values()), LIMIT)]


def _made(url: str) -> dict[int, int]:
    """The decisions by their number of texts. The database begins as a demonstration, for its people."""
    made = engine.make(url)
    schema.upgrade(made)
    engine.use(made)
    try:
        loading.make()
        return {n: _decision(n) for n in (FEW, MANY)}
    finally:
        engine.use(None)
        made.dispose()


def _decision(n: int) -> int:
    preparer = people.demo_person("preparer")
    assert preparer is not None  # the demonstration has one
    decision = decisions.create(
        preparer, title={"fi": f"{n} tekstiä"}, body="Valtuusto", service="Palvelu", meeting_date=None,
        alternatives=["Nykytila", "Muutos"],
    )  # fmt: skip
    activity = activities.add(preparer, decision, channel="feedback", title={"fi": "Palautteet"})
    written = tuple(
        Text(str(i), f"Palaute {i}: koulumatka on pitkä." + (" Soita 040 1234567." if i % 10 == 9 else ""), "fi")
        for i in range(n)
    )
    parsed = Parsed(
        adapter="open311", version="1", tables={}, texts=written, read={"requests": n}, stored={"requests": n},
        left_out={}, checks={}, differing=(), dropped=(), notes=(), questions=(),
        period=(date(2026, 5, 1), date(2026, 5, 2)),
    )  # fmt: skip
    imports.store(preparer, activity, parsed, sha256=f"{n:064}", original_name="palautteet.json")
    texts.ask_two_readers(preparer, decision, True)
    return decision
