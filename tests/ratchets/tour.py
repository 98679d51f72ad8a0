"""Every page in its main states, as addresses: what the browser ratchets visit.

A page that is not in a tour fails a test of its own, so a new page gets its visit before anything passes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from assessment.case import Case
from assessment.matter import Matter
from data import decisions, engine, matters, people
from tests.ratchets.places import registered
from ui import questions
from ui.question_kinds import KINDS


@dataclass(frozen=True)
class Place:
    """What is opened, and by whom. With `press` the page's main button is pressed with nothing filled in."""

    page: str  # file in pages/; "" for what is no page: the door, "not found"
    address: str
    role: str | None = "preparer"
    press: bool = False

    def __str__(self) -> str:
        return f"{self.address} ({self.role}{', pressed' if self.press else ''})"


ROWS = {  # one decision of each sort the tour needs
    "answered": "SELECT decision_id FROM response WHERE state = 'draft' ORDER BY decision_id LIMIT 1",
    "draft": "SELECT d.id FROM decision d JOIN assessment a ON a.decision_id = d.id AND a.template = 'lava' "
    "WHERE a.state = 'draft' ORDER BY d.id LIMIT 1",
    "in_review": "SELECT decision_id FROM assessment WHERE state = 'in_review' AND template = 'eva'",
    "signed": "SELECT decision_id FROM assessment WHERE state = 'signed' AND template = 'eva'",
    "hearing": "SELECT id FROM decision WHERE stage = 'hearing'",
    "followed": "SELECT id FROM decision WHERE stage = 'follow_up'",
}
OBJECTS = {  # of the decision whose input is answered
    "conversation": "SELECT activity_id FROM import i JOIN activity a ON a.id = i.activity_id "
    "WHERE a.decision_id = ? AND adapter = 'polis'",
    "survey": "SELECT activity_id FROM import i JOIN activity a ON a.id = i.activity_id "
    "WHERE a.decision_id = ? AND adapter = 'survey'",
    "activity": "SELECT id FROM activity WHERE decision_id = ?",
    "without_file": "SELECT id FROM activity a WHERE decision_id = ? "
    "AND NOT EXISTS (SELECT 1 FROM import i WHERE i.activity_id = a.id) LIMIT 1",
    "open_theme": "SELECT theme_id FROM response WHERE decision_id = ? AND state = 'draft' AND theme_id IS NOT NULL",
    "theme": "SELECT theme_id FROM response WHERE decision_id = ? AND state = 'published' AND theme_id IS NOT NULL",
    "statement": "SELECT statement_id FROM response WHERE decision_id = ? AND statement_id IS NOT NULL",
    "source": "SELECT id FROM evidence WHERE decision_id = ?",
    "answer": "SELECT id FROM response WHERE decision_id = ? AND state = 'published' LIMIT 1",
}


def of_demonstration(path: Path) -> list[Place]:
    """The tour of the demonstration database in `path`."""
    with sqlite3.connect(path) as db:
        one = {name: db.execute(query).fetchone()[0] for name, query in ROWS.items()}
    of = {name: found[0] for name, found in objects(path, one["answered"]).items()}
    of["source"] = objects(path, one["draft"])["source"][0]
    full, draft = f"?decision={one['answered']}", f"?decision={one['draft']}"
    at_review, at_signing = f"?decision={one['in_review']}", f"?decision={one['signed']}"
    hearing, followed = f"?decision={one['hearing']}", f"?decision={one['followed']}"
    return [
        Place("", "/", None),
        Place("", "/tasks?decision=1000000"),
        Place("desk.py", "/"),
        Place("desk.py", "/", "reviewer"),
        Place("desk.py", "/", "councillor"),
        Place("desk.py", "/", "youth_council"),
        Place("decisions.py", "/decisions?q=koulu", "councillor"),
        Place("guide.py", "/guide", "councillor"),
        Place("new_decision.py", "/new"),
        Place("agenda.py", "/agenda", press=True),
        Place("screening.py", f"/screening{draft}"),
        Place("screening.py", f"/screening{full}&instrument=lava"),
        Place("tasks.py", f"/tasks{draft}"),
        Place("tasks.py", f"/tasks{full}"),
        *(Place("section.py", f"/section{draft}&{where}") for where in sections(path, one["draft"])),
        Place("section.py", f"/section{full}&instrument=eva&section=basics"),
        Place("effects.py", f"/effects{draft}"),
        Place("effects.py", f"/effects{draft}&area=p_health&alternative=VE0"),
        Place("effects.py", f"/effects{draft}&area=p_health&alternative=VE1"),
        Place("effects.py", f"/effects{full}&instrument=lava"),
        *(Place("participation.py", f"/participation{draft}{duty}") for duty in ("", *duties(path, one["draft"]))),
        Place("bring_in.py", f"/import{full}"),
        Place("bring_in.py", f"/import{full}&new=1"),
        Place("bring_in.py", f"/import{full}&activity={of['conversation']}"),
        Place("bring_in.py", f"/import{full}&activity={of['without_file']}", press=True),
        Place("bring_in.py", f"/import{full}&activity={of['without_file']}&edit=1"),
        Place("population.py", f"/population{full}"),
        Place("population.py", f"/population{full}&activity={of['survey']}", press=True),
        Place("texts.py", f"/texts{full}&show=all"),
        Place("texts.py", f"/texts{full}&mode=list"),
        Place("erasure.py", f"/erasure{full}", press=True),
        Place("retention.py", "/retention", "coordinator"),
        Place("themes.py", f"/themes{full}"),
        Place("themes.py", f"/themes{full}&theme=new", press=True),
        Place("themes.py", f"/themes{full}&theme={of['theme']}"),
        Place("release.py", f"/release{full}"),
        Place("responses.py", f"/responses{full}&add=statement"),
        Place("responses.py", f"/responses{full}&theme={of['open_theme']}"),
        Place("responses.py", f"/responses{full}&theme={of['theme']}"),
        Place("responses.py", f"/responses{full}&statement={of['statement']}", "reviewer"),
        Place("check.py", f"/check{draft}"),
        Place("check.py", f"/check{at_review}", "reviewer"),
        Place("check.py", f"/check{at_signing}", "signer"),
        Place("evidence.py", f"/evidence{draft}"),
        Place("evidence.py", f"/evidence{draft}&source={of['source']}"),
        Place("evidence.py", f"/evidence{full}", "reviewer"),
        Place("evidence.py", f"/evidence{draft}&new=indicator", press=True),
        Place("differences.py", f"/differences{full}"),
        Place("documents.py", f"/documents{full}"),
        Place("upgrade.py", f"/upgrade{draft}"),
        Place("follow_up.py", f"/follow-up{followed}"),
        Place("follow_up.py", f"/follow-up{followed}&effect=p_services"),
        Place("calibration.py", "/calibration"),
        Place("briefing.py", f"/briefing{full}&areas=all", "councillor"),
        Place("briefing.py", f"/briefing{followed}", "councillor"),
        Place("briefing.py", f"/briefing{hearing}", "councillor"),
        Place("briefing.py", f"/briefing{draft}"),
        Place("compare.py", f"/compare{full}&with={one['followed']}&group={quote('65–79-vuotiaat')}", "councillor"),
        Place("requests.py", f"/requests{full}", "councillor", press=True),
        Place("requests.py", f"/requests{full}"),
        Place("residents.py", f"/residents{full}", "councillor"),
        Place("residents.py", f"/residents{hearing}", "councillor"),
        Place("influence.py", f"/influence{full}", "councillor"),
        Place("influence.py", f"/influence{full}&reply={of['answer']}", "youth_council"),
        Place("influence.py", f"/influence{hearing}&add=statement", "youth_council"),
        Place("verify.py", "/verify", "councillor", press=True),
        Place("trail.py", f"/trail{full}", "signer"),
    ]


