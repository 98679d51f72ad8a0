"""What residents wrote in an outside service: ideas and comments with their replies, each a text to be reviewed.

The adapters of such sources agree on one payload, so that they are counted alike whatever tool they came from. A
comment's words are never in the payload, and its writer is nowhere.

Source: resident-input design, sections 2.4, 2.7 and 2.8.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from participation.adapters import Text

# Attributes have a value, so that "a<b and c>d" stays as it was written.
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))*\s*/?"""
_BREAK = re.compile(rf"<(?:br|/p|/li|/h[1-6]|/div|/tr){_ATTRIBUTES}>", re.IGNORECASE)
_TAG = re.compile(rf"</?[a-z][a-z0-9]*{_ATTRIBUTES}>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Comment:
    """One idea or comment.

    source_id  stable inside the source and naming nobody
    votes      support in the source's own unit; None where it has none
    reply_to   the source id of what it answers
    under      what it was written under: a section, a component, a question
    """

    source_id: str
    body: str
    language: str | None = None
    created: date | None = None
    votes: int | None = None
    reply_to: str | None = None
    under: str | None = None
    stance: int | None = None  # -1 against, 0 neutral, 1 for, where the source asked
    meta: dict[str, object] = field(default_factory=dict)


def texts(comments: Iterable[Comment]) -> tuple[Text, ...]:
    """The words of each comment with what a person who reads them needs beside them."""
    return tuple(Text(one.source_id, one.body, one.language, _about(one)) for one in comments)


def table(comments: Sequence[Comment]) -> pa.Table:
    """The payload `comments`: text, reply_to and under string, created date, votes int32, stance int8."""
    return pa.table(
        {
            "text": pa.array([one.source_id for one in comments], pa.string()),
            "reply_to": pa.array([one.reply_to for one in comments], pa.string()),
            "under": pa.array([one.under for one in comments], pa.string()),
            "created": pa.array([one.created for one in comments], pa.date32()),
            "votes": pa.array([one.votes for one in comments], pa.int32()),
            "stance": pa.array([one.stance for one in comments], pa.int8()),
        }
    )


def period(comments: Iterable[Comment]) -> tuple[date, date] | None:
    days = [one.created for one in comments if one.created is not None]
    return (min(days), max(days)) if days else None


def content_id(*parts: str, taken: set[str]) -> str:
    """An id for a comment whose source gives none: of its place, time and words, the same in every export.

    Two comments that are alike in all of them are told apart by their order. The id is added to `taken`.
    """
    base = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    found, repeat = base, 1
    while found in taken:
        repeat += 1
        found = f"{base}-{repeat}"
    taken.add(found)
    return found


def without_markup(body: str) -> str:
    """The words of a text that may hold HTML, with its line breaks; "5 < 6" stays as it is."""
    if "<" not in body and "&" not in body:
        return body.strip()
    plain = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", _COMMENT.sub("", body))))
    lines = [" ".join(line.split()) for line in html.unescape(plain).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _about(one: Comment) -> dict[str, object]:
    known: dict[str, object] = {
        "created": one.created.isoformat() if one.created else None,
        "votes": one.votes,
        "reply_to": one.reply_to,
        "question": one.under,
        "stance": one.stance,
    }
    return {name: value for name, value in known.items() if value is not None} | one.meta
