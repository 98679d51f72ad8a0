"""Opening the briefing with a million raw votes behind its release, against a thousand.

Two decisions in one database, made through the verbs, alike but for the number of voters: as many comments, so that
their releases have the same form. A page reads the release and never the votes, so both must open alike, also for the
first reader after a start, when nothing is kept in memory yet.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bench import fresh, imports, report
from bench.openings import ROUNDS, Times, in_turn, opened
from bench.report import Figure
from data import assessments, briefings, engine, instruments, matters, people, releases, schema
from data.demo import loading
from data.permissions import Actor, Role
from tests.browser import server
from tests.data.cases import NO, YES, put
from tests.data.test_workflow import AT_ALL, fill

COMMENTS = 20
FEW, MANY = 1_000, 1_000_000  # votes
LIMIT = 1.1


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ids, unread = _made(f"sqlite:///{folder / 'test.db'}", folder)
        found = {"read from the database, nothing kept": unread}
        with server(folder, {"VAIKUTUSPOLKU_DEMO": "1"}) as address:
            found["published, as a councillor"] = opened(address, "councillor", "briefing", ids, {})
            found["draft, as a preparer"] = opened(address, "preparer", "briefing", ids, {"version": "draft"})
    middle = {what: {n: 1000 * statistics.median(part) for n, part in times.items()} for what, times in found.items()}
    ratios = {what: times[MANY] / times[FEW] for what, times in middle.items()}
    rows = [(what, middle[what][FEW], middle[what][MANY], ratio) for what, ratio in ratios.items()]
    print(report.table(("opening the briefing", f"ms, {FEW} votes", f"ms, {MANY} votes", "ratio"), rows))
    print(f"\nms: median of {ROUNDS} openings in turn, each in a session of its own")
    return [Figure("highest ratio", max(ratios.values()), LIMIT)]


def _made(url: str, folder: Path) -> tuple[dict[int, int], Times]:
    """The database with both decisions; their ids by number of votes, and the times of reading them unkept.

    It begins as a demonstration, whose people may be taken without signing in.
    """
    made = engine.make(url)
    schema.upgrade(made)
    engine.use(made)
    try:
        loading.make()
        ids = {votes: _published(votes, folder / str(votes)) for votes in (FEW, MANY)}
        reviewer = _person("reviewer")

        def read(id: int) -> float:
            engine.use(made)  # whatever was kept is another database's from now on
            began = time.perf_counter()
            briefings.preview(reviewer, id)
            releases.latest(reviewer, id)
            return time.perf_counter() - began

        return ids, in_turn(ids, read)
    finally:
        engine.use(None)
        made.dispose()


def _person(role: Role) -> Actor:
    found = people.demo_person(role)
    assert found is not None  # the demonstration has one of each
    return found


def _published(votes: int, folder: Path) -> int:
    """Id of a decision with a release of so many votes and a published briefing: the least that the rules ask."""
    preparer, reviewer, signer = _person("preparer"), _person("reviewer"), _person("signer")
    folder.mkdir()
    for name, content in imports.export(votes // COMMENTS, COMMENTS, votes).items():
        (folder / name).write_bytes(content)
    decision, activity = fresh.activity_of_a_new_decision(preparer, f"{votes} votes")
    imports.bring_in(preparer, activity, imports.files_in(folder))
    releases.freeze(preparer, decision)

    for question, value in (YES | NO | AT_ALL).items():
        put(preparer, decision, "eva", f"screening/{question}", value)
    fill(preparer, decision)
    assessments.move(preparer, decision, "t_submit")
    eva = matters.read(reviewer, decision).stored["eva"].id
    for section in matters.read(reviewer, decision).eva.sections:
        assessments.give_verdict(reviewer, eva, section.id, "accepted")
    assessments.move(reviewer, decision, "t_accept")
    workflow = instruments.current()["eva"].workflow
    assert workflow is not None  # EVA is signed
    assessments.move(signer, decision, "t_sign", attested=tuple(one.id for one in workflow.sign_off.attest))
    briefings.publish(signer, decision)
    return decision
