"""The shape of the template files. An unknown key is an error, so a text cut by a stray comma is found.

Source: assessment design, section 2. Texts stand beside the other keys of an object as `fi`, `sv`, `en`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

import locales


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Part):
    """One text in the languages that its file claims; the lint holds each text to that claim.

    A reader whose language is not among them gets another one, and is told which (`template.langs`).
    """

    fi: str | None = None
    sv: str | None = None
    en: str | None = None

    def text(self, language: str) -> str:
        return locales.localized(self.texts(), language)

    def texts(self) -> dict[str, str]:
        return {k: v for k, v in (("fi", self.fi), ("sv", self.sv), ("en", self.en)) if v}


def _condition(value: object) -> object:
    """YAML reads a bare true as a boolean; a condition is always text."""
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


Condition = Annotated[str, BeforeValidator(_condition)]
Scalar = int | float | str


# ------------------------------------------------------------------ library


class Param(Text):
    id: str
    default: float
    min: float
    max: float


class Level(Text):
    value: Scalar
    sign: str | None = None
    requires_reason: bool = False
    requires_date: bool = False


class Scale(Text):
    id: str
    levels: tuple[Level, ...]
    special: tuple[Level, ...] = ()

    def values(self) -> dict[Scalar, Level]:
        return {level.value: level for level in (*self.levels, *self.special)}

    @property
    def explains(self) -> bool:
        """Some value asks for a date or a reason beside it, so the answer is an object."""
        return any(level.requires_date or level.requires_reason for level in self.levels)


class Group(Text):
    id: str
    under_18: bool | None = None
    crc: tuple[int, ...] = ()


class GroupList(Text):
    id: str
    items: tuple[Group, ...]


class Question(Text):
    """One question, one field of a cell or one fact. Which keys apply depends on `type`."""

    id: str
    type: str
    help: Text | None = None
    options: str | None = None
    scale: str | None = None
    list_: str | None = Field(None, alias="list")
    only: tuple[str, ...] = ()
    required: bool = False
    required_if: Condition | None = None
    visible_if: Condition | None = None
    max_chars: int | None = None
    min: float | None = None
    max: float | None = None
    crc: tuple[int, ...] = ()
    law: tuple[str, ...] = ()
    dim: str | None = None
    prefill: Condition | None = None
    evidence: bool = False
    per: Literal["none", "alternative", "non_baseline"] | None = None
    public: bool | Literal["after_decision"] | None = None
    binds: str | None = None
    because: Text | None = None
    from_: str | None = Field(None, alias="from")
    to: tuple[str, ...] = ()
    consent: str | None = None
    cleared: str | None = None
    default_from: dict[str, Any] | None = None


class CellRule(Text):
    id: str
    when: Condition
    require: tuple[str, ...] = ()
    require_one_of: tuple[str, ...] = ()


class DutyKind(Text):
    id: str
    open: bool
    proof: tuple[str, ...]


class Fact(Text):
    id: str
    type: str
    options: str | None = None


class Function(Text):
    id: str
    args: tuple[str, ...]


class Transition(Text):
    id: str
    from_: tuple[str, ...] = Field(alias="from")
    to: str
    role: tuple[str, ...]
    gates_at: str | None = None
    needs: tuple[str, ...] = ()
    automatic: str | None = None


class Workflow(Part):
    id: str
    states: tuple[str, ...]
    initial: str
    roles: tuple[str, ...]
    verdicts: tuple[str, ...]
    transitions: tuple[Transition, ...]


class Need(Text):
    id: str


class Article(Text):
    id: str
    article: int
    sure: Literal["high", "medium", "low"]
    checked_on: str | None


class Law(Text):
    id: str
    statute: str
    section: str | None
    sure: Literal["high", "medium", "low"]
    checked_on: str | None
    url: str | None
    requires: Text
    note: Text | None = None

    def name(self, language: str) -> str:
        """For example "Kuntalaki 26 § (410/2015)"; an article of a treaty is named as the language does it."""
        place, series = self.section or "", self.statute
        article = place.removesuffix(" artikla")
        if article != place:
            place = {"fi": place, "sv": f"artikel {article}", "en": f"article {article}"}[language]
        series = series.replace("SopS", {"fi": "SopS", "sv": "FördrS", "en": "Finnish Treaty Series"}[language])
        return f"{self.text(language)} {place}".strip() + f" ({series})"


class Guidance(Text):
    id: str
    sure: Literal["high", "medium", "low"]
    checked_on: str | None
    url: str | None


class LibraryHead(Part):
    id: str
    version: str
    status: Literal["draft", "published", "retired"]
    langs: tuple[str, ...]
    title: Text


class Library(Part):
    schema_version: Literal[1]
    library: LibraryHead
    params: tuple[Param, ...]
    scales: tuple[Scale, ...]
    groups: tuple[GroupList, ...]
    lists: dict[str, dict[str, Text]]
    cell_fields: tuple[Question, ...]
    baseline_cell_fields: tuple[Question, ...]
    outcome_fields: tuple[Question, ...]
    cell_rules: tuple[CellRule, ...]
    evidence_fields: tuple[Question, ...]
    duty_kinds: tuple[DutyKind, ...]
    facts: tuple[Fact, ...]
    functions: tuple[Function, ...]
    linked_names: tuple[str, ...]
    workflows: tuple[Workflow, ...]
    workflow_needs: tuple[Need, ...]
    crc_articles: tuple[Article, ...]
    laws: tuple[Law, ...]
    guidance: tuple[Guidance, ...]

    def scale(self, id: str) -> Scale:
        return next(scale for scale in self.scales if scale.id == id)

    def group(self, id: str) -> Group:
        return next(group for part in self.groups for group in part.items if group.id == id)

    def group_ids(self, list_id: str | None = None) -> tuple[str, ...]:
        return tuple(g.id for part in self.groups if list_id in (None, part.id) for g in part.items)

    def param(self, id: str) -> int:
        """A number that rules use and a municipality may set, such as the days for replies."""
        return int(next(param.default for param in self.params if param.id == id))

    def law(self, id: str) -> Law:
        return next(law for law in self.laws if law.id == id)

    def article(self, number: int) -> Article:
        return next(article for article in self.crc_articles if article.article == number)

    def kind(self, id: str) -> DutyKind:
        return next(kind for kind in self.duty_kinds if kind.id == id)

    def workflow(self, id: str) -> Workflow:
        return next(flow for flow in self.workflows if flow.id == id)

    def option(self, list_id: str, value: str) -> Text:
        return self.lists[list_id][value]

    def rule(self, id: str) -> CellRule:
        return next(rule for rule in self.cell_rules if rule.id == id)


# ------------------------------------------------------------------ instruments


class ChangelogEntry(Text):
    version: str
    date: str | None


class Head(Part):
    id: str
    version: str
    status: Literal["draft", "published", "retired"]
    uses: tuple[str, ...]
    langs: tuple[str, ...]
    title: Text
    basis: dict[str, tuple[str, ...]] = {}
    crc: tuple[int, ...] = ()
    child_is: str | None = None
    owner: dict[str, str]
    changelog: tuple[ChangelogEntry, ...]


class Exclusion(Text):
    id: str
    note: Text | None = None
    crc: tuple[int, ...] = ()


class ScreeningQuestion(Text):
    id: str
    points: int
    opens: tuple[str, ...] = ()
    because: Text


class LevelRule(Part):
    id: Literal["none", "brief", "full"]
    when: Condition
    output: str


class Screening(Part):
    exclude: tuple[Exclusion, ...] = ()
    questions: tuple[ScreeningQuestion, ...]
    levels: tuple[LevelRule, ...]
    none_needs: str


class Says(Part):
    """What the councillor's sentence is built from: "finite verb | infinitive | rest of the clause"."""

    worse: Text
    better: Text


