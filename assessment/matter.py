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
from assessment.answers import Answer, sources_in
from assessment.case import Alternative, Case
from assessment.duties import OpenDuty, OpenPractice
from assessment.progress import Status, Task, TaskGroup
from assessment.screening import Outcome
from assessment.templates.loading import Instruments
from assessment.templates.model import Text

CHECKLIST = "early-participation"
DUTY_COUNCILS = {"d_youth": "youth_council", "d_old": "elderly_council", "d_dis": "disability_council"}
FOLLOWED = ("follow_up", "closed")  # states in which it is asked what happened
MAIN = ("eva", "lava")  # EVA reads LAVA; other instruments stand beside them


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
    chosen: str | None = None  # code of the alternative that was decided on
    created_at: datetime | None = None
    alternatives_on: date | None = None  # the day on which the alternatives were settled


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
class Attachment:
    """A file kept with a source."""

    id: int
    name: str
    kind: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Source:
    """An evidence object: stored once, cited by its id."""

    id: int
    fields: Mapping[str, Any]
    rev: int = 1
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """What a post or a council thinks of the assessment, or why it was not asked."""

    who: str
    body: str
    not_asked: str
    rev: int
    by_role: str
    at: datetime


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
    councils: frozenset[str] = frozenset()  # that have given a statement
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
    opinions: Mapping[str, Opinion] = field(default_factory=dict)

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

    def screened(self, template: str) -> Outcome:
        """What an instrument's own screening says."""
        return self._screen(template)

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
        return {id: {**stored.answers, **self.bound(id)} for id, stored in self.stored.items()}

    def answers(self, template: str) -> Mapping[str, Answer]:
        """An instrument's answers; those that are the decision's own fields are read from the decision."""
        return self._answers.get(template, {})

    def bound(self, template: str) -> dict[str, Answer]:
        """The answers of one instrument that are the decision's or an alternative's own fields."""
        stored, head = self.stored[template], self.head
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
            "decision.chosen": self.head.chosen,
        }
        return Case(
            self.instruments,
            self.instruments[template],
            self.alternatives,
            self.answers(template) if stored else {},
            level,
            self.org,
            self._given("eva") | self._given("lava") | self._given(template),
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
                "opinions_open": sum(not self.has_opinion(who) for who in self._asked_of(found)),
            }
        )
        return case

    def _asked_of(self, found: tuple[OpenDuty, ...]) -> tuple[str, ...]:
        """Whose opinion is asked for: the councils that the law gives a say here, and of children their contact."""
        councils = [duty.body or DUTY_COUNCILS.get(duty.duty.id) for duty in found]
        wanted = {council for council in councils if council} | ({"child_rights_contact"} if self.lava else set())
        return tuple(who for who in self.instruments.library.lists["opinions"] if who in wanted)

    @property
    def opinions_asked(self) -> tuple[str, ...]:
        """Posts and councils whose opinion, or the reason why it was not asked, must be on record before signing."""
        return self._asked_of(self.duties)

    def has_opinion(self, who: str) -> bool:
        """Recorded as an opinion or a reason, or given as a statement."""
        return who in self.opinions or who in self.input.councils

    @cached_property
    def others(self) -> Mapping[str, Case]:
        """Instruments opened beside EVA and LAVA, by template id."""
        found = {}
        for id, stored in self.stored.items():
            if id in MAIN or self.instruments[id].workflow is None or stored.state == "withdrawn":
                continue
            level = self._screen(id).level if self.instruments[id].screening else "full"
            linked = {"lava.status": self.lava_status, "eva.cmp_proposal": self.eva.proposal}
            case = self._case(id, level, linked)
            case.counts.update(self.eva.counts)
            found[id] = case
        return found

    def case(self, template: str) -> Case | None:
        """The instrument as it is filled in for this decision; None when it is not open."""
        if template in MAIN:
            return self.eva if template == "eva" else self.lava
        return self.others.get(template)

    @property
    def cases(self) -> Mapping[str, Case]:
        """Every open instrument: EVA, LAVA, then the others."""
        found = {id: self.case(id) for id in (*MAIN, *self.others)}
        return {id: case for id, case in found.items() if case is not None}

    @property
    def openable(self) -> tuple[str, ...]:
        """Instruments that may be opened beside those that are, by template id."""
        return tuple(
            id
            for id, template in self.instruments.templates.items()
            if template.workflow is not None and template.sections and id not in MAIN and id not in self.others
        )

    def cited(self, template: str) -> frozenset[int]:
        """Ids of the evidence that visible answers of one instrument cite."""
        case = self.case(template)
        if case is None:
            return frozenset()
        given = [item.answer.value for item in case.items if item.answer]
        given += [value for cell in case.cells.values() for value in cell.values.values()]
        return frozenset(id for value in given for id in sources_in(value) if id in self.evidence)

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
            found += self._participation_tasks()
            found += progress.tasks(self.eva)
            if self.lava is not None:
                found.append(self._own("children", "lava_screening", LAVA_SCREENING, *self._lava_screening()))
                if self.lava.level in ("brief", "full"):
                    found += progress.tasks(self.lava)
        for id, case in self.others.items():
            if case.template.screening:
                screened = self._screened(id)
                found.append(Task("others", id, "screening", SCREENING, *screened))
            if case.level in ("brief", "full"):
                found += progress.tasks(case)
        for id, case in self.cases.items():
            if self.stored[id].state in FOLLOWED:
                found += progress.tasks(case, case.after)
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
        return self._screened("lava")

    def _screened(self, template: str) -> tuple[Status, int, int]:
        asked = self.instruments[template].screening
        total = len(asked.questions) if asked else 0
        given = total - len(self._screen(template).missing)
        return ("done" if given == total else "in_progress" if given else "not_started"), given, total

    def _participation_tasks(self) -> list[Task]:
        closed = sum(duty.status in ("done", "not_done", "na") for duty in self.duties if self._asked(duty))
        asked = sum(map(self._asked, self.duties))
        status: Status = "done" if closed == asked else "in_progress" if self.checklist else "not_started"
        tasks = [self._own("participation", "checklist", CHECKLIST_TASK, status, closed, asked)]
        flow = self.input
        imported: Status = "done" if flow.imports else "not_started"
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


SCREENING = Text(fi="Vastaa seulontaan", sv="Svara på frågorna i behovsbedömningen", en="Answer the screening")
LAVA_SCREENING = Text(
    fi="Vastaa lapsivaikutusten seulontaan",
    sv="Svara på frågorna i barnens behovsbedömning",
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
