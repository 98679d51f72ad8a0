"""An answer as text to read: for those who may not edit, and for what is published."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import streamlit as st

from assessment.answers import Answer
from assessment.matter import Matter
from assessment.templates.model import Question
from locales import N_
from ui.words import day, euros, language, number, say, words


def draw(matter: Matter, question: Question, label: str, answer: Answer) -> None:
    if answer.value is None:
        text = say(N_("Not given"))
        if answer.unknown_reason:
            text = f"{say(N_('Not known'))}: {answer.unknown_reason}"
    else:
        text = shown(matter, question, answer.value)
    st.html(f'<p class="vp-label">{escape(label)}</p><p class="vp-answer" data-written>{escape(text)}</p>')


def shown(matter: Matter, question: Question, value: Any) -> str:
    """The value in words; several values one on a line."""
    library = matter.instruments.library
    match question.type:
        case "choice" | "yes_no":
            return library.option(question.options or "yes_no", value).text(language())
        case "multi":
            return _lines(library.option(question.options or "", v).text(language()) for v in value)
        case "scale" | "right":
            return _level(matter, question.scale or "", value)
        case "duty":
            return _level(matter, "check4", value)
        case "groups":
            if isinstance(value, dict):
                return f"{say(N_('None of these'))}: {value.get('reason', '')}"
            return _lines(library.group(id).text(language()) for id in value)
        case "money":
            return euros(value)
        case "number" | "number_or_unknown":
            return number(value)
        case "date":
            return _day(value)
        case "person_role":
            return library.option("roles", value).text(language())
        case "law_refs":
            return _lines(library.law(id).name(language()) for id in value)
        case "evidence":
            return _lines(matter.evidence[id].fields.get("ev_title", "") for id in value if id in matter.evidence)
        case "impact_areas":
            areas = {a.id: a for t in matter.instruments.templates.values() for s in t.sections for a in s.areas}
            return _lines(areas[id].text(language()) for id in value if id in areas)
        case "choice_alternative":
            found = next((a for a in matter.alternatives if a.code == value), None)
            return f"{value} {words(found.name)}" if found else str(value)
        case "per_alternative_text":
            return "\n".join(f"{code}: {text}" for code, text in value.items())
        case "actions":
            return _lines(_action(matter, action) for action in value)
        case "trace":
            return _lines(row.get("text", "") for row in value)
        case "places" | "indicators":
            return _lines(value)
    return str(value)


def _lines(parts: Any) -> str:
    return "\n".join(parts)


def _day(value: str | None) -> str:
    return day(date.fromisoformat(value)) if value else ""


def _level(matter: Matter, scale: str, value: Any) -> str:
    levels = matter.instruments.library.scale(scale).values()
    given = value if isinstance(value, dict) else {"value": value}
    level = levels.get(given.get("value", ""))
    word = " ".join(filter(None, (level.sign, level.text(language())))) if level else ""
    return " – ".join(part for part in (word, _day(given.get("date")), given.get("reason")) if part)


def _action(matter: Matter, action: dict[str, str]) -> str:
    owner = matter.instruments.library.lists["roles"].get(action.get("owner", ""))
    parts = (action.get("text"), owner.text(language()) if owner else None, _day(action.get("due")))
    return ", ".join(part for part in parts if part)
