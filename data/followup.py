"""What happened to predicted effects over all decisions, and which groups carry harm over a council term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from assessment import calibration
from assessment.calibration import Known
from data import matters, tables
from data.permissions import Actor
from data.verb import Tx, query

decision, assessment = tables.decision, tables.assessment
TERM_YEARS, FIRST_TERM = 4, 2025  # a council's term begins on 1 June of the year of the elections: 2025, 2029 …
FOLLOWED = ("follow_up", "closed")
SIGNED = ("signed", "published", "follow_up", "closed")


@dataclass(frozen=True)
class Harm:
    """One decision of this council term whose proposed or chosen alternative harms a group."""

    decision_id: int
    title: Mapping[str, str]
    group: str
    effects: int  # how many effects harm the group there


@query()
def outcomes(tx: Tx, actor: Actor) -> list[Known]:
    """Every followed-up effect of EVA and LAVA, over all decisions."""
    ids = sa.select(assessment.c.decision_id).where(assessment.c.state.in_(FOLLOWED)).distinct()
    found: list[Known] = []
    for row in tx.all(ids.order_by(assessment.c.decision_id)):
        matter = matters.load(tx, row.decision_id)
        for case in matter.cases.values():
            found += calibration.known(case, matter.head.decided_on)
    return found


@query(on="decision")
def burden(tx: Tx, actor: Actor, decision_id: int) -> list[Harm]:
    """Other decisions of the same council term that harm the groups which this one harms. Counts, never a sum."""
    mine = matters.load(tx, decision_id)
    groups = set(mine.eva.burden)
    day = mine.head.decided_on or mine.head.meeting_date or tx.now.date()
    begins, ends = term(day)
    when = sa.func.coalesce(decision.c.decided_on, decision.c.meeting_date)
    rows = tx.all(
        sa.select(decision.c.id)
        .join(assessment, sa.and_(assessment.c.decision_id == decision.c.id, assessment.c.template == "eva"))
        .where(decision.c.id != decision_id, assessment.c.state.in_(SIGNED), when >= begins, when < ends)
        .order_by(when, decision.c.id)
    )
    found = []
    for row in rows:
        other = matters.load(tx, row.id)
        for group, effects in other.eva.burden.items():
            if group in groups:
                found.append(Harm(row.id, other.head.title, group, effects))
    return found


def term(day: date) -> tuple[date, date]:
    """The council term that a day belongs to: from 1 June of its first year to 1 June of the next one's."""
    year = day.year if day >= date(day.year, 6, 1) else day.year - 1
    begins = FIRST_TERM + (year - FIRST_TERM) // TERM_YEARS * TERM_YEARS
    return date(begins, 6, 1), date(begins + TERM_YEARS, 6, 1)
