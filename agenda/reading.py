"""What the sources of agendas share: JSON read once, texts and addresses fit for a matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from locales import N_, Message
from participation.comments import without_markup
from participation.guards import text_of
from participation.problems import refusal
from participation.records import ONE_FILE

LONGEST_LINK = 2_000
LONGEST_ID = 500
DEEPEST = 12  # of objects within objects
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NO_BREAKS = re.compile(r"[\x21-\x7e]+")


def is_https(link: str) -> bool:
    """An address that can be opened safely: https, a host, no user name, no spaces or control characters."""
    try:
        parts = urlsplit(link)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        len(link) <= LONGEST_LINK
        and bool(_NO_BREAKS.fullmatch(link))
        and parts.scheme == "https"
        and bool(parts.hostname)
        and parts.username is None
        and port_is_number
    )


def json_of(files: Mapping[str, bytes]) -> tuple[str, Any]:
    """The name and the value of the one JSON file. Raises Refused."""
    if len(files) != 1:
        raise refusal(next(iter(files), "–"), Message(ONE_FILE))
    name, content = next(iter(files.items()))
    text, _ = text_of(name, content)
    try:
        return name, json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise refusal(name, Message(N_("The file is not JSON. Export it again."))) from fault


def objects(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object in a JSON value, an outer one before those in it; what lies deeper than any agenda is left alone."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from objects(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from objects(one, depth + 1)


def word(value: object, longest: int) -> str:
    """A text or a number on one line; a longer one is cut, and what is nested says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = " ".join(without_markup(_storable(str(value))).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def address(value: object) -> str:
    """An id of a source, as it is; empty when it is none or longer than any."""
    text = _storable(value).strip() if isinstance(value, str) else ""
    return text if len(text) <= LONGEST_ID else ""


def _storable(text: str) -> str:
    """Without control characters and half characters, which JSON can hold and a database cannot."""
    return _NO_TEXT.sub("", text)


def words(value: object, longest: int) -> str:
    """A longer text with its line breaks and without its markup."""
    text = without_markup(_storable(value)) if isinstance(value, str) else ""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
