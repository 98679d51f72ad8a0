"""Two million votes of 33,000 people on 783 comments: groups, all formulas and how stable the groups are.

Beside red-dwarf's whole pipeline on the largest of three sizes that it finishes in five minutes; neither is
extrapolated. red-dwarf does not ask how stable the groups are, so that is told apart, and the ratio is without it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

from bench import imports, report
from bench.report import Figure

# Voters, comments, votes; the first is what the product must manage.
SIZES = ((33_000, 783, 2_000_000), (20_000, 600, 1_200_000), (10_000, 500, 1_000_000))
PATIENCE = 300  # seconds for red-dwarf
MEMORY, RATIO = 2048.0, 1.0


def measure() -> list[Figure]:
    largest = _apart("ours", 0)
    peers = {0: largest}
    theirs, at = None, 0
    for at in range(len(SIZES)):
        theirs = _apart("theirs", at)
        if theirs is not None:
            break
    if at not in peers:
        peers[at] = _apart("ours", at)
    ours = peers[at]
    assert largest is not None
    rows: list[tuple[object, ...]] = [
        (*SIZES[place], found["maths"], found["stability"], found["mb"]) for place, found in peers.items() if found
    ]
    print(report.table(("voters", "comments", "votes", "maths s", "stability s", "peak MB"), rows))
    told = f"{theirs['seconds']:.1f} s" if theirs else f"not finished in {PATIENCE} s at any size"
    print(f"\nred-dwarf: {SIZES[at][0]} voters, {SIZES[at][1]} comments, {SIZES[at][2]} votes: {told}")
    ratio = ours["maths"] / theirs["seconds"] if ours and theirs else float("nan")
    return [Figure("memory", largest["mb"], MEMORY, "MB"), Figure("beside red-dwarf", ratio, RATIO)]


def _apart(part: str, size: int) -> dict[str, Any] | None:
    """One part in a process of its own; None when red-dwarf takes too long."""
    command = [sys.executable, "-m", "bench.opinion", part, str(size)]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, check=True, cwd=Path(__file__).resolve().parents[1],
            timeout=PATIENCE if part == "theirs" else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _tables(size: int) -> dict[str, Any]:
    from participation import adapters, guards
    from participation.guards import MIB, Limits

    limits = Limits(upload=1024 * MIB, unpacked=2048 * MIB, rows=10**8)
    files = guards.check(imports.export(*SIZES[size]), limits)
    return dict(adapters.read("polis", files, limits=limits).tables)


def ours(size: int) -> dict[str, float]:
    """Seconds of the maths and of the stability apart, and the peak of both in MB, reading the export left out."""
    from participation import opinion_groups

    tables = _tables(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stability: list[float] = []
    decide = opinion_groups.decide
    measured = imports.timed(opinion_groups.stability, stability)
    people = imports.without_groups(tables["participants"])
    with mock.patch.object(opinion_groups, "decide", lambda held, given: decide(held, given, measure=measured)):
        began = time.perf_counter()
        opinion_groups.opinion(tables["votes"], people, tables["comments"])
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"maths": seconds - sum(stability), "stability": sum(stability), "mb": max(peak, before) / 1024}


def theirs(size: int) -> dict[str, float]:
    import warnings

    warnings.filterwarnings("ignore")
    from reddwarf.implementations.polis import run_pipeline

    rows = _tables(size)["votes"].to_pylist()
    votes = [
        {"participant_id": row["voter"], "statement_id": row["comment"], "vote": row["vote"], "modified": 0}
        for row in rows
    ]
    began = time.perf_counter()
    run_pipeline(votes=votes)
    return {"seconds": time.perf_counter() - began}


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "theirs": theirs}[sys.argv[1]](int(sys.argv[2]))))
