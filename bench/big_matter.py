"""The screens of a matter as large as one gets: EVA and LAVA of every area, four alternatives, six groups apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assessment.case import Case
from assessment.matter import Matter
from bench.pages import Screen
from data import engine, instruments, interchange, matters, people, schema
from data.demo import loading
from tests import large
from ui import questions

ASSESSED = ("eva", "lava")


def bring_in(folder: Path) -> Matter:
    """Makes the demonstration in the folder's database and brings the large matter in beside it."""
    made = engine.make(f"sqlite:///{folder / 'test.db'}")
    schema.upgrade(made)
    engine.use(made)
    try:
        loading.make()
        preparer = people.demo_person("preparer")
        assert preparer is not None  # the demonstration has one
        file = large.large(instruments.current(), *ASSESSED)
        return matters.read(preparer, interchange.bring_in(preparer, file))
    finally:
        engine.use(None)
        made.dispose()


def screens(matter: Matter) -> Iterator[Screen]:
    """Every screen on which the matter is filled in, checked or read, as the preparer."""
    decision = {"decision": str(matter.head.id)}
    yield Screen("large: screening", "preparer", "screening", decision)
    yield Screen("large: task list", "preparer", "tasks", decision)
    for id in ASSESSED:
        case = matter.case(id)
        assert case is not None
        yield from _wizard(case, decision | {"instrument": id})
    yield Screen("large: early participation", "preparer", "participation", decision)
    yield Screen("large: check and send", "preparer", "check", decision)
    yield Screen("large: sources", "preparer", "evidence", decision)
    yield Screen("large: documents", "preparer", "documents", decision)
    yield Screen("large: briefing, draft", "preparer", "briefing", decision | {"version": "draft"})


def _wizard(case: Case, query: dict[str, str]) -> Iterator[Screen]:
    name = f"large: {case.template.id}"
    for section in case.sections:
        if not section.is_matrix:
            for step in range(1, len(questions.steps(case, section)) + 1):
                at = {"section": section.id, "step": str(step)}
                yield Screen(f"{name}, {section.id} {step}", "preparer", "section", query | at)
            continue
        yield Screen(f"{name}, effects", "preparer", "effects", query)
        area, group = next((row.area.id, row.group) for row in case.rows(section) if row.group)
        for code in case.codes[:2]:
            at = {"area": area, "alternative": code}
            yield Screen(f"{name}, one area {code}", "preparer", "effects", query | at)
        at = {"area": area, "group": group or "", "alternative": case.codes[1]}
        yield Screen(f"{name}, one group", "preparer", "effects", query | at)