class Area(Text):
    id: str
    pillar: str | None = None
    ask: Text
    crc: tuple[int, ...] = ()
    law: tuple[str, ...] = ()
    from_: str | None = Field(None, alias="from")
    says: Says | None = None


class BriefMatrix(Part):
    areas: tuple[str, ...] = ()
    add_areas_when: dict[str, tuple[str, ...]] = {}
    fields: tuple[str, ...] = ()
    fields_when_rule_fires: tuple[str, ...] = ()


class Section(Part):
    id: str
    title: Text
    intro: Text | None = None
    per: Literal["none", "alternative", "non_baseline", "area_x_alternative", "outcome"] = "none"
    visible_if: Condition | None = None
    opens: Literal["preparation", "follow_up"] = "preparation"  # follow_up: asked after the decision, signed by nobody
    panel: str | None = None
    crc: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()
    areas: tuple[Area, ...] = ()
    cell: tuple[str, ...] = ()
    baseline_cell: tuple[str, ...] = ()
    cell_rules: tuple[str, ...] = ()
    brief_mode: BriefMatrix | None = None

    @property
    def is_matrix(self) -> bool:
        return self.per == "area_x_alternative"

    @property
    def is_outcome(self) -> bool:
        """Asks of each effect of the chosen alternative what happened."""
        return self.per == "outcome"


