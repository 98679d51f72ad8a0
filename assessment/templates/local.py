"""A municipality's own changes to an instrument: questions added, optional ones hidden, help reworded.

The instrument's file stays as it is; the changed instrument is another version of it ("1.0.0+local.2") with a hash of
its own. What the instrument does not open in its `local` part stays locked. Source: assessment design, section 2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from assessment.templates.loading import Place
from assessment.templates.model import LocalChanges, Question, Section, Template

OWN = "local_"  # ids of a municipality's own questions begin so; no rule of the instrument knows them


def faults(template: Template, changes: LocalChanges) -> Iterator[tuple[Place, str]]:
    """What the instrument does not allow: (place in the local file, reason)."""
    allowed, own = template.local, changes.local
    questions = {question.id for _, question in template.questions()}
    sections = {section.id: section for section in template.sections}
    for i, added in enumerate(own.add):
        place: Place = ("local", "add", i)
        if not allowed.may_add:
            yield place, f"'{template.id}' takes no questions of your own"
        if not added.question.id.startswith(OWN):
            yield place, f"the id '{added.question.id}' must begin with {OWN}"
        if added.section not in sections:
            yield place, f"'{template.id}' has no section '{added.section}'"
        elif added.after and added.after not in {question.id for question in sections[added.section].questions}:
            yield place, f"the section '{added.section}' has no question '{added.after}'"
    for i, id in enumerate(own.hide):
        if id not in allowed.may_hide:
            yield ("local", "hide", i), f"'{id}' of '{template.id}' may not be hidden"
    for id in own.reword_help:
        if not allowed.may_reword_help:
            yield ("local", "reword_help", id), f"the help texts of '{template.id}' may not be reworded"
        if id not in questions:
            yield ("local", "reword_help", id), f"'{template.id}' has no question '{id}'"


def applied(template: Template, changes: LocalChanges) -> Template:
    """The instrument as the municipality uses it. `faults` must have found nothing."""
    version = f"{template.template.version}+local.{changes.local.version}"
    still_there = tuple(id for id in template.local.may_hide if id not in changes.local.hide)
    return template.model_copy(
        update={
            "template": template.template.model_copy(update={"version": version}),
            "local": template.local.model_copy(update={"may_hide": still_there}),
            "sections": tuple(_section(section, changes) for section in template.sections),
        }
    )


def combined(template_sha256: str, changes_sha256: str) -> str:
    """The hash that an assessment is pinned to when both files made its instrument."""
    return hashlib.sha256(f"{template_sha256}:{changes_sha256}".encode()).hexdigest()


def _section(section: Section, changes: LocalChanges) -> Section:
    hidden = set(changes.local.hide)
    areas = tuple(area for area in section.areas if area.id not in hidden)
    update: dict[str, object] = {"questions": tuple(_questions(section, changes)), "areas": areas}
    if section.brief_mode is not None:
        brief = section.brief_mode
        update["brief_mode"] = brief.model_copy(
            update={
                "areas": tuple(id for id in brief.areas if id not in hidden),
                "add_areas_when": {
                    name: tuple(id for id in added if id not in hidden) for name, added in brief.add_areas_when.items()
                },
            }
        )
    return section.model_copy(update=update)


def _questions(section: Section, changes: LocalChanges) -> Iterator[Question]:
    own = changes.local
    mine = [added for added in own.add if added.section == section.id]
    for question in section.questions:
        if question.id not in own.hide:
            help_ = own.reword_help.get(question.id)
            yield question.model_copy(update={"help": help_}) if help_ else question
        yield from (added.question for added in mine if added.after == question.id)
    yield from (added.question for added in mine if added.after is None)
