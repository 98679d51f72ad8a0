"""Answers in words: the pages, the differences and the documents say a value in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from assessment import answers, certainty
from assessment.answers import Answer
from assessment.cells import area_of, group_of
from assessment.matter import Matter
from assessment.templates.model import Area, Library, Question, Text
from locales import N_, formats, localized, translate


def in_words(library: Library, text: Text, language: str) -> str:
    """A text of an instrument, its {placeholders} replaced by the values of the library's params."""
    said = text.text(language)
    for param in library.params:
        said = said.replace("{" + param.id + "}", formats.number(int(param.default), language))
    return said


def at(moment: datetime, language: str) -> str:
    """24.3.2027 klo 14.02. The moment is in the reader's time zone already."""
    day, time = formats.day(moment.date(), language), formats.time(moment, language)
    return translate(language, N_("{day} at {time}"), day=day, time=time)


@dataclass(frozen=True)
class Wording:
    """How the answers of one matter are said in one language."""

    matter: Matter
    language: str

    def say(self, msgid: str) -> str:
        return translate(self.language, msgid)

    # -------------------------------------------------------------- values

    def answer(self, question: Question, answer: Answer | None) -> str:
        """The answer, or that there is none, or why it is not known."""
        if answer is None or (answer.value is None and not answer.unknown_reason):
            return self.say(N_("Not given"))
        if answer.value is None:
            return f"{self.say(N_('Not known'))}: {answer.unknown_reason}"
        return self.value(question, answer.value)

    def value(self, question: Question, value: Any) -> str:
        """The value in words; several values one on a line."""
        library = self.matter.instruments.library
        match question.type:
            case "choice" | "yes_no":
                return self.option(question.options or "yes_no", value)
            case "multi":
                return _lines(self.option(question.options or "", one) for one in value)
            case "scale" | "right":
                return self.level(question.scale or "", value)
            case "certainty":
                return self.certainty(value)
            case "duty":
                return self.duty(value)
            case "groups":
                if isinstance(value, dict):
                    return f"{self.say(N_('None of these'))}: {value.get('reason', '')}"
                return _lines(library.group(id).text(self.language) for id in value)
            case "money":
                return formats.euros(value, self.language)
            case "number" | "number_or_unknown":
                return formats.number(value, self.language)
            case "date":
                return self.day(value)
            case "person_role":
                return self.option("roles", value)
            case "law_refs":
                return _lines(library.law(id).name(self.language) for id in value)
            case "evidence":
                found = (self.matter.evidence.get(id) for id in value)
                return _lines(source.fields.get("ev_title", "") for source in found if source)
            case "impact_areas":
                return _lines(self.areas[id].text(self.language) for id in value if id in self.areas)
            case "choice_alternative":
                return self.alternative(value)
            case "per_alternative_text":
                return _lines(f"{code}: {text}" for code, text in value.items())
            case "actions":
                return _lines(self.action(action) for action in value)
            case "trace":
                return _lines(row.get("text", "") for row in value)
            case "places" | "indicators":
                return _lines(value)
        return str(value)

    def option(self, list_id: str, value: Any) -> str:
        found = self.matter.instruments.library.lists.get(list_id, {}).get(value)
        return found.text(self.language) if found else str(value)

    def level(self, scale: str, value: Any) -> str:
        """The word of a level with its sign, and the day or the reason beside it."""
        levels = self.matter.instruments.library.scale(scale).values()
        given = value if isinstance(value, dict) else {"value": value}
        level = levels.get(given.get("value", ""))
        word = " ".join(filter(None, (level.sign, level.text(self.language)))) if level else ""
        return " – ".join(part for part in (word, self.day(given.get("date")), given.get("reason")) if part)

    def certainty(self, value: Any) -> str:
        """The level, the reasons it comes from, and why it was moved."""
        level = certainty.level(value)
        parts = [self.level("certainty", level)] if level is not None else []
        if isinstance(value, dict):
            basis = value.get("basis") or {}
            told = [name for name in ("source", "age") if name in basis]
            parts += [self.option(answers.CERTAINTY_BASIS[name], basis[name]) for name in told]
            if value.get("move") and value.get("why"):
                parts.append(value["why"])
        return " – ".join(parts)

    def duty(self, value: Any) -> str:
        proof = value.get("proof") or {}
        told = [
            f"{self.option('proof', name)}: {self.day(text) if name in answers.PROOF_DATES else text}"
            for name, text in proof.items()
        ]
        return _lines([self.level("check4", value), *told])

    def action(self, action: dict[str, str]) -> str:
        owner = self.option("roles", action["owner"]) if action.get("owner") else None
        return ", ".join(part for part in (action.get("text"), owner, self.day(action.get("due"))) if part)

    def alternative(self, code: str) -> str:
        found = next((one for one in self.matter.alternatives if one.code == code), None)
        return f"{code} {localized(found.name, self.language)}" if found else code

    def day(self, value: str | None) -> str:
        return formats.day(date.fromisoformat(value), self.language) if value else ""

    # -------------------------------------------------------------- places

    @cached_property
    def areas(self) -> dict[str, Area]:
        templates = self.matter.instruments.templates.values()
        return {area.id: area for t in templates for section in t.sections for area in section.areas}

    def row(self, row_id: str) -> str:
        """A row of the matrix: the area, and after it the group that it is about."""
        area, group = self.areas.get(area_of(row_id)), group_of(row_id)
        name = area.text(self.language) if area else row_id
        return f"{name}: {self.matter.instruments.library.group(group).text(self.language)}" if group else name

    def question(self, template_id: str, key: str) -> Question | None:
        """What an answer's key asks; None for a key that the instrument does not have."""
        used = self.matter.instruments
        if template_id not in used.templates:
            return None
        codes = [one.code for one in self.matter.alternatives]
        place = answers.address(used, used[template_id], key, codes)
        return place.question if place else None

    def place(self, template_id: str, key: str) -> str:
        """Where an answer stands, in words: alternative, area and question."""
        head, *rest = key.split("/")
        template = self.matter.instruments.templates.get(template_id)
        asked = self.question(template_id, key)
        own: Text | None = asked
        if template is not None and rest and (asked is None or asked.id == "_"):
            own = _named(template_id, head, rest[0], self)
        parts = [part for part in rest if answers.ALTERNATIVE.fullmatch(part)]
        if len(rest) == 3:
            parts.append(self.row(rest[0]))
        if head == "apart":
            parts.append(self.row(rest[0]))
        return " · ".join([*parts, own.text(self.language) if own else key])


def _named(template_id: str, head: str, id: str, wording: Wording) -> Text | None:
    """The text of a screening question, duty, practice or section, whose answers share one question."""
    template = wording.matter.instruments[template_id]
    screening = template.screening
    named: list[Any] = [*template.duties, *template.good_practice]
    if screening is not None:
        named += [*screening.exclude, *screening.questions]
    if head == "done":
        return next((section.title for section in template.sections if section.id == id), None)
    if head == "screening" and id in _SCREENING:
        return _SCREENING[id]
    return next((one for one in named if one.id == id), answers.APART if head == "apart" else None)


_SCREENING = {
    "none_reason": Text(
        fi="Miksi arviointia ei tehdä?", sv="Varför görs ingen bedömning?", en="Why is no assessment made?"
    ),
    "raised_level": Text(fi="Arvioinnin taso", sv="Bedömningens nivå", en="Level of the assessment"),
}


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)
