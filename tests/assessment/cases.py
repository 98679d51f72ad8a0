"""Cases that tests start from, as values."""

from __future__ import annotations

from typing import Any

from assessment.answers import Answer
from assessment.case import Alternative, Case
from assessment.templates.loading import built_in

INSTRUMENTS = built_in()
ALTERNATIVES = tuple(Alternative(f"VE{i}", {"fi": f"Vaihtoehto {i}"}) for i in range(3))


def case(template: str = "eva", level: str = "full", answers: dict[str, Any] | None = None, **more: Any) -> Case:
    given = {key: Answer(key, value, rev=1, by_role="preparer") for key, value in (answers or {}).items()}
    return Case(INSTRUMENTS, INSTRUMENTS[template], ALTERNATIVES, given, level, **more)


def cell(area: str, code: str, section: str = "matrix", **fields: Any) -> dict[str, Any]:
    return {f"{section}/{area}/{code}/{name}": value for name, value in fields.items()}
