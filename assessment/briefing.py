"""The councillor's briefing as a value: the page, the documents and the public JSON are renderings of it.

Texts that a person wrote are in the language of the decision; words of scales, areas and sentences are in all three.
There is no total, no ranking and no recommended-first order: alternatives stand in register order.
`assessment/composing.py` makes it. Source: screens design, screen 10 and section 5.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from participation.release import Release, canonical_json

Words = dict[str, str]  # {fi, sv, en}


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(Value):
    """A measure that lessens harm: what, whose, by when."""

    text: str
    owner: Words | None
    due: date | None
    area: Words | None = None
    alternative: str | None = None


class EffectCell(Value):
    """One alternative's effect on one area in the councillor's four lines, or VE0's present state."""

    alternative: str
    kind: Literal["baseline", "effect", "not_assessed"]
    impact: int | str | None = None
    sign: str | None = None
    word: Words
    quantity: str | None = None
    sentence: Words | None = None
    certainty: int | None = None
    certainty_word: Words | None = None
    certainty_why: str | None = None  # why a person moved it from what the reasons give
    likelihood_word: Words | None = None
    horizon_word: Words | None = None
    groups: tuple[Words, ...] = ()
    groups_lose: tuple[Words, ...] = ()
    rationale: str | None = None
    state: str | None = None  # VE0: where things stand and where they are heading
    sources: tuple[int, ...] = ()
    mitigation: tuple[Action, ...] = ()
    no_mitigation_reason: str | None = None
    how_to_find_out: str | None = None
    themes: tuple[int, ...] = ()  # themes of resident input that concern this cell
    worst_area: Words | None = None  # children's row: the area of LAVA that is worst


class EffectRow(Value):
    area: str
    title: Words
    pillar: Words | None
    crc: tuple[int, ...] = ()
    differs: bool  # the alternatives differ here
    group: Words | None = None  # the one group that this row of the area is about
    cells: tuple[EffectCell, ...]


class AlternativeLine(Value):
    code: str
    name: Words
    description: str | None = None
    origin: Words | None = None
    cost_year: int | None = None  # euro cents; a saving is negative
    cost_once: int | None = None
    reversibility: Words | None = None
    best_for: str | None = None
    worst_for: str | None = None


class Principle(Value):
    """One of the four general principles of the Convention, for one alternative."""

    id: str
    article: int
    title: Words
    alternative: str
    value: int | str | None
    sign: str | None
    word: Words
    reason: str | None


class Participation(Value):
    """One Lundy statement and where it stands."""

    dim: Words
    text: Words
    value: Words | None
    planned_on: date | None = None
    reason: str | None = None


class Children(Value):
    """LAVA in short. Never folded."""

    ages: tuple[Words, ...]
    count: str | None
    count_unknown: str | None
    situations: tuple[Words, ...]
    gap: str | None
    level: Words | None  # the honest level of participation
    not_asked_reason: str | None
    lundy: tuple[Participation, ...]
    principles: tuple[Principle, ...]
    rows: tuple[EffectRow, ...]
    best: str | None
    same_as_proposal: bool | None
    other_interest: str | None
    compensation: tuple[Action, ...]
    weak: str | None
    summary_for_children: str | None
    told_on: date | None
    told_how: str | None
    asked_again_on: date | None


class Source(Value):
    id: int
    title: str
    kind: Words
    author: str | None
    period_end: date | None
    scope: Words | None
    strength: Words | None
    link: str | None
    note: str | None
    old: bool


class DutyLine(Value):
    kind: Words
    text: Words
    body: Words | None
    status: str
    status_word: Words
    reason: str | None
    when: date | None
    laws: tuple[str, ...]


class NotKnown(Value):
    """Something that is not known, and how it could be found out."""

    area: Words | None
    alternative: str | None
    text: str
    how: str | None = None


class StatementLine(Value):
    id: int
    council: Words
    date: date
    position: str
    main_points: str
    url: str | None


class Warning(Value):
    """A gate that only warns; it is published with the assessment."""

    id: str
    text: Words


class Made(Value):
    """How the assessment was made: states, roles and days, versions and hashes."""

    template: str
    title: Words
    version: str
    sha256: str
    state: str
    level: str | None
    by_role: tuple[tuple[str, datetime], ...]  # (transition id + role, when), oldest first


class Briefing(Value):
    decision_id: int
    edition: int | None  # None: a draft, not published
    composed_at: datetime
    language: str
    municipality: str
    made_up: bool
    title: Words
    summary: Words
    body: str
    meeting_date: date | None
    service: str
    register_id: str | None
    stage: str
    level: str | None
    none_reason: str | None
    problem: str | None
    goal: str | None
    still_open: tuple[Words, ...]
    fixed: str | None
    alternatives: tuple[AlternativeLine, ...]
    single_reason: str | None
    proposal: str | None
    proposal_why: str | None
    conflict: str | None
    key_differences: tuple[Words, ...]
    effects: tuple[EffectRow, ...]
    children: Children | None
    children_screening: Words | None  # why there is no LAVA
    economy: tuple[str, ...]  # area ids of the economy pillar
    mitigation: tuple[Action, ...]
    accepted_harm: tuple[NotKnown, ...]
    not_known: tuple[NotKnown, ...]
    share_unknown: float
    sources: tuple[Source, ...]
    burden: tuple[tuple[Words, int], ...]
    duties: tuple[DutyLine, ...]
    duties_not_done: tuple[DutyLine, ...]
    warnings: tuple[Warning, ...]
    statements: tuple[StatementLine, ...]
    not_heard: tuple[Words, ...]
    no_input_reason: str | None
    release: Release | None
    checks: tuple[Words, ...]  # ticks for the councillor
    follow_up_on: date | None
    made: tuple[Made, ...]

    def canonical(self) -> bytes:
        return canonical_json(self.model_dump(mode="json"))

    def sha256(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()
