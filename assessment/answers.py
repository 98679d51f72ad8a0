"""Answers: where one belongs (its key), what a value may be, and when it counts as given.

Keys: `screening/s_many`, `basics/b_goal`, `alternatives/VE1/alt_desc`, `matrix/p_health/VE1/impact5`,
`facts/case_type`, `duties/d_youth`, `practice/q_scope`, `done/basics` (the section's "Onko osio valmis?").
Source: assessment design, sections 2 and 9.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessment import certainty
from assessment.templates.loading import Instruments
from assessment.templates.model import Question, Section, Template
from locales import N_, Message

ALTERNATIVE = re.compile(r"VE\d")
DEFAULT_MAX_CHARS = {"text": 300, "long_text": 5000}
MAX_LIST = 60
MAX_REASON = 1000
CERTAINTY_BASIS = {  # reason -> list of the library
    "source": "certainty_sources",
    "age": "certainty_ages",
    "scope": "evidence_scopes",
    "agree": "yes_no",
    "direct": "yes_no",
}
PROOF_DATES = ("notice_date", "sent_on", "reply_by", "meeting_date")


@dataclass(frozen=True)
class Answer:
    """The current answer of one key. `value` is JSON; None with `unknown_reason` means "Ei tiedossa"."""

    key: str
    value: Any
    unknown_reason: str | None = None
    rev: int = 0
    by_role: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Address:
    """What a key points at. `question` describes the value; area and alternative where it repeats."""

    key: str
    section: str
    question: Question
    area: str | None = None
    alternative: str | None = None
    group: str | None = None  # the row's group, when an area is looked at apart for it


class BadAnswer(ValueError):
    """The value does not fit its question; `message` says what to do."""

    def __init__(self, message: Message):
        super().__init__(message.msgid)
        self.message = message


YES_NO_UNKNOWN = Question(id="_", type="choice", options="yes_no_unknown", fi="-", sv="-", en="-")
YES_NO = Question(id="_", type="yes_no", fi="-", sv="-", en="-")
LONG = Question(id="_", type="long_text", max_chars=MAX_REASON, fi="-", sv="-", en="-")
DUTY = Question(id="_", type="duty", fi="-", sv="-", en="-")
LEVEL = Question(id="_", type="choice", options="levels", fi="-", sv="-", en="-")
APART = Question(
    id="_",
    type="groups",
    fi="Mitkä ryhmät arvioidaan tässä erikseen?",
    sv="Vilka grupper bedöms här var för sig?",
    en="Which groups are assessed apart here?",
)


def address(instruments: Instruments, template: Template, key: str, alternatives: Collection[str]) -> Address | None:
    """Where `key` belongs in this template, or None when the template has no such place."""
    match key.split("/"):
        case ["screening", id] if template.screening:
            if any(id == q.id for q in template.screening.questions):
                return Address(key, "screening", YES_NO_UNKNOWN)
            if any(id == x.id for x in template.screening.exclude):
                return Address(key, "screening", YES_NO)
            if id == "none_reason":
                return Address(key, "screening", LONG)
            if id == "raised_level":
                return Address(key, "screening", LEVEL)
            return None
        case ["facts", id]:
            question = next((q for q in template.facts if q.id == id), None)
            return Address(key, "facts", question) if question else None
        case ["duties", id, *body]:
            duty = next((d for d in template.duties if d.id == id), None)
            if duty is None or len(body) > 1 or (tuple(body) and body[0] not in duty.bodies):
                return None
            return Address(key, "duties", DUTY)
        case ["practice", id]:
            return Address(key, "practice", DUTY) if any(p.id == id for p in template.good_practice) else None
        case ["done", id]:
            known = {section.id for section in template.sections} | {"screening", "duties"}
            return Address(key, "done", YES_NO) if id in known else None
        case ["apart", area]:
            section = next((s for s in template.sections if any(area == a.id and not a.from_ for a in s.areas)), None)
            return Address(key, section.id, APART, area) if section else None
        case [section_id, id]:
            section = _section(template, section_id)
            question = _in(section, id)
            if section is None or question is None or per(section, question) != "none":
                return None
            return Address(key, section_id, question)
        case [section_id, alternative, id] if alternative in alternatives:
            section = _section(template, section_id)
            question = _in(section, id)
            if section is None or question is None or per(section, question) not in ("alternative", "non_baseline"):
                return None
            if per(section, question) == "non_baseline" and alternative == "VE0":
                return None
            return Address(key, section_id, question, alternative=alternative)
        case [section_id, row, alternative, field] if alternative in alternatives:
            area, _, group = row.partition(":")
            section = _section(template, section_id)
            if section is not None and section.is_outcome:
                matrix = template.matrix()
                there = matrix is not None and any(area == a.id for a in matrix.areas) and alternative != "VE0"
                if not there or field not in section.cell or (group and group not in instruments.library.group_ids()):
                    return None
                return Address(key, section_id, cell_field(instruments, field), area, alternative, group or None)
            if section is None or not any(area == a.id and not a.from_ for a in section.areas):
                return None
            fields = section.baseline_cell if alternative == "VE0" else section.cell
            if field not in fields:
                return None
            # A group's row is about that group, and its present state is the area's.
            if group and (group not in instruments.library.group_ids() or field == "groups" or alternative == "VE0"):
                return None
            return Address(key, section_id, cell_field(instruments, field), area, alternative, group or None)
    return None


def per(section: Section, question: Question) -> str:
    return question.per or section.per


def cell_field(instruments: Instruments, id: str) -> Question:
    library = instruments.library
    every = (*library.cell_fields, *library.baseline_cell_fields, *library.outcome_fields)
    return next(field for field in every if field.id == id)


def _section(template: Template, id: str) -> Section | None:
    return next((section for section in template.sections if section.id == id), None)


def _in(section: Section | None, id: str) -> Question | None:
    return next((q for q in section.questions if q.id == id), None) if section else None


# ------------------------------------------------------------------ values


def checked(instruments: Instruments, question: Question, value: Any, alternatives: Collection[str]) -> Any:
    """The value as it is stored: trimmed, empty as None. Raises BadAnswer when it does not fit the question."""
    value = _trimmed(value)
    if value in (None, "", [], {}):
        return None
    check = _CHECKS.get(question.type)
    if check is None:
        raise BadAnswer(Message(N_("This question cannot be answered here.")))
    return check(_Allowed(instruments, question, tuple(alternatives)), value)


def _trimmed(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").strip()
    if isinstance(value, list | tuple):
        return [part for part in map(_trimmed, value) if part not in (None, "", {})]
    if isinstance(value, dict):
        return {str(k): v for k, v in ((k, _trimmed(v)) for k, v in value.items()) if v not in (None, "")}
    return value


@dataclass(frozen=True)
class _Allowed:
    instruments: Instruments
    question: Question
    alternatives: tuple[str, ...]

    def text(self, value: Any, limit: int | None = None) -> str:
        limit = limit or self.question.max_chars or DEFAULT_MAX_CHARS.get(self.question.type, 5000)
        if not isinstance(value, str):
            raise BadAnswer(Message(N_("Write the answer as text.")))
        if len(value) > limit:
            params = {"length": len(value), "limit": limit}
            raise BadAnswer(Message(N_("The text has {length} characters; at most {limit} fit. Shorten it."), params))
        return value

    def day(self, value: Any) -> str:
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            raise BadAnswer(Message(N_("Give the date as day.month.year, for example 24.3.2027."))) from None

    def number(self, value: Any) -> int | float:
        question = self.question
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise BadAnswer(Message(N_("Write a number, for example 1 200 or 2,5.")))
        low, high = question.min, question.max
        if (low is not None and value < low) or (high is not None and value > high):
            raise BadAnswer(Message(N_("The number is outside the limits.")))
        return value

    def one_of(self, value: Any, allowed: Collection[Any]) -> Any:
        if isinstance(value, bool) or value not in allowed:
            raise BadAnswer(Message(N_("The value is not among the options. Choose one of them.")))
        return value

    def some_of(self, value: Any, allowed: Collection[Any]) -> list[Any]:
        chosen = [self.one_of(part, allowed) for part in self.listed(value)]
        return list(dict.fromkeys(chosen))

    def listed(self, value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > MAX_LIST:
            raise BadAnswer(Message(N_("At most {n} items fit in one answer."), {"n": MAX_LIST}))
        return value

    def options(self) -> Collection[str]:
        return self.instruments.library.lists[self.question.options or ""]

    def scale(self, value: Any) -> Any:
        scale = self.instruments.library.scale(self.question.scale or "")
        if self.question.type == "right" or scale.id == "check4":
            if not isinstance(value, dict):
                value = {"value": value}
            return self.explained(value, scale.values())
        return self.one_of(value, scale.values())

    def explained(self, value: dict[str, Any], levels: Collection[Any]) -> dict[str, Any]:
        """A value with a date or a reason beside it; half-filled is kept, and does not count as answered."""
        kept: dict[str, Any] = {}
        if "value" in value:
            kept["value"] = self.one_of(value["value"], levels)
        if "date" in value:
            kept["date"] = self.day(value["date"])
        if "reason" in value:
            kept["reason"] = self.text(value["reason"], MAX_REASON)
        return kept

    def groups(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {"none": True, "reason": self.text(value.get("reason", ""), MAX_REASON)}
        library = self.instruments.library
        return self.some_of(value, self.question.only or library.group_ids(self.question.list_))

    def actions(self, value: Any) -> list[dict[str, str]]:
        roles = self.instruments.library.lists["roles"]
        kept = []
        for action in self.listed(value):
            if not isinstance(action, dict) or "text" not in action:
                raise BadAnswer(Message(N_("Say what is done before giving its owner and due date.")))
            row = {"text": self.text(action["text"], 500)}
            if "owner" in action:
                row["owner"] = self.one_of(action["owner"], roles)
            if "due" in action:
                row["due"] = self.day(action["due"])
            kept.append(row)
        return kept

    def sources(self, value: Any) -> list[int]:
        ids = self.listed(value)
        if sources_in(ids) != ids:
            raise BadAnswer(Message(N_("The value is not among the options. Choose one of them.")))
        return ids

    def texts(self, value: Any) -> list[str]:
        return [self.text(part, 300) for part in self.listed(value)]

    def trace(self, value: Any) -> list[dict[str, Any]]:
        kept = []
        for row in self.listed(value):
            if not isinstance(row, dict) or not isinstance(row.get("theme"), int):
                raise BadAnswer(Message(N_("Choose the theme that the text is about.")))
            kept.append({"theme": row["theme"], "text": self.text(row.get("text", ""), 1000)})
        return kept

    def per_alternative(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or set(value) - set(self.alternatives):
            raise BadAnswer(Message(N_("The value is not among the options. Choose one of them.")))
        return {code: self.text(text, 1000) for code, text in value.items()}

    def certainty(self, value: Any) -> Any:
        """A level as it is stated, or the reasons it is computed from, with the step it was moved and why."""
        levels = self.instruments.library.scale(self.question.scale or "").values()
        if not isinstance(value, dict):
            return self.one_of(value, levels)
        lists = self.instruments.library.lists
        kept: dict[str, Any] = {}
        basis = {k: v for k, v in (value.get("basis") or {}).items() if v not in (None, "")}
        for name, answer in basis.items():
            if name not in CERTAINTY_BASIS:
                raise BadAnswer(Message(N_("The value is not among the options. Choose one of them.")))
            self.one_of(answer, lists[CERTAINTY_BASIS[name]])
        if basis:
            kept["basis"] = basis
        if value.get("move"):
            kept["move"] = self.one_of(value["move"], certainty.MOVES)
        if "why" in value:
            kept["why"] = self.text(value["why"], MAX_REASON)
        return kept

    def duty(self, value: Any) -> dict[str, Any]:
        """Status as in check4, with proof fields beside it."""
        if not isinstance(value, dict):
            raise BadAnswer(Message(N_("The value is not among the options. Choose one of them.")))
        library = self.instruments.library
        kept = self.explained(value, library.scale("check4").values())
        proof: dict[str, str] = {}
        for field, text in (value.get("proof") or {}).items():
            self.one_of(field, library.lists["proof"])
            proof[field] = self.day(text) if field in PROOF_DATES else self.text(text, 500)
        if proof:
            kept["proof"] = proof
        return kept


def _areas(allowed: _Allowed) -> set[str]:
    templates = allowed.instruments.templates.values()
    return {area.id for template in templates for section in template.sections for area in section.areas}


_CHECKS: dict[str, Any] = {
    "text": _Allowed.text,
    "long_text": _Allowed.text,
    "number": _Allowed.number,
    "number_or_unknown": _Allowed.number,
    "money": lambda a, v: int(a.number(v)),
    "date": _Allowed.day,
    "yes_no": lambda a, v: a.one_of(v, ("yes", "no")),
    "choice": lambda a, v: a.one_of(v, a.options()),
    "multi": lambda a, v: a.some_of(v, a.options()),
    "scale": _Allowed.scale,
    "right": _Allowed.scale,
    "certainty": _Allowed.certainty,
    "groups": _Allowed.groups,
    "places": _Allowed.texts,
    "impact_areas": lambda a, v: a.some_of(v, _areas(a)),
    "evidence": _Allowed.sources,
    "indicators": _Allowed.texts,
    "actions": _Allowed.actions,
    "trace": _Allowed.trace,
    "law_refs": lambda a, v: a.some_of(v, {law.id for law in a.instruments.library.laws}),
    "person_role": lambda a, v: a.one_of(v, a.instruments.library.lists["roles"]),
    "choice_alternative": lambda a, v: a.one_of(v, a.alternatives),
    "per_alternative_text": _Allowed.per_alternative,
    "duty": _Allowed.duty,
}


def given(
    instruments: Instruments, question: Question, answer: Answer | None, alternatives: Collection[str] = ()
) -> bool:
    """Whether the answer counts: a value with all that it must carry, or "Ei tiedossa" with a reason."""
    if answer is None:
        return False
    value = answer.value
    if value is None:
        return bool(answer.unknown_reason)
    match question.type:
        case "certainty":
            return certainty.complete(value)
        case "scale" | "right":
            return _explained_enough(instruments, question, value)
        case "groups":
            return bool(value.get("reason")) if isinstance(value, dict) else bool(value)
        case "per_alternative_text":
            return all(value.get(code) for code in alternatives)
        case "indicators":
            return len(value) >= (question.min or 1) and len(value) <= (question.max or MAX_LIST)
        case "actions":
            return all(action.get("owner") and action.get("due") for action in value)
        case "trace":
            return all(row.get("text") for row in value)
        case "duty":
            return duty_recorded(value)
    return True


def _explained_enough(instruments: Instruments, question: Question, value: Any) -> bool:
    if not isinstance(value, dict):
        return True
    level = instruments.library.scale(question.scale or "").values().get(value.get("value", ""))
    if level is None:
        return False
    return not (level.requires_date and not value.get("date")) and not (
        level.requires_reason and not value.get("reason")
    )


def duty_recorded(value: Mapping[str, Any]) -> bool:
    """Done, planned with a date, or not done and not applicable with a reason."""
    match value.get("value"):
        case "done":
            return True
        case "planned":
            return bool(value.get("date"))
        case "not_done" | "na":
            return bool(value.get("reason"))
    return False


def sources_in(value: Any) -> list[int]:
    """Ids of the evidence that a stored value cites: nothing else is kept as a list of whole numbers."""
    if not isinstance(value, list) or not all(isinstance(id, int) and not isinstance(id, bool) for id in value):
        return []
    return value


def plain_value(value: Any) -> Any:
    """The value as conditions see it: a status without its date and reason, "none of these" as an empty list."""
    if isinstance(value, dict):
        if "value" in value:
            return value["value"]
        if value.get("none"):
            return []
    return value
