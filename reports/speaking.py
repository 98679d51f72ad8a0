"""What every part of a briefing as a document speaks with: words, days, figures, and whose language a text is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from assessment import wording
from assessment.briefing import Briefing
from assessment.templates.loading import Instruments
from locales import N_, formats, localized, translate, translate_plural
from reports.document import Block, Facts, In, Text


@dataclass(frozen=True)
class Edition:
    """What a document tells of itself. A draft has no fingerprint.

    `answered` is (id of a statement, status of its published answer as (language, word) pairs); `zone` is where the
    clock is read.
    """

    author: str
    made_on: date
    zone: tzinfo
    published_at: datetime | None = None
    sha256: str | None = None
    first_sha256: str | None = None
    intact: bool = True
    answered: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = ()


class Speaker:
    """One briefing in one language."""

    def __init__(self, briefing: Briefing, instruments: Instruments, language: str, edition: Edition):
        self.briefing, self.language, self.edition = briefing, language, edition
        self.instruments, self.library = instruments, instruments.library

    # -------------------------------------------------------------- words

    def say(self, msgid: str, **params: object) -> str:
        return translate(self.language, msgid, **params)

    def say_n(self, one: str, many: str, n: int, **params: object) -> str:
        return translate_plural(self.language, one, many, n, **params)

    def words(self, texts: Mapping[str, str] | None) -> str:
        """One of our own words, which are in every language."""
        return localized(texts or {}, self.language)

    def own(self, text: str) -> str | In:
        """A person's text, in the language of the decision."""
        text = formats.kept_together(text)
        return text if self.briefing.language == self.language else In(self.briefing.language, text)

    def told(self, texts: Mapping[str, str]) -> str | In:
        """A text that a person wrote in one or more languages."""
        code = next((code for code in (self.language, "fi", *texts) if texts.get(code)), self.language)
        said = formats.kept_together(texts.get(code, ""))
        return said if code == self.language else In(code, said)

    def day(self, value: date | None) -> str:
        return formats.day(value, self.language) if value else ""

    def at(self, moment: datetime) -> str:
        return wording.at(moment.astimezone(self.edition.zone), self.language)

    def number(self, value: float, digits: int | None = None) -> str:
        return formats.number(value, self.language, digits)

    def money(self, cents: int | None) -> str:
        return self.say(N_("Not recorded")) if cents is None else formats.euros(cents, self.language)

    def channel(self, code: str) -> str:
        found = self.library.lists["input_sources"].get(code)
        return found.text(self.language) if found else code

    def alternative(self, code: str) -> tuple[str | In, ...]:
        line = next((line for line in self.briefing.alternatives if line.code == code), None)
        return (f"{code} ", self.told(line.name)) if line else (code,)

    def facts(self, pairs: Sequence[tuple[str, Text | None]]) -> Iterator[Block]:
        given = [(name, value) for name, value in pairs if value]
        if given:
            yield Facts(given)

    def said(self, text: str | None) -> Text | None:
        return self.own(text) if text else None


def parts(text: Text) -> tuple[str | In, ...]:
    return text if isinstance(text, tuple) else (text,)


def stacked(lines: Sequence[tuple[str | In, ...]]) -> tuple[str | In, ...]:
    """Lines under one another."""
    return joined("\n", [line for line in lines if line])


def joined(between: str, parts: Sequence[tuple[str | In, ...]]) -> tuple[str | In, ...]:
    found: list[str | In] = []
    for part in parts:
        found += [between] if found else []
        found += part
    return tuple(found)


def words_alone(text: Text) -> str:
    return "".join(part.text if isinstance(part, In) else part for part in parts(text))
