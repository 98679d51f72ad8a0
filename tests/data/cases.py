"""Decisions that tests start from, made through the verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import assessments, decisions, engine, tables
from data.permissions import Actor

YES = dict.fromkeys(("s_many", "s_group", "s_children", "s_network", "s_irrev"), "yes")
NO = dict.fromkeys(("s_staff", "s_cost", "s_env", "s_vital", "s_lang", "s_voice"), "no")


def decision(actor: Actor, **changes: Any) -> int:
    given: dict[str, Any] = {
        "title": {"fi": "Kouluverkko"},
        "body": "Valtuusto",
        "service": "Sivistys",
        "meeting_date": date(2027, 3, 1),
        "alternatives": ["Nykytila", "Yhdistetään", "Lakkautetaan"],
    }
    return decisions.create(actor, **given | changes)


def put(actor: Actor, decision_id: int, template: str, key: str, value: Any, **more: Any) -> Any:
    """Saves an answer over whatever revision is there; reading the whole matter for that takes longer than saving."""
    a, n = tables.assessment.c, tables.answer.c
    place = sa.select(a.id).where(a.decision_id == decision_id, a.template == template)
    with engine.transaction(writes=False) as connection:
        assessment_id = connection.execute(place).scalar_one()
        rev = connection.execute(sa.select(n.rev).where(n.assessment_id == assessment_id, n.key == key)).scalar()
    return assessments.save_answer(actor, assessment_id, key, value, rev or 0, **more)


def screened(actor: Actor, **answers: str) -> int:
    """A decision whose EVA screening is answered: full level, children touched."""
    id = decision(actor)
    for question, value in (YES | NO | answers).items():
        put(actor, id, "eva", f"screening/{question}", value)
    return id
