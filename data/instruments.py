"""The instruments in use, and the version that each assessment was started with.

The built-in ones and a municipality's own are read and checked once at start. What an assessment is pinned to is kept
in the database as a value, so it outlives its file; the library is shared by all and only grows within a major version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from assessment.templates import loading
from assessment.templates.loading import Instruments, TemplateError, TemplateProblem
from assessment.templates.model import Template
from data import clock, tables
from data.settings import settings

instrument, assessment = tables.instrument, tables.assessment


@cache
def _loaded(folder: Path | None) -> Instruments:
    return loading.load(*([folder] if folder else []))


def current() -> Instruments:
    """Raises TemplateError with file, line and reason when a template has an error."""
    return _loaded(settings().templates_dir)


def keep(connection: sa.Connection, template_id: str) -> str:
    """Keeps the version in use now for an assessment that is pinned to it; returns its hash."""
    used = current()
    return keep_version(connection, used.hashes[template_id], used[template_id])


def keep_version(connection: sa.Connection, sha256: str, template: Template) -> str:
    """Keeps any version of an instrument as a value; returns its hash."""
    if connection.execute(sa.select(instrument.c.sha256).where(instrument.c.sha256 == sha256)).first() is None:
        connection.execute(
            instrument.insert().values(
                sha256=sha256,
                template=template.id,
                version=template.template.version,
                status=template.template.status,
                content=template.model_dump(mode="json", by_alias=True),
                at=clock.now(),
            )
        )
    return sha256


def of_decision(connection: sa.Connection, decision_id: int) -> Instruments:
    """Every instrument in the version that the decision's own assessment is pinned to, the others as in use now."""
    pins = sa.select(assessment.c.template, assessment.c.sha256).where(assessment.c.decision_id == decision_id)
    return pinned(connection, {row.template: row.sha256 for row in connection.execute(pins)})


_kept: dict[str, Template] = {}  # cache: hash -> template; what a hash stands for never changes


def pinned(connection: sa.Connection, pins: Mapping[str, str]) -> Instruments:
    """The instruments in use with other versions of those whose pin differs: {template id: hash}."""
    used = current()
    wanted = {id: sha256 for id, sha256 in pins.items() if used.hashes.get(id) != sha256}
    if not wanted:
        return used
    return used.with_versions({id: (sha256, _version(connection, sha256)) for id, sha256 in wanted.items()})


def _version(connection: sa.Connection, sha256: str) -> Template:
    found = known(connection, sha256)
    if found is None:
        raise LookupError(sha256)
    return found


def known(connection: sa.Connection, sha256: str) -> Template | None:
    """The version with this hash, among the files or among those kept; None when neither has it."""
    if sha256 in _kept:
        return _kept[sha256]
    used = current()
    found = next((used[id] for id, pin in used.hashes.items() if pin == sha256), None) or used.older.get(sha256)
    if found is None:
        row = connection.execute(sa.select(instrument.c.content).where(instrument.c.sha256 == sha256)).first()
        if row is None:
            return None
        found = Template.model_validate(row.content)
    _kept[sha256] = found
    return found


def check(connection: sa.Connection) -> None:
    """Raises TemplateError when a version that an assessment needs is nowhere, a published version's file has changed,
    or the library no longer has what one needs."""
    used = current()
    problems = list(_changed(connection, used))
    pinned_to = sa.select(assessment.c.template, assessment.c.sha256).distinct()
    for row in connection.execute(pinned_to).all():
        if known(connection, row.sha256) is None:
            problems.append(_missing(row.template, row.sha256))
    if not problems:
        in_use = pinned_to.where(assessment.c.state.not_in(("closed", "withdrawn")))
        for row in connection.execute(in_use).all():
            if used.hashes.get(row.template) != row.sha256:
                problems += loading.faults(pinned(connection, {row.template: row.sha256}), row.template)
    if problems:
        raise TemplateError(tuple(problems))


def _missing(template_id: str, sha256: str) -> TemplateProblem:
    reason = (
        f"an assessment was started with the version of '{template_id}' whose SHA-256 begins with {sha256[:12]}, which "
        "is neither among the files nor in the database; put its file back into the folder of templates, or, if the "
        "database is a demonstration's, remove it and a new one is made"
    )
    return TemplateProblem(f"{template_id}.yaml", 1, reason)


def _changed(connection: sa.Connection, used: Instruments) -> Iterator[TemplateProblem]:
    rows = connection.execute(
        sa.select(instrument.c.template, instrument.c.version, instrument.c.sha256).where(
            instrument.c.status == "published"
        )
    ).all()
    loaded = {id: (used.hashes[id], template) for id, template in used.templates.items()}
    everything = [*loaded.values(), *used.older.items()]
    for row in rows:
        for sha256, template in everything:
            head = template.template
            if (template.id, head.version) == (row.template, row.version) and sha256 != row.sha256:
                reason = f"version {head.version} of '{template.id}' is published and its file has changed; "
                yield TemplateProblem(f"{template.id}.yaml", 1, reason + "give the change a new version number")
