"""A matter's assessments as a JSON file, and what a file says: lossless, and equal matters give equal bytes.

The file carries the answers of every open instrument with the version each was given for, the sources they cite and
the themes they name, by numbers of its own. An answer whose question is hidden is there with `in_use: false`, judged by
what the file itself carries: as a draft that has not been decided on. Files kept with sources, comments and history
stay behind. Source: assessment design, section 11 (exports).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assessment.answers import Answer, sources_in
from assessment.case import Alternative, Case
from assessment.matter import CHECKLIST, Head, InputState, Matter
from assessment.templates.loading import Instruments
from locales import N_, Message

FORMAT: Literal["vaikutuspolku/assessments"] = "vaikutuspolku/assessments"
MAX_BYTES = 5 * 1024 * 1024
MAX_ANSWERS = 20_000
Texts = dict[Literal["fi", "sv", "en"], str]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenAlternative(Part):
    code: str = Field(pattern=r"^VE\d$")
    name: Texts


class GivenDecision(Part):
    title: Texts
    summary: Texts
    language: Literal["fi", "sv", "en"]
    body: str
    meeting_date: date | None
    service: str
    register_id: str | None
    made_up: bool
    alternatives: tuple[GivenAlternative, ...]


class GivenAnswer(Part):
    """`value` is null when it is not known; then `unknown_reason` says why."""

    key: str = Field(max_length=200)
    value: Any
    unknown_reason: str | None = None
    in_use: bool = True


class GivenAssessment(Part):
    instrument: str
    version: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the instrument's file")
    answers: tuple[GivenAnswer, ...]


class GivenSource(Part):
    ref: int = Field(ge=1, description="the number that answers cite")
    fields: dict[str, Any]


class GivenTheme(Part):
    ref: int = Field(ge=1, description="the number that answers name")
    title: Texts


class Interchange(Part):
    """The whole file."""

    format: Literal["vaikutuspolku/assessments"]
    format_version: Literal[1]
    decision: GivenDecision
    assessments: tuple[GivenAssessment, ...]
    sources: tuple[GivenSource, ...]
    themes: tuple[GivenTheme, ...]

    def bytes(self) -> bytes:
        """Canonical: sorted keys, two spaces, UTF-8, a line break at the end."""
        content = self.model_dump(mode="json")
        return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()

    def sha256(self) -> str:
        return hashlib.sha256(self.bytes()).hexdigest()


class BadFile(ValueError):
    """The file is not one of these; `message` says where and what to do."""

    def __init__(self, message: Message):
        super().__init__(message.text("en"))
        self.message = message


def schema() -> dict[str, Any]:
    """The published JSON Schema of the file (docs/assessments.schema.json)."""
    return Interchange.model_json_schema()


# ------------------------------------------------------------------ out


def of(matter: Matter, themes: Mapping[int, Mapping[str, str]]) -> Interchange:
    """The matter's file. `themes` are the titles of its themes by id."""
    head = matter.head
    given = {id: stored.answers for id, stored in matter.stored.items() if _leaves(matter, id)}
    sources = {id: ref for ref, id in enumerate(sorted(_cited(given, matter)), 1)}
    named = {id: ref for ref, id in enumerate(sorted(_named(given, themes)), 1)}
    alone = _alone(matter, len(named))
    return Interchange(
        format=FORMAT,
        format_version=1,
        decision=GivenDecision(
            title=dict(head.title),
            summary=dict(head.summary),
            language=head.language,
            body=head.body,
            meeting_date=head.meeting_date,
            service=head.service,
            register_id=head.register_id,
            made_up=head.made_up,
            alternatives=tuple(GivenAlternative(code=a.code, name=dict(a.name)) for a in matter.alternatives),
        ),
        assessments=tuple(
            GivenAssessment(
                instrument=id,
                version=matter.stored[id].version,
                sha256=matter.stored[id].sha256,
                answers=tuple(_answers(alone, id, sources, named)),
            )
            for id in sorted(given)
        ),
        sources=tuple(
            GivenSource(ref=ref, fields={k: v for k, v in matter.evidence[id].fields.items() if k != "ev_figure"})
            for id, ref in sources.items()
        ),
        themes=tuple(GivenTheme(ref=ref, title=dict(themes[id])) for id, ref in named.items()),
    )


def _leaves(matter: Matter, template_id: str) -> bool:
    """Open instruments, and the checklist whose facts they rest on."""
    return template_id == CHECKLIST or matter.case(template_id) is not None


def _alone(matter: Matter, themes: int) -> Matter:
    """The matter as far as the file carries it, so that what comes in is judged as what went out."""
    drafts = {id: replace(stored, state="draft") for id, stored in matter.stored.items() if _leaves(matter, id)}
    head = replace(matter.head, stage="in_preparation", decided_on=None, chosen=None)
    flow = InputState(released_themes=themes)
    return replace(matter, head=head, stored=drafts, input=flow, opinions={})


