"""One decision under preparation, put together from what is stored: its screenings, instruments, duties and tasks.

Pure: the same stored parts give the same matter. `data/matters.py` loads the parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from assessment import children, duties, progress, screening
from assessment.answers import Answer
from assessment.case import Alternative, Case
from assessment.duties import OpenDuty, OpenPractice
from assessment.progress import Status, Task, TaskGroup
from assessment.screening import Outcome
from assessment.templates.loading import Instruments
from assessment.templates.model import Text

CHECKLIST = "early-participation"


@dataclass(frozen=True)
class Head:
    """What a decision is called, where it is decided and when."""

    id: int
    title: Mapping[str, str]
    summary: Mapping[str, str]
    language: str
    body: str
    meeting_date: date | None
    service: str
    register_id: str | None
    stage: str
    decided_on: date | None
    announced_at: datetime | None
    made_up: bool


@dataclass(frozen=True)
class Stored:
    """One instrument of a decision as it is stored."""

    id: int
    template: str
    version: str
    sha256: str
    state: str
    edition: int
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Source:
    """An evidence object: stored once, cited by its id."""

    id: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class InputState:
    """How far the resident input of the decision has come."""

    activities: int = 0
    imports: int = 0
    texts: int = 0
    unread: int = 0
    themes: int = 0
    releases: int = 0
    release: str | None = None  # the newest one's hash
    stale: bool = False  # something was imported, cleared or tied after the newest release
    released_themes: int = 0
    statements: int = 0
    unanswered: int = 0  # released themes and statements whose answer is missing or still to come
    unpublished: int = 0  # answers drafted or approved but not published


@dataclass(frozen=True)
class Matter:
    instruments: Instruments
    org: str
    head: Head
    alternatives: tuple[Alternative, ...]
    stored: Mapping[str, Stored]  # by template id: eva, lava, early-participation
    evidence: Mapping[int, Source] = field(default_factory=dict)
    input: InputState = field(default_factory=InputState)

    # -------------------------------------------------------------- screening

    def _given(self, template: str) -> dict[str, str]:
        stored = self.stored.get(template)
        answers = stored.answers if stored else {}
        prefix = "screening/"
        return {k.removeprefix(prefix): a.value for k, a in answers.items() if k.startswith(prefix) and a.value}

    def _screen(self, template: str) -> Outcome:
        given = self._given(template)
        raised = given.pop("raised_level", None)
        given.pop("none_reason", None)
        return screening.screen(self.instruments, self.instruments[template], given, raised)

    @cached_property
    def outcome(self) -> Outcome:
        """What EVA's screening says."""
        return self._screen("eva")

    @cached_property
    def lava_outcome(self) -> Outcome:
        return self._screen("lava")

    @property
    def none_reason(self) -> str | None:
        return self._given("eva").get("none_reason")

    @property
    def lava_opened(self) -> bool:
        """By the screening, or by hand: a LAVA that somebody has begun stays open."""
        stored = self.stored.get("lava")
        return "lava" in self.outcome.opens or bool(stored and stored.answers)

    @property
    def checklist(self) -> Mapping[str, Answer]:
        stored = self.stored.get(CHECKLIST)
        return stored.answers if stored else {}

    @property
    def facts(self) -> dict[str, Any]:
        prefix = "facts/"
        return {k.removeprefix(prefix): a.value for k, a in self.checklist.items() if k.startswith(prefix) and a.value}

    # -------------------------------------------------------------- answers

    @cached_property
    def _answers(self) -> dict[str, dict[str, Answer]]:
        return {id: {**stored.answers, **self._bound(id, stored)} for id, stored in self.stored.items()}

    def answers(self, template: str) -> Mapping[str, Answer]:
        """An instrument's answers; those that are the decision's own fields are read from the decision."""
        return self._answers.get(template, {})

    def _bound(self, template: str, stored: Stored) -> dict[str, Answer]:
        head = self.head
        meeting = head.meeting_date.isoformat() if head.meeting_date else None
        own = {
            "decision.title": head.title.get(head.language),
            "decision.body": head.body,
            "decision.meeting_date": meeting,
        }
        found: dict[str, Answer] = {}
        for section, question in self.instruments[template].questions():
            if question.binds == "alternative.name":
                for alternative in self.alternatives:
                    key = f"{section.id}/{alternative.code}/{question.id}"
                    found[key] = _as_now(stored, key, alternative.name.get(head.language))
            elif question.binds:
                key = f"{section.id}/{question.id}"
                found[key] = _as_now(stored, key, own[question.binds])
        return found

    # -------------------------------------------------------------- cases

    def _case(self, template: str, level: str | None, linked: Mapping[str, Any]) -> Case:
        stored = self.stored.get(template)
        decision = {
            "decision.body": self.head.body,
            "decision.meeting_date": self.head.meeting_date.isoformat() if self.head.meeting_date else None,
            "decision.decided_on": self.head.decided_on.isoformat() if self.head.decided_on else None,
        }
        return Case(
            self.instruments,
            self.instruments[template],
            self.alternatives,
            self.answers(template) if stored else {},
            level,
            self.org,
            self._given("eva") | self._given("lava"),
            self.facts,
            decision | dict(linked),
        )

    @cached_property
    def lava(self) -> Case | None:
        if not self.lava_opened or "lava" not in self.stored:
            return None
        eva = self.stored.get("eva")
        proposal = eva.answers.get("compare/cmp_proposal") if eva else None
        return self._case("lava", self.lava_outcome.level, {"eva.cmp_proposal": proposal.value if proposal else None})

    @cached_property
    def lava_status(self) -> str:
        stored = self.stored.get("lava")
        return children.status(stored.state if stored else None, self.lava_outcome.level, self.lava_opened)

    @cached_property
    def eva(self) -> Case:
        rows = children.summary(self.lava)
        if self.lava_status == "not_needed":
            rows = {alternative.code: {"impact5": "na"} for alternative in self.alternatives[1:]}
        linked = {"lava.status": self.lava_status, "lava.summary": rows}
        case = self._case("eva", self.outcome.level, linked)
        found = duties.applicable(self.instruments, self.instruments[CHECKLIST], case, self.checklist)
        # The duties follow from the case itself, so it learns their counts only now; nothing has read them before.
        case.counts.update(
            {
                "input_count": self.input.released_themes + self.input.statements,
                "themes_open": self.input.unanswered,
                "duties_open": duties.open_count(self.instruments, found),
                "duties_not_done": duties.not_done_count(found),
            }
        )
        return case

    def case(self, template: str) -> Case | None:
        return {"eva": self.eva, "lava": self.lava}.get(template)

    def cited(self, template: str) -> frozenset[int]:
        """Ids of the evidence that visible answers of one instrument cite."""
        case = self.case(template)
        if case is None:
            return frozenset()
        lists = [item.answer.value for item in case.items if item.question.type == "evidence" and item.answer]
        lists += [cell.values.get(name) for cell in case.cells.values() for name in ("evidence", "state_evidence")]
        return frozenset(id for ids in lists for id in ids or () if id in self.evidence)

    @cached_property
    def duties(self) -> tuple[OpenDuty, ...]:
        return duties.applicable(self.instruments, self.instruments[CHECKLIST], self.eva, self.checklist)

    @cached_property
    def practices(self) -> tuple[OpenPractice, ...]:
        return duties.practices(self.instruments[CHECKLIST], self.checklist)

    # -------------------------------------------------------------- tasks

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Every task of the decision in the order of the task list."""
        found = [self._own("basics", "screening", SCREENING, self._screening_status(), *self._screening_counts())]
        if self.outcome.level in ("brief", "full"):
            found += progress.tasks(self.eva)
            found += self._participation_tasks()
            if self.lava is not None:
                found.append(self._own("children", "lava_screening", LAVA_SCREENING, *self._lava_screening()))
                if self.lava.level in ("brief", "full"):
                    found += progress.tasks(self.lava)
        return tuple(sorted(found, key=lambda task: progress.GROUPS.index(task.group)))

    def _own(self, group: TaskGroup, id: str, title: Text, status: Status, given: int, total: int) -> Task:
        return Task(group, "", id, title, status, given, total)

    def _screening_counts(self) -> tuple[int, int]:
        asked = self.instruments["eva"].screening
        total = len(asked.questions) if asked else 0
        return total - len(self.outcome.missing), total

    def _screening_status(self) -> Status:
        if self.outcome.level == "none" and not self.none_reason:
            return "in_progress"
        if self.outcome.level is not None:
            return "done"
        return "in_progress" if self._given("eva") else "not_started"

    def _lava_screening(self) -> tuple[Status, int, int]:
        asked = self.instruments["lava"].screening
        total = len(asked.questions) if asked else 0
        given = total - len(self.lava_outcome.missing)
        return ("done" if given == total else "in_progress" if given else "not_started"), given, total

    def _participation_tasks(self) -> list[Task]:
        closed = sum(duty.status in ("done", "not_done", "na") for duty in self.duties if self._asked(duty))
        asked = sum(map(self._asked, self.duties))
        status: Status = "done" if closed == asked else "in_progress" if self.checklist else "not_started"
        tasks = [self._own("participation", "checklist", CHECKLIST_TASK, status, closed, asked)]
        flow = self.input
        imported: Status = "done" if flow.imports else "in_progress" if flow.activities else "not_started"
        tasks.append(self._own("participation", "import", IMPORT, imported, int(flow.imports > 0), 1))
        reading: Status = "cannot_start" if not flow.texts else "done" if not flow.unread else "in_progress"
        tasks.append(self._own("participation", "texts", TEXTS, reading, flow.texts - flow.unread, flow.texts))
        frozen: Status = "cannot_start" if not flow.imports else "not_started"
        if flow.releases:
            frozen = "changed" if flow.stale else "done"
        tasks.append(self._own("participation", "release", RELEASE, frozen, int(flow.releases > 0), 1))
        total = flow.released_themes + flow.statements
        answered: Status = "cannot_start" if not total else "done" if not flow.unanswered else "in_progress"
        if answered == "done" and flow.unpublished:
            answered = "waiting"
        tasks.append(self._own("participation", "responses", RESPONSES, answered, total - flow.unanswered, total))
        return tasks

    def _asked(self, duty: OpenDuty) -> bool:
        """The assessment itself fulfils a duty to assess; nobody ticks it."""
        return self.instruments.library.kind(duty.duty.kind).open


def _as_now(stored: Stored, key: str, value: str | None) -> Answer:
    """The decision's own value under the revision that its answer has here."""
    before = stored.answers.get(key)
    return replace(before, value=value, unknown_reason=None) if before else Answer(key, value)


SCREENING = Text(fi="Vastaa seulontaan", sv="Svara på frågorna i behovsprövningen", en="Answer the screening")
LAVA_SCREENING = Text(
    fi="Vastaa lapsivaikutusten seulontaan",
    sv="Svara på frågorna i barnens behovsprövning",
    en="Answer the screening on children",
)
CHECKLIST_TASK = Text(
    fi="Kirjaa, kenelle on kerrottu ja ketä on kuultu",
    sv="Anteckna vem som har informerats och hörts",
    en="Record who has been told and heard",
)
IMPORT = Text(fi="Tuo asukkaiden vastaukset", sv="Hämta in invånarnas svar", en="Bring in residents' input")
TEXTS = Text(fi="Tarkista tekstit ja teemat", sv="Granska texter och teman", en="Review texts and themes")
RELEASE = Text(fi="Jäädytä julkaisu", sv="Lås publiceringen", en="Freeze the release")
RESPONSES = Text(
    fi="Vastaa teemoihin ja lausuntoihin",
    sv="Svara på teman och utlåtanden",
    en="Answer themes and statements",
)
