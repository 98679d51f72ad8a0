"""No order of events leads to a signed assessment with an open blocking gate.

Every walk starts from an EVA that is ready to be sent and takes random steps: edits that open and close gates,
verdicts, moves by every role. `WALKS` in the environment makes more of them. Source: assessment design, section 7.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment import workflow
from data import assessments, matters
from data.permissions import Actor, NotAllowed
from data.refusals import Refused
from tests.data.cases import put, screened
from tests.data.conftest import copies, prepared
from tests.data.test_workflow import AT_ALL, fill

WALKS = int(os.environ.get("WALKS", "30"))
STEPS = 14
NEXT = {
    "draft": ("t_submit", "preparer"),
    "in_review": ("t_accept", "reviewer"),
    "reviewed": ("t_sign", "signer"),
    "changes_requested": ("t_resubmit", "preparer"),
}
VOUCHED = ("signed", "published", "follow_up", "closed")


@dataclass(frozen=True)
class Ready:
    path: Path
    actors: dict[str, Actor]
    decision: int


@pytest.fixture(scope="module")
def ready(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """A file with one decision whose EVA can be sent."""
    with prepared(sqlite_template, tmp_path_factory.mktemp("walks")) as (path, actors):
        id = screened(actors["preparer"], **AT_ALL)
        fill(actors["preparer"], id)
    return Ready(path, actors, id)


@pytest.fixture
def walk(ready: Ready, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Puts a fresh copy to use."""
    with copies(ready.path, tmp_path) as start:
        yield start


def edits(ready: Ready) -> list[Callable[[random.Random], None]]:
    preparer, reviewer, id = ready.actors["preparer"], ready.actors["reviewer"], ready.decision

    def harm(source: random.Random) -> None:
        put(preparer, id, "eva", f"matrix/p_health/{source.choice(['VE1', 'VE2'])}/impact5", -2)

    def calm(source: random.Random) -> None:
        put(preparer, id, "eva", f"matrix/p_health/{source.choice(['VE1', 'VE2'])}/impact5", 0)

    def clear(source: random.Random) -> None:
        required = [item.key for item in matters.read(preparer, id).eva.items if item.required and item.given]
        put(preparer, id, "eva", source.choice(required), None)

    def mend(source: random.Random) -> None:
        fill(preparer, id)

    def rewrite(source: random.Random) -> None:
        put(preparer, id, "eva", "basics/b_goal", f"Tavoite {source.random()}")

    def forget_duty(source: random.Random) -> None:
        key = source.choice([duty.key for duty in matters.read(preparer, id).duties])
        put(preparer, id, "early-participation", key, None)

    def accept(source: random.Random) -> None:
        matter = matters.read(reviewer, id)
        for section in matter.eva.sections:
            assessments.give_verdict(reviewer, matter.stored["eva"].id, section.id, "accepted")

    def correct(source: random.Random) -> None:
        matter = matters.read(reviewer, id)
        section = source.choice(matter.eva.sections)
        assessments.give_verdict(reviewer, matter.stored["eva"].id, section.id, "to_correct", comment="Tarkenna.")

    return [harm, calm, clear, mend, rewrite, forget_duty, accept, accept, correct]


def moves(ready: Ready) -> list[Callable[[random.Random], None]]:
    matter = matters.read(ready.actors["preparer"], ready.decision)
    used = matter.instruments["eva"].workflow
    assert used is not None
    attested = tuple(one.id for one in used.sign_off.attest)
    flow = matter.instruments.library.workflow(used.use)

    def move(source: random.Random) -> None:
        step = source.choice([step for step in flow.transitions if not step.automatic])
        role = source.choice(step.role)
        if role in ready.actors:
            reason = source.choice(["", "Syy."])
            assessments.move(ready.actors[role], ready.decision, step.id, reason=reason, attested=attested)

    def forward(source: random.Random) -> None:
        state = matters.read(ready.actors["preparer"], ready.decision).stored["eva"].state
        step = NEXT.get(state)
        if step is not None:
            assessments.move(ready.actors[step[1]], ready.decision, step[0], attested=attested)

    return [move, forward, forward, forward, forward]


def open_gates(ready: Ready) -> list[str]:
    case = matters.read(ready.actors["preparer"], ready.decision).eva
    return [gate.id for at in ("submit", "sign") for gate in workflow.gates(case, at) if gate.level == "block"]


def test_no_walk_leads_to_a_signature_over_an_open_gate(ready: Ready, walk: Callable[[], None]) -> None:
    states: Counter[str] = Counter()
    for number in range(WALKS):
        source = random.Random(number)
        walk()
        steps = edits(ready) + moves(ready) * 2
        for _ in range(STEPS):
            try:
                source.choice(steps)(source)
            except (Refused, NotAllowed):
                continue
            state = matters.read(ready.actors["preparer"], ready.decision).stored["eva"].state
            states[state] += 1
            if state in VOUCHED:
                assert open_gates(ready) == [], number
    print(f"{WALKS} walks: {dict(states)}")
    assert states["signed"] > WALKS / 10, "the walks do come to a signature"
    assert states["in_review"] > WALKS / 10


def test_a_signature_over_an_open_gate_would_be_seen(ready: Ready, walk: Callable[[], None]) -> None:
    """Negative control: what the walks look for is there when a harm is left without an answer."""
    walk()
    preparer = ready.actors["preparer"]
    put(preparer, ready.decision, "eva", "matrix/p_health/VE1/impact5", -2)
    assert open_gates(ready) != []
