"""One question at one place as it is drawn, and what a kind of question can do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.answers import Answer
from assessment.matter import Matter
from assessment.templates.model import Question
from data.permissions import Actor
from locales import N_, Message
from ui.words import plain, say


class Unreadable(ValueError):
    """What is typed cannot be read as the type asks; nothing was saved and the text is still there."""

    def __init__(self, message: Message):
        super().__init__(message.msgid)
        self.message = message


@dataclass(frozen=True)
class Field:
    """One question at one place, as it is drawn."""

    actor: Actor
    matter: Matter
    template: str
    key: str
    question: Question
    label: str
    required: bool = True
    locked: bool = False
    help: str | None = None

    @property
    def assessment_id(self) -> int:
        return self.matter.stored[self.template].id

    @property
    def answer(self) -> Answer:
        return self.matter.answers(self.template).get(self.key) or Answer(self.key, None)

    @property
    def base(self) -> str:
        """The widget key: only a-z0-9_-, so that the CSS class equals it."""
        return widget_key(self.assessment_id, self.key)

    @property
    def caption(self) -> str:
        return plain(self.label) + ("" if self.required else f" ({say(N_('optional'))})")


def widget_key(assessment_id: int, key: str) -> str:
    return f"a{assessment_id}-" + re.sub(r"[^a-z0-9_-]", "-", key.lower())


@dataclass(frozen=True)
class Kind:
    """How one question type is seeded, drawn and read back. Suffixes follow the field's base key."""

    seed: Callable[[Field, Any], dict[str, Any]]
    draw: Callable[[Field, Callable[[], None]], None]
    collect: Callable[[Field, Any], Any]
    composite: bool = False


def day_of(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def iso(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
