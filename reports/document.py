"""A document as a value: what is said, in which order. Word, PDF and HTML are renderings of the same one.

Source: architecture, idea 5 (one model, many faces).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

# What XML and fonts cannot carry; a line break and a tab stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class In:
    """Words in a language of their own, which is not the document's (WCAG 3.1.2)."""

    language: str
    text: str


Text: TypeAlias = "str | In | tuple[str | In, ...]"  # line breaks are kept


def runs(text: Text) -> list[tuple[str, str | None]]:
    """A text in pieces, each with its language where it is not the document's; cleaned, and none is empty."""
    parts = text if isinstance(text, tuple) else (text,)
    found = ((clean(p.text), p.language) if isinstance(p, In) else (clean(p), None) for p in parts)
    return [(words, language) for words, language in found if words]


def plain(text: Text) -> str:
    """The words of a text alone."""
    return "".join(words for words, _ in runs(text))


@dataclass(frozen=True)
class Remark:
    """A comment beside what it is about: a comment of Word, a marked paragraph elsewhere."""

    who: str  # role and time, in words
    text: str


@dataclass(frozen=True)
class Heading:
    level: int  # 1..3 below the document's own title
    text: Text


@dataclass(frozen=True)
class Paragraph:
    text: Text
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Notice:
    """What must not be missed: a draft, made-up data."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list of equals."""

    texts: Sequence[Text]


@dataclass(frozen=True)
class Entry:
    """A question with its answer. `given` is False where the answer only says that there is none."""

    question: str
    answer: Text
    given: bool = True
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Facts:
    """Short values, each with its name."""

    pairs: Sequence[tuple[str, Text]]
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Table:
    """Its first row and its first column are headers."""

    caption: str
    header: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    narrow: bool = False  # a first column of names beside columns of text


@dataclass(frozen=True)
class Bar:
    """A 100 % stacked bar: its name, and its segments as (class, length in per cent, label)."""

    name: str
    segments: Sequence[tuple[str, float, str]]


@dataclass(frozen=True)
class Bars:
    """A picture of shares. `alt` says every figure in it; the same figures stand in a table beside it."""

    key: Sequence[tuple[str, str]]  # class and its word
    bars: Sequence[Bar]
    alt: str


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a page of its own."""


@dataclass(frozen=True)
class Choices:
    """A question of a blank form that is answered by ticking."""

    question: str
    options: Sequence[str]
    several: bool = False
    help: str = ""


@dataclass(frozen=True)
class Lines:
    """A question of a blank form with room to write."""

    question: str
    lines: int
    help: str = ""


Block: TypeAlias = Heading | Paragraph | Notice | Items | Entry | Facts | Table | Bars | NewPage | Choices | Lines

# Classes of a bar: fill and ink. They differ without colour vision and in grey (screens design, section 6).
SHADES = {"against": ("#bd2f00", "#ffffff"), "neutral": ("#e6e6e6", "#1a1a1a"), "for": ("#005799", "#ffffff")}


@dataclass(frozen=True)
class Document:
    title: str
    subtitle: str
    language: str
    author: str
    made_on: date
    blocks: Sequence[Block]
    several: str = ""  # "choose all that apply", in words
