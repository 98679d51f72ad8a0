"""Reads broken files in a process of little memory and time: `python -m tests.imports.reading COUNT SEED [careless]`.

Prints as JSON how many were read, asked about and refused, and everything that came out otherwise.
"""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

MEMORY = 512 * 2**20  # bytes in use
SECONDS = 10  # for one file
STUMBLED = "The file cannot be read. Export it again."  # what is said when a reader itself fails


def seeds() -> list[dict[str, bytes]]:
    """One whole file, or set of files, of every kind that is brought in."""
    from tests.imports.test_mutated_files import packed
    from tests.participation import test_decidim_adapter as decidim
    from tests.participation import test_evening_adapter as evening
    from tests.participation import test_ideas_files as ideas
    from tests.participation import test_kerrokantasi_adapter as kerrokantasi
    from tests.participation import test_open311_adapter as open311
    from tests.participation import test_polis_adapter as polis
    from tests.participation import test_statements_adapter as statements
    from tests.participation import test_survey_adapter as survey
    from tests.participation.test_jsonstat import population

    comments = [(f"Kommentti {n}.", None, "2025-03-01", n, None, None, None, None) for n in range(8)]
    return [
        polis.small(),
        polis.newer(polis.small()),
        {"export.zip": packed(polis.small())},
        {"kysely.csv": survey.as_csv(survey.ANSWERS[:12])},
        {"kysely.xlsx": survey.as_xlsx(survey.ANSWERS[:12])},
        {"ilta.csv": evening.as_csv([evening.row(rank=n) for n in (1, 2, 3)])},
        {"lausunnot.csv": statements.as_csv([statements.row(), statements.row(council="vanhus")])},
        {"kuuleminen.xlsx": kerrokantasi.book(("Koulut", comments))},
        {"ehdotukset.csv": decidim.as_csv([decidim.newer(id=n) for n in range(6)])},
        {"pyynnot.json": json.dumps([open311.request(service_request_id=f"r{n}") for n in range(6)]).encode()},
        {"pyynnot.csv": open311.as_csv(open311.request(), open311.request(service_request_id="r2"))},
        *(dict(ideas.file_of(service)) for service in ideas.SHAPES),
        {"vaesto.json": json.dumps(population()).encode()},
    ]


def careless(files: dict[str, bytes]) -> int:
    """A reader that believes its files: what the test has to find."""
    rows = [line.split(",") for content in files.values() for line in content.decode().splitlines()]
    return sum(len(row) == len(rows[0]) for row in rows)


def read_all(files: dict[str, bytes], trusting: bool = False) -> str:
    """What becomes of the files: the guards first, then every reader there is, as when a person brings them in."""
    from participation import adapters, guards, population
    from participation.guards import Limits
    from participation.problems import Refused

    limits = Limits()
    given = sorted(files)
    try:
        passed = guards.check(files, limits)
    except Refused as refused:
        return outcome_of(refused, given)
    outcomes = set()
    readers = {name: lambda name=name: adapters.read(name, passed, limits=limits) for name in adapters.readers()}
    readers["population"] = lambda: population.read(passed, limits)
    if trusting:
        careless(passed)
    for reader in readers.values():
        try:
            parsed = reader()
            outcomes.add("asked" if getattr(parsed, "questions", ()) else "read")
        except Refused as refused:
            outcomes.add(outcome_of(refused, [*given, *passed]))
    return min(outcomes, key=["stumbled", "read", "asked", "refused"].index)


def outcome_of(refused: object, given: list[str]) -> str:
    """A refusal names a file that was given, and its row or column where the fault is in one."""
    for problem in refused.problems:  # type: ignore[attr-defined]
        line = problem.line("fi")
        assert problem.file in given or given[0].endswith(".zip"), f"names {problem.file!r}"
        assert problem.row is None or str(problem.row) in line
    assert refused.lines("fi")[-1].endswith("Mitään ei tallennettu.")  # type: ignore[attr-defined]
    return "stumbled" if refused.problems[0].message.msgid == STUMBLED else "refused"  # type: ignore[attr-defined]


def status(name: str) -> int:
    """Bytes of this process, as the system tells."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def late(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def main(count: int, seed: int, trusting: bool) -> None:
    from tests.imports.mutating import mutated

    chance, whole = random.Random(seed), seeds()
    for files in whole:
        read_all(files)  # what is imported late is in memory now
    # Libraries set memory aside for threads that never run: what is in use counts, and what reading may add to it.
    in_use, set_aside = (status(name) for name in ("VmRSS", "VmData"))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (set_aside + MEMORY - in_use, most))
    signal.signal(signal.SIGALRM, late)
    outcomes: Counter[str] = Counter()
    escaped: list[str] = []
    for _ in range(count):
        files = dict(chance.choice(whole))
        name = chance.choice(sorted(files))
        files[name] = mutated(files[name], chance)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            outcomes[read_all(files, trusting)] += 1
        except BaseException as fault:
            escaped.append(f"{name}: {type(fault).__name__}: {str(fault)[:200]}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    peak = status("VmHWM") // 2**20  # the largest of this process alone, not of the one that started it
    print(json.dumps({"outcomes": outcomes, "escaped": escaped, "peak_mb": peak}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["careless"])
