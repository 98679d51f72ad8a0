"""Assessments from a file: looked at first, then stored whole as a new draft or not at all.

A version that is known here is kept, and its newer one is offered as always. Of an unknown version a person first sees
which answers have no place in the one in use. Source: assessment design, section 11.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment import answers, interchange
from assessment import evidence as sources
from assessment.answers import BadAnswer
from assessment.interchange import BadFile, GivenAssessment, Interchange
from assessment.templates.loading import Instruments
from assessment.templates.model import Template
from data import assessments, decisions, evidence, instruments, tables, themes
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message

assessment = tables.assessment


@dataclass(frozen=True)
class LeftOut:
    """An answer of the file that has no place here, and why."""

    instrument: str
    key: str
    value: Any
    why: Message


@dataclass(frozen=True)
class Arrival:
    """What a file would bring. `moved`: instruments of an unknown version, with the file's version and ours."""

    file: Interchange
    counts: Mapping[str, int]  # answers by instrument
    moved: Mapping[str, tuple[str, str]]
    left_out: tuple[LeftOut, ...]


@query()
def look(tx: Tx, actor: Actor, content: bytes) -> Arrival:
    """What the file holds and what of it would not fit; nothing is stored. Raises Refused."""
    return _arrival(tx, _read(content))


@verb()
def bring_in(tx: Tx, actor: Actor, content: bytes, *, agreed: bool = False, token: str | None = None) -> int:
    """Starts a new decision with everything the file holds and returns its id; never over another one.

    The same `token` again returns the decision it already made. Raises Refused when the file is wrong, or when answers
    would be left out and that is not `agreed` to.
    """
    found = _arrival(tx, _read(content))
    if found.left_out and not agreed:
        raise Refused([("assessment-file", Message(N_("Some answers have no place here. Read the list first.")))])
    made = _already(tx, token)
    if made is not None:
        tx.unchanged()
        return made
    try:
        decision_id = _start(tx, actor, found, token)
    except Refused as refused:  # its places are the file's, not the page's
        raise Refused([("assessment-file", problem) for _, problem in refused.problems]) from None
    tx.note(f"decision:{decision_id}", found.file.sha256())
    return decision_id


def _start(tx: Tx, actor: Actor, found: Arrival, token: str | None) -> int:
    file, given = found.file, found.file.decision
    decision_id = decisions.start(
        tx, actor, title=dict(given.title), summary=dict(given.summary), body=given.body, service=given.service,
        meeting_date=given.meeting_date, alternatives=[dict(one.name) for one in given.alternatives],
        register_id=given.register_id, language=given.language, token=token, made_up=given.made_up,
    )  # fmt: skip
    cited = {one.ref: evidence.store(tx, actor, decision_id, one.fields) for one in file.sources}
    named = {one.ref: themes.store(tx, decision_id, title=dict(one.title)) for one in file.themes}
    for one in file.assessments:
        _store(tx, actor, decision_id, _without(one, found.left_out), cited, named)
    return decision_id


def _read(content: bytes) -> Interchange:
    try:
        return interchange.read(content)
    except BadFile as bad:
        raise Refused([("assessment-file", bad.message)]) from None


def _already(tx: Tx, token: str | None) -> int | None:
    if token is None:
        return None
    d = tables.decision.c
    row = tx.one(sa.select(d.id).where(d.token == token))
    return int(row.id) if row else None


def _arrival(tx: Tx, file: Interchange) -> Arrival:
    used = instruments.current()
    _refuse_bad_sources(used, file)
    left_out: list[LeftOut] = []
    moved = {}
    for one in file.assessments:
        if one.instrument not in used.templates:
            text = N_("The instrument {name} is not in use here.")
            raise Refused([("assessment-file", Message(text, {"name": one.instrument[:60]}))])
        known = _known(tx, one)
        if known is None:
            moved[one.instrument] = (one.version, used[one.instrument].template.version)
        pinned = used if known is None else used.with_versions({one.instrument: (one.sha256, known)})
        left_out += _misfits(pinned, one, file)
    if not any(one.instrument == "eva" for one in file.assessments):
        raise Refused([("assessment-file", Message(N_("The file has no impact assessment (EVA).")))])
    return Arrival(file, {one.instrument: len(one.answers) for one in file.assessments}, moved, tuple(left_out))


