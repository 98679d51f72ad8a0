"""Decisions that tests start from, made through the verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from data import assessments, decisions, matters
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
    """Saves an answer over whatever revision is there."""
    matter = matters.read(actor, decision_id)
    stored = matter.stored[template]
    seen = stored.answers[key].rev if key in stored.answers else 0
    return assessments.save_answer(actor, stored.id, key, value, seen, **more)


def screened(actor: Actor, **answers: str) -> int:
    """A decision whose EVA screening is answered: full level, children touched."""
    id = decision(actor)
    for question, value in (YES | NO | answers).items():
        put(actor, id, "eva", f"screening/{question}", value)
    return id
