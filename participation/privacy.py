"""Personal data in free text: a machine flags, a person clears, only cleared excerpts are ever shown.

Flags are help, not a verdict: an unflagged text is not a cleared one. Source: resident-input design, section 4;
trust design, section 6. Hetu is flagged by its format; the check character only tells severity, because one
mistyped digit still identifies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stdnum.fi import hetu as stdnum_hetu
from stdnum.fi import ytunnus

Kind = Literal["hetu", "email", "phone", "iban", "plate", "address", "name"]
Verdict = Literal["publish", "shorten", "theme_only", "remove"]
VERDICTS: tuple[Verdict, ...] = ("publish", "shorten", "theme_only", "remove")
CLEARING: tuple[Verdict, ...] = ("publish", "shorten")  # those that let words out


@dataclass(frozen=True)
class Flag:
    """A span of the text, as offsets."""

    kind: Kind
    start: int
    end: int


_EDGE = r"(?<![^\W_])", r"(?![^\W_])"  # no letter or digit on either side
HETU = re.compile(
    _EDGE[0] + r"[0-3]\d[01]\d{3}\s?[-+\u2010-\u2015\u2212A-FU-Ya-fu-y]\s?\d{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y]" + _EDGE[1]
)
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,100}\s?(?:@|\((?:at|ät|a|miukumauku|snabel-a)\)|\[(?:at|ät)\]|\s(?:at|ät|miukumauku)\s)\s?[\w-]+"
    r"(?:\s?(?:\.|\((?:piste|dot|punkt)\)|\spiste\s)\s?[\w-]+)+",
    re.IGNORECASE,
)
IBAN = re.compile(_EDGE[0] + r"FI\d{2}(?:\s?\d{4}){3}\s?\d{2}" + _EDGE[1], re.IGNORECASE)
BUSINESS_ID = re.compile(_EDGE[0] + r"\d{7}-\d" + _EDGE[1])
PHONE = re.compile(r"(?<![\w.,/-])(?:\+358|00358|\(?0\d{1,2}\)?)[\s-]?\(?0?\)?\d(?:[\s-]?\d){4,9}(?![\d.,/-]*\d)")
PLATE = re.compile(_EDGE[0] + r"[A-ZÅÄÖ]{2,3}-\d{1,3}" + _EDGE[1])
_STREET = (
    r"katu|tie|kuja|polku|kaari|raitti|rinne|penger|aukio|tori|väylä|rannantie|"
    r"gatan|vägen|gränden|stigen|allén|esplanaden"
)
ADDRESS = re.compile(
    rf"\b[A-ZÅÄÖ][\wåäö-]{{0,60}}(?:\s[A-ZÅÄÖ]?[\wåäö-]{{1,60}})?(?:{_STREET})\w{{0,4}}\s\d{{1,4}}(?:\s?[A-Za-z](?:\s?\d{{1,4}})?)?\b"
)
NAME = re.compile(
    r"\b[A-ZÅÄÖ][a-zåäöé]{1,20}(?:-[A-ZÅÄÖ][a-zåäöé]+)?\s[A-ZÅÄÖ][a-zåäöé]{1,25}(?:-[A-ZÅÄÖ][a-zåäöé]+)?\b"
)
ROLE_AND_PLACE = re.compile(
    r"\b(?:rehtori|opettaja|ope|johtaja|lääkäri|hoitaja|sihteeri|kuraattori|valmentaja|rektor|lärare|läkare)\s"
    r"[A-ZÅÄÖ][a-zåäö]{2,25}\b"
)


def flags(text: str) -> tuple[Flag, ...]:
    """Spans that look like personal data, in order, without overlaps (the surer kind wins)."""
    taken: list[Flag] = []
    for flag in _found(text):
        if all(flag.end <= other.start or flag.start >= other.end for other in taken):
            taken.append(flag)
    return tuple(sorted(taken, key=lambda flag: flag.start))


def _found(text: str) -> Iterator[Flag]:
    """The surest kinds first."""
    business = [match.span() for match in BUSINESS_ID.finditer(text) if ytunnus.is_valid(match.group())]
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind in ("phone", "hetu") and any(start < b and end > a for a, b in business):
                continue
            yield Flag(kind, start, end)


_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("hetu", HETU),
    ("iban", IBAN),
    ("email", EMAIL),
    ("phone", PHONE),
    ("address", ADDRESS),
    ("plate", PLATE),
    ("name", ROLE_AND_PLACE),
    ("name", NAME),
)


def is_valid_hetu(text: str) -> bool:
    """Whether the check character fits; temporary numbers (900-999) included. Tells severity, never clears."""
    compact = re.sub(r"\s", "", text).upper()
    compact = re.sub(r"[\u2010-\u2015\u2212]", "-", compact)
    return bool(stdnum_hetu.is_valid(compact, allow_temporary=True))


def clearable(body: str, verdict: Verdict, excerpt: str | None) -> str | None:
    """The cleared words of a verdict, or None when nothing may be shown. Raises ValueError for an impossible one.

    A shortened excerpt may only leave words out or mark an omission with […]; it never adds any.
    """
    if verdict == "publish":
        return body.strip()
    if verdict == "shorten":
        cleaned = (excerpt or "").strip()
        if not cleaned:
            raise ValueError("empty excerpt")
        if not only_omits(body, cleaned):
            raise ValueError("excerpt adds words")
        return cleaned
    return None


def only_omits(body: str, excerpt: str) -> bool:
    """Whether the excerpt has words of the body in their order, and no others."""
    words = iter(re.findall(r"\w+", body.casefold()))
    return all(any(word == other for other in words) for word in re.findall(r"\w+", excerpt.casefold()))