def first_of_each_page(places: Sequence[Place]) -> list[Place]:
    """One state of every page."""
    found: dict[str, Place] = {}
    for place in places:
        found.setdefault(place.page, place)
    return list(found.values())


def objects(path: Path, id: int) -> dict[str, list[int]]:
    """Ids of a decision's objects of each sort in OBJECTS."""
    with sqlite3.connect(path) as db:
        return {name: [row[0] for row in db.execute(query, (id,))] for name, query in OBJECTS.items()}


def of_nothing() -> list[Place]:
    """Lists with nothing in them."""
    return [
        Place("", "/", None),
        Place("desk.py", "/"),
        Place("desk.py", "/", "councillor"),
        Place("desk.py", "/", "youth_council"),
        Place("decisions.py", "/decisions", "councillor"),
        Place("guide.py", "/guide", "councillor"),
        Place("new_decision.py", "/new", press=True),
        Place("agenda.py", "/agenda", "coordinator"),
        Place("verify.py", "/verify", "councillor"),
    ]


def of_beginning(id: int) -> list[Place]:
    """A decision in which nothing is filled in yet. What is read from the pages' files is opened as it stands."""
    roles = {"trail.py": "signer", "residents.py": "councillor", "influence.py": "youth_council"}
    listed = {place.page for place in of_nothing()}
    more = {"section.py": "&instrument=eva&section=basics", "effects.py": "&area=p_health&alternative=VE1"}
    return [
        Place(file, f"/{path}?decision={id}{more.get(file, '')}", roles.get(file, "preparer"))
        for file, path in registered().items()
        if file not in listed
    ]


def sections(path: Path, id: int) -> list[str]:
    """Steps of the draft that together show every kind of question that its sections hold."""
    wanted, found = set(KINDS), []
    for case in cases(path, id):
        for section in case.sections:
            if section.is_matrix:
                continue
            for number, step in enumerate(questions.steps(case, section), 1):
                kinds = {item.question.type for item in step} & wanted
                if kinds:
                    wanted -= kinds
                    found.append(f"instrument={case.template.id}&section={section.id}&step={number}")
    return found


def cases(path: Path, id: int) -> Sequence[Case]:
    matter = opened(path, id)
    return [case for case in (matter.case("eva"), matter.case("lava")) if case is not None]


def duties(path: Path, id: int) -> list[str]:
    """One duty and one good practice of the draft."""
    matter = opened(path, id)
    return [f"&duty={matter.duties[0].key}", f"&duty={matter.practices[0].key}"]


def begin(path: Path) -> int:
    """Starts a decision in the database of `path` and fills in nothing more; gives its id."""
    with using(path):
        preparer = people.demo_person("preparer")
        assert preparer is not None
        id = decisions.create(
            preparer, title={"fi": "Uusi asia"}, body="Valtuusto", service="Sivistys", meeting_date=None,
            alternatives=["Nykytila", "Muutos"],
        )  # fmt: skip
        decisions.announce(preparer, id)
    return id


def opened(path: Path, id: int) -> Matter:
    """The decision as the preparer sees it."""
    with using(path):
        preparer = people.demo_person("preparer")
        assert preparer is not None
        return matters.read(preparer, id)


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Puts a database to use in this process for as long as the block lasts."""
    made = engine.make(f"sqlite:///{path}")
    engine.use(made)
    try:
        yield
    finally:
        engine.use(None)
        made.dispose()