def _answers(
    matter: Matter, template_id: str, sources: Mapping[int, int], themes: Mapping[int, int]
) -> Iterator[GivenAnswer]:
    bound = matter.bound(template_id)  # the decision's own fields stand with the decision
    for key, answer in sorted(matter.stored[template_id].answers.items()):
        if key in bound or (answer.value is None and not answer.unknown_reason):
            continue
        value = referred(answer.value, sources, themes)
        if value is None and not answer.unknown_reason:
            continue
        in_use = _in_use(matter.case(template_id), key)
        yield GivenAnswer(key=key, value=value, unknown_reason=answer.unknown_reason, in_use=in_use)


def _in_use(case: Case | None, key: str) -> bool:
    """Whether any condition, count or document sees the answer."""
    head, *rest = key.split("/")
    if case is None or head in ("screening", "facts", "duties", "practice", "done"):
        return True
    if head == "apart":
        return any(cell.area.id == rest[0] for cell in case.cells.values())
    if len(rest) == 3:
        row, code, name = rest
        if any(section.id == head for section in case.after):
            return any(o.cell.row == row and o.cell.alternative == code and name in o.fields for o in case.outcomes)
        cell = case.cells.get((row, code))
        return cell is not None and (name in cell.values or name in cell.unknown)
    return any(item.key == key for item in (*case.items, *case.after_items))


def referred(value: Any, sources: Mapping[int, int], themes: Mapping[int, int]) -> Any:
    """The value with the numbers of sources and themes replaced; one that is not known is left out."""
    if sources_in(value):
        return [sources[id] for id in value if id in sources] or None
    if isinstance(value, list) and value and isinstance(value[0], dict) and "theme" in value[0]:
        return [{**row, "theme": themes[row["theme"]]} for row in value if row["theme"] in themes] or None
    return value


def _cited(given: Mapping[str, Mapping[str, Answer]], matter: Matter) -> set[int]:
    every = [answer.value for found in given.values() for answer in found.values()]
    return {id for value in every for id in sources_in(value) if id in matter.evidence}


def _named(given: Mapping[str, Mapping[str, Answer]], themes: Mapping[int, Any]) -> set[int]:
    rows = [row for found in given.values() for a in found.values() if isinstance(a.value, list) for row in a.value]
    return {row["theme"] for row in rows if isinstance(row, dict) and row.get("theme") in themes}


# ------------------------------------------------------------------ in


def read(content: bytes) -> Interchange:
    """What a file says. Raises BadFile with the place in the file when it is not one of these."""
    if len(content) > MAX_BYTES:
        raise BadFile(Message(N_("The file is larger than {n} megabytes."), {"n": MAX_BYTES // 1024**2}))
    try:
        found = Interchange.model_validate(json.loads(content, parse_constant=_no_number))
    except RecursionError:
        raise BadFile(Message(N_("The file is not JSON."))) from None
    except ValidationError as bad:
        where = "/".join(str(step) for step in bad.errors()[0]["loc"]) or "/"
        text = N_("The file is not an assessment of this service, or a part of it is missing or wrong: {where}.")
        raise BadFile(Message(text, {"where": where[:120]})) from None
    except ValueError:
        raise BadFile(Message(N_("The file is not JSON."))) from None
    if sum(len(one.answers) for one in found.assessments) > MAX_ANSWERS:
        raise BadFile(Message(N_("The file has more than {n} answers."), {"n": MAX_ANSWERS}))
    twice = _first_twice(found)
    if twice:
        raise BadFile(Message(N_("The same thing stands twice in the file: {what}."), {"what": twice}))
    alternatives = found.decision.alternatives
    if any(not one.name.get(found.decision.language, "").strip() for one in alternatives):
        raise BadFile(Message(N_("An alternative of the file has no name in the language of the matter.")))
    codes = [one.code for one in alternatives]
    if codes != [f"VE{n}" for n in range(len(codes))]:
        raise BadFile(Message(N_("The alternatives of the file are not VE0, VE1 and so on in order.")))
    return found


def outline(file: Interchange, instruments: Instruments, org: str) -> Matter:
    """The matter that the file would make, as far as `Wording` names places by it; it holds no answers."""
    given = file.decision
    head = Head(
        0, _plain(given.title), _plain(given.summary), given.language, given.body, given.meeting_date, given.service,
        given.register_id, "in_preparation", None, None, given.made_up,
    )  # fmt: skip
    alternatives = tuple(Alternative(one.code, _plain(one.name)) for one in given.alternatives)
    return Matter(instruments, org, head, alternatives, {})


def _plain(texts: Texts) -> dict[str, str]:
    return {str(language): text for language, text in texts.items()}


def _no_number(text: str) -> float:
    raise ValueError(text)


def _first_twice(found: Interchange) -> str | None:
    names = [one.instrument for one in found.assessments]
    names += [f"{one.instrument}/{answer.key}" for one in found.assessments for answer in one.answers]
    names += [f"sources/{one.ref}" for one in found.sources] + [f"themes/{one.ref}" for one in found.themes]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name[:120]
        seen.add(name)
    return None