def _refuse_bad_sources(used: Instruments, file: Interchange) -> None:
    problems = []
    for one in file.sources:
        for id, problem in sources.checked(used, one.fields)[1]:
            field = next(field for field in used.library.evidence_fields if field.id == id)
            text = N_("Source {ref} of the file, “{field}”: {problem}")
            problems.append(Message(text, {"ref": one.ref, "field": field, "problem": problem}))
    if problems:
        raise Refused([("assessment-file", problem) for problem in problems])


def _known(tx: Tx, given: GivenAssessment) -> Template | None:
    """The version that the answers were given for, when it is known here."""
    found = instruments.known(tx.db, given.sha256)
    return found if found is not None and found.id == given.instrument else None


def _misfits(used: Instruments, given: GivenAssessment, file: Interchange) -> list[LeftOut]:
    """Answers without a place in this version, or whose value does not fit it."""
    codes = [one.code for one in file.decision.alternatives]
    refs = {one.ref: one.ref for one in file.sources}
    named = {one.ref: one.ref for one in file.themes}
    found = []
    for one in given.answers:
        place = answers.address(used, used[given.instrument], one.key, codes)
        if place is None:
            why = Message(N_("There is no such question in this assessment."))
            found.append(LeftOut(given.instrument, one.key, one.value, why))
            continue
        try:
            value = interchange.referred(one.value, refs, named)
            if value != one.value:
                raise BadAnswer(Message(N_("The answer names a source or a theme that is not in the file.")))
            if answers.checked(used, place.question, value, codes) is None and not one.unknown_reason:
                raise BadAnswer(Message(N_("The answer is empty.")))
        except BadAnswer as bad:
            found.append(LeftOut(given.instrument, one.key, one.value, bad.message))
        except (TypeError, KeyError, AttributeError):
            wrong = Message(N_("The value is not of the kind that the question asks for."))
            found.append(LeftOut(given.instrument, one.key, one.value, wrong))
    return found


def _without(given: GivenAssessment, left_out: tuple[LeftOut, ...]) -> GivenAssessment:
    gone = {one.key for one in left_out if one.instrument == given.instrument}
    return given.model_copy(update={"answers": tuple(one for one in given.answers if one.key not in gone)})


def _store(
    tx: Tx,
    actor: Actor,
    decision_id: int,
    given: GivenAssessment,
    cited: Mapping[int, int],
    named: Mapping[int, int],
) -> None:
    """The instrument, pinned to the file's version where that is known, with the answers that fit."""
    a = assessment.c
    row = tx.one(sa.select(a.id).where(a.decision_id == decision_id, a.template == given.instrument))
    id = int(row.id) if row else decisions.add_assessment(tx, decision_id, given.instrument)
    known = _known(tx, given)
    if known is not None:
        pin = {"version": known.template.version, "sha256": instruments.keep_version(tx.db, given.sha256, known)}
        tx.db.execute(assessment.update().where(a.id == id).values(**pin))
    used = instruments.of_decision(tx.db, decision_id)
    codes = [one.code for one in decisions.load_alternatives(tx, decision_id)]
    for one in given.answers:
        place = answers.address(used, used[given.instrument], one.key, codes)
        assert place is not None  # the file has been looked at
        value = answers.checked(used, place.question, interchange.referred(one.value, cited, named), codes)
        seen = assessments.current_answer(tx, id, one.key).rev
        reason = None if value is not None else one.unknown_reason
        assessments.store_answer(tx, actor, id, one.key, value, reason, seen, "set")