class BriefMode(Part):
    sections: tuple[str, ...]
    questions: tuple[str, ...] = ()


class Gate(Text):
    id: str
    at: Literal["submit", "sign", "publish", "close"]
    level: Literal["block", "warn"]
    when: Condition


class Attestation(Text):
    id: str


class SignOff(Part):
    role: str
    binds: str
    attest: tuple[Attestation, ...]


class UsedWorkflow(Part):
    use: str
    sign_off: SignOff


class Output(Text):
    id: str
    formats: tuple[str, ...]
    sections: tuple[str, ...] | Literal["all"]


class Duty(Text):
    id: str
    kind: str
    law: tuple[str, ...]
    org: tuple[str, ...]
    when: Condition
    stage: str
    bodies: tuple[str, ...] = ()


class Practice(Text):
    id: str
    stage: str
    options: str | None = None


class Record(Part):
    per: tuple[str, ...]
    fields: tuple[Question, ...]


class DecisionCheck(Text):
    id: str


class Migration(Part):
    """How answers of older versions become answers of this one. Ids are of questions and areas.

    `from` is a version, or its beginning: "1" and "1.0" stand for every version that begins so.
    """

    from_: str = Field(alias="from")
    rename: dict[str, str] = {}
    split: dict[str, tuple[str, ...]] = {}
    drop: tuple[str, ...] = ()
    revalue: dict[str, dict[Scalar, Scalar]] = {}


class Local(Part):
    may_add: bool = False
    may_hide: tuple[str, ...] = ()
    may_reword_help: bool = False


class Template(Part):
    schema_version: Literal[1]
    template: Head
    migrations: tuple[Migration, ...] = ()
    params: tuple[str, ...] = ()
    local: Local = Local()
    entities: dict[str, dict[str, Any]] = {}
    defaults: dict[str, Any] = {}
    screening: Screening | None = None
    brief_mode: BriefMode | None = None
    sections: tuple[Section, ...] = ()
    gates: tuple[Gate, ...] = ()
    decision_check: tuple[DecisionCheck, ...] = ()
    workflow: UsedWorkflow | None = None
    outputs: tuple[Output, ...] = ()
    # early participation
    stages: tuple[str, ...] = ()
    facts: tuple[Question, ...] = ()
    fact_reasons: dict[str, Text] = {}
    duties: tuple[Duty, ...] = ()
    good_practice: tuple[Practice, ...] = ()
    # influence
    record: Record | None = None

    @property
    def id(self) -> str:
        return self.template.id

    def section(self, id: str) -> Section:
        return next(section for section in self.sections if section.id == id)

    def matrix(self) -> Section | None:
        return next((section for section in self.sections if section.is_matrix), None)

    def questions(self) -> tuple[tuple[Section, Question], ...]:
        return tuple((section, question) for section in self.sections for question in section.questions)


# ------------------------------------------------------------------ a municipality's own changes to an instrument


class Addition(Part):
    """A question of the municipality's own, and where it stands."""

    section: str
    after: str | None = None  # the question before it; None: last in its section
    question: Question


class LocalHead(Part):
    of: str  # id of the instrument
    version: str  # of these changes: part of the version that an assessment is pinned to
    add: tuple[Addition, ...] = ()
    hide: tuple[str, ...] = ()
    reword_help: dict[str, Text] = {}


class LocalChanges(Part):
    """A file of its own beside the instruments: what a municipality changes without copying an instrument."""

    schema_version: Literal[1]
    local: LocalHead
