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
class Remark:
    """A comment beside what it is about: a comment of Word, a marked paragraph elsewhere."""

    who: str  # role and time, in words
    text: str


@dataclass(frozen=True)
class Heading:
    level: int  # 1..3 below the document's own title
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Notice:
    """What must not be missed: a draft, made-up data."""

    text: str


@dataclass(frozen=True)
class Entry:
    """A question with its answer. `given` is False where the answer only says that there is none."""

    question: str
    answer: str
    given: bool = True
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Facts:
    """Short values, each with its name."""

    pairs: Sequence[tuple[str, str]]
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Table:
    """Its first row and its first column are headers."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


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


Block: TypeAlias = Heading | Paragraph | Notice | Entry | Facts | Table | Choices | Lines


@dataclass(frozen=True)
class Document:
    title: str
    subtitle: str
    language: str
    author: str
    made_on: date
    blocks: Sequence[Block]
    several: str = ""  # "choose all that apply", in words
