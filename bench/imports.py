"""A million votes, and a large survey, from files to a frozen release, against reading the same files plainly.

The export is made up, in the older form of Polis, which tells the groups. Time and memory are taken in processes of
their own. The opinion maths is left out of the import's time and measured by itself, with groups computed from the
votes, against red-dwarf's whole pipeline on the same votes; how stable the groups are, which red-dwarf does not ask,
is told apart.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from bench import report, survey
from bench.fresh import activity_of_a_new_decision, database
from bench.report import Figure

if TYPE_CHECKING:
    import pyarrow as pa

    from data.permissions import Actor
    from participation.guards import Limits

VOTERS, COMMENTS, VOTES = 10_000, 500, 1_000_000
ROUNDS, MATHS_ROUNDS = 7, 3
READING, MATHS, MEMORY = 6.0, 1 / 3, 1024.0
# Who votes alike: the share that agrees differs by group on every comment. Two groups come out the same whoever is left
# out, so that every formula runs; of unstable groups the product computes less.
GROUPS = 2
CHANGED = 0.01  # share of the votes that replace an earlier one


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as temporary:
        made = _apart("make", temporary)
        sizes = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in made.items())
        print(f"{VOTERS} voters, {COMMENTS} comments, {VOTES} votes: {sizes}\n", flush=True)
        reading = _apart("reading", temporary)
        memory = _apart("memory", temporary)["mb"]
        maths = _apart("maths", temporary)
        made = _apart("survey", temporary)
        sizes = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in made.items())
        print(f"{survey.ANSWERS} answers to {len(survey.columns(1))} questions: {sizes}\n", flush=True)
        surveys = [_apart(f"survey {kind}", temporary) for kind in survey.FILES]
        held = {kind: _apart(f"survey memory {kind}", temporary)["mb"] for kind in survey.FILES}
    middle = {name: statistics.median(times) for part in (reading, maths, *surveys) for name, times in part.items()}
    head = ("what", "s", "least", "most", "rounds")
    rows = [
        (name, middle[name], min(times), max(times), len(times))
        for part in (reading, maths, *surveys)
        for name, times in part.items()
    ]
    print(report.table(head, rows))
    print("\ns: median. Peak memory: from start to frozen release with computed groups and their stability")
    return [
        Figure("import", middle["files to frozen release"] / middle["pandas.read_csv"], READING),
        Figure("opinion maths", middle["opinion maths"] / middle["red-dwarf"], MATHS),
        Figure("memory", memory, MEMORY, "MB"),
        Figure("survey CSV", middle["survey as CSV"] / middle["pandas.read_csv of a survey"], READING),
        Figure("survey XLSX", middle["survey as XLSX"] / middle["python-calamine of a survey"], READING),
        *(Figure(f"memory of {kind}", mb, MEMORY, "MB") for kind, mb in held.items()),
    ]


def _apart(part: str, folder: str) -> dict[str, Any]:
    """One part in a process of its own, so that none has another's memory or warm caches."""
    command = [sys.executable, "-m", "bench.imports", part, folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=Path(__file__).resolve().parents[1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# ------------------------------------------------------------------ the export


def export(voters: int, comments: int, votes: int, seed: int = 1) -> dict[str, bytes]:
    """A made-up conversation of these sizes as the four files of a Polis export; `votes` counts changed ones too.

    Everybody votes on as many comments as everybody else, and there are GROUPS groups.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    changed = round(votes * CHANGED) if votes >= 10_000 else 0
    each = (votes - changed) // voters
    changed = votes - each * voters
    group = np.arange(voters) * GROUPS // voters
    likes = generator.uniform(0.1, 0.9, (GROUPS, comments))
    order = np.argsort(generator.random((voters, comments)), axis=1)[:, :each]
    voter = np.repeat(np.arange(voters), each)
    comment = order.ravel()
    # Agreeing is the commoner vote, as in every real conversation; the rest passes or disagrees.
    mind = generator.random(len(voter)) - likes[group[voter], comment]
    vote = np.where(mind < 0, 1, np.where(mind < 0.15, 0, -1)).astype(np.int8)
    again = generator.choice(len(voter), changed, replace=False)
    at = 1_700_000_000_000 + np.sort(generator.integers(0, 10**9, len(voter)))
    latest = np.full((voters, comments), 2, dtype=np.int8)
    latest[voter, comment] = vote
    all_voter, all_comment = np.append(voter[again], voter), np.append(comment[again], comment)
    all_vote = np.append(-vote[again], vote)
    all_at = np.append(at[again] - 10**9, at)
    return {
        "summary.csv": _summary(voters, comments),
        "comments.csv": _comments(comments, all_comment, all_vote, generator),
        "votes.csv": _votes(all_at, all_comment, all_voter, all_vote),
        "participants-votes.csv": _matrix(latest, group),
    }


def _summary(voters: int, comments: int) -> bytes:
    pairs = {
        "topic": "Made up",
        "url": "https://pol.is/made-up",
        "views": voters,
        "voters": voters,
        "voters-in-conv": voters,
        "commenters": comments,
        "comments": comments,
        "groups": GROUPS,
        "conversation-description": '"Made up, for measuring."',
    }
    return "".join(f"{key},{value}\n" for key, value in pairs.items()).encode()


def _comments(comments: int, voted: Any, vote: Any, generator: Any) -> bytes:
    import numpy as np

    agrees = np.bincount(voted[vote == 1], minlength=comments)
    disagrees = np.bincount(voted[vote == -1], minlength=comments)
    words = ("kirjasto", "bussi", "koulu", "puisto", "tie", "valo", "talvi", "aamu", "lapsi", "matka")
    lines = ["timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"]
    for id in range(comments):
        body = " ".join(words[n] for n in generator.integers(0, len(words), 15))
        numbers = f"{id},{id},{agrees[id]},{disagrees[id]},1"
        lines.append(f'{1_699_000_000_000 + id},Fri Nov 03 08:26:40 UTC 2023,{numbers},"{body}, ""{id}""."')
    return ("\n".join(lines) + "\n").encode()


def _votes(at: Any, comment: Any, voter: Any, vote: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.csv

    table = pa.table(
        {
            "timestamp": at,
            "datetime": pa.array(["Tue Nov 14 22:13:20 UTC 2023"]).take(pa.array([0] * len(at))),
            "comment-id": comment,
            "voter-id": voter,
            "vote": vote,
        }
    )
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(quoting_style="none"))
    return bytes(sink.getvalue()).replace(b'"', b"")  # Arrow quotes the header


def _matrix(latest: Any, group: Any) -> bytes:
    import numpy as np

    tallies = np.stack([(latest != 2).sum(1), (latest == 1).sum(1), (latest == -1).sum(1)], axis=1)
    cell = np.array(["-1", "0", "1", ""])
    lines = ["participant,group-id,n-comments,n-votes,n-agree,n-disagree," + ",".join(map(str, range(latest.shape[1])))]
    for person in range(len(latest)):
        numbers = ",".join(map(str, tallies[person]))
        lines.append(f"{person},{group[person]},0,{numbers}," + ",".join(cell[latest[person] + 1]))
    return ("\n".join(lines) + "\n").encode()


# ------------------------------------------------------------------ the product's way


def raised() -> Limits:
    """The guards stay on; only their sizes are raised, as a service would raise its settings."""
    from participation.guards import MIB, Limits

    return Limits(upload=512 * MIB, unpacked=1024 * MIB, rows=10 * VOTES)


def bring_in(preparer: Actor, activity: int, paths: Mapping[str, Path]) -> None:
    """Guard, adapter and store, as the page does it. Raises ValueError when the export is not what it should be."""
    from data import imports
    from participation import adapters, guards

    limits = raised()
    files = guards.check({name: path.read_bytes() for name, path in paths.items()}, limits)
    parsed = adapters.read("polis", files, limits=limits)
    if parsed.questions or parsed.differing:
        raise ValueError("the made-up export contradicts itself")
    imports.store(preparer, activity, parsed, sha256=imports.fingerprint(files), original_name="export")


def files_in(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted(folder.glob("*.csv"))}


# ------------------------------------------------------------------ the parts


def make(folder: Path) -> dict[str, int]:
    files = export(VOTERS, COMMENTS, VOTES)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: len(content) for name, content in files.items()}


def reading(folder: Path) -> dict[str, list[float]]:
    """Seconds of each round: pandas and the product in turn, after one round of each that is not counted."""
    import pandas as pd

    from data import releases
    from participation import releasing

    paths = files_in(folder)
    maths: list[float] = []

    def product() -> float:
        with tempfile.TemporaryDirectory() as fresh, database(Path(fresh)) as preparer:
            decision, activity = activity_of_a_new_decision(preparer)
            maths.clear()
            began = time.perf_counter()
            bring_in(preparer, activity, paths)
            releases.freeze(preparer, decision)
            return time.perf_counter() - began - sum(maths)

    def peer() -> float:
        began = time.perf_counter()
        for path in paths.values():
            pd.read_csv(path, engine="pyarrow")
        return time.perf_counter() - began

    found: dict[str, list[float]] = {"pandas.read_csv": [], "files to frozen release": []}
    with mock.patch.object(releasing, "judged", timed(releasing.judged, maths)):
        for turn in range(ROUNDS + 1):
            releases._opinions.clear()
            for name, act in (("pandas.read_csv", peer), ("files to frozen release", product)):
                seconds = act()
                if turn:
                    found[name].append(seconds)
    return found


def memory(folder: Path) -> dict[str, float]:
    """Peak memory of the whole way with groups computed and their stability measured, in MB."""
    from data import releases
    from participation import opinion_groups, releasing

    def computed(_sha256: str, tables: Mapping[str, pa.Table]) -> opinion_groups.Opinion:
        return opinion_groups.opinion(tables["votes"], without_groups(tables["participants"]), tables["comments"])

    with tempfile.TemporaryDirectory() as fresh, database(Path(fresh)) as preparer:
        decision, activity = activity_of_a_new_decision(preparer)
        with mock.patch.object(releasing, "judged", computed):
            bring_in(preparer, activity, files_in(folder))
            releases.freeze(preparer, decision)
    return {"mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def maths(folder: Path) -> dict[str, list[float]]:
    """Seconds of each round: the product's formulas and red-dwarf's pipeline in turn, on the latest votes."""
    import warnings

    from participation import adapters, guards, opinion_groups

    warnings.filterwarnings("ignore")
    from reddwarf.implementations.polis import run_pipeline

    limits = raised()
    files = guards.check({name: path.read_bytes() for name, path in files_in(folder).items()}, limits)
    tables = adapters.read("polis", files, limits=limits).tables
    participants = without_groups(tables["participants"])
    votes = [
        {"participant_id": row["voter"], "statement_id": row["comment"], "vote": row["vote"], "modified": 0}
        for row in tables["votes"].to_pylist()
    ]
    found: dict[str, list[float]] = {"opinion maths": [], "stability of the groups": [], "red-dwarf": []}
    stability: list[float] = []
    decide = opinion_groups.decide
    measured = timed(opinion_groups.stability, stability)
    with mock.patch.object(opinion_groups, "decide", lambda held, given: decide(held, given, measure=measured)):
        for _ in range(MATHS_ROUNDS):
            stability.clear()
            began = time.perf_counter()
            opinion = opinion_groups.opinion(tables["votes"], participants, tables["comments"])
            found["opinion maths"].append(time.perf_counter() - began - sum(stability))
            found["stability of the groups"].append(sum(stability))
            if opinion.choice.status != "computed":
                raise ValueError("the made-up groups are not stable, so not every formula ran")
            began = time.perf_counter()
            run_pipeline(votes=votes)
            found["red-dwarf"].append(time.perf_counter() - began)
    return found


def without_groups(participants: pa.Table) -> pa.Table:
    """The same people as from a source that tells no groups, so that they are computed."""
    import pyarrow as pa

    return participants.set_column(1, "group", pa.nulls(participants.num_rows, pa.int8()))


def timed(act: Callable[..., Any], into: list[float]) -> Callable[..., Any]:
    def timed(*values: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return act(*values, **named)
        finally:
            into.append(time.perf_counter() - began)

    return timed


PARTS: dict[str, Callable[[Path], Mapping[str, Any]]] = {
    "make": make,
    "reading": reading,
    "memory": memory,
    "maths": maths,
    "survey": survey.prepare,
    **{f"survey {kind}": partial(survey.reading, kind=kind) for kind in survey.FILES},
    **{f"survey memory {kind}": partial(survey.memory, kind=kind) for kind in survey.FILES},
}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](Path(sys.argv[2]))))
