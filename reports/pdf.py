"""A document as a tagged PDF: PDF/UA-1 and PDF/A-2a at once. The content is data, so no text can become markup.

Source: EN 301 549 chapter 10; ISO 14289-1. typst refuses to compile what would break the standard.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst

from reports.document import SHADES, Bars, Document, clean

MIME = "application/pdf"
LAYOUT = Path(__file__).with_name("document.typ")

# The typesetter names every text that none of its fonts can show, and every character that the standard forbids.
_REFUSED = re.compile(r'the text `"(.*?)"` could not be displayed|contains the codepoint `"(.*?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf_of(document: Document) -> bytes:
    """The file's content; the same on every machine, since only the typesetter's own fonts are used.

    A character that those fonts lack, such as an emoji, is written out as its Unicode name in brackets: nothing that
    somebody wrote is left out, and no text can keep the document from being made. Raises typst.TypstError when the
    layout would break the standard for any other reason.
    """
    return _made(document, _typeset)


def picture_of(bars: Bars, language: str) -> bytes:
    """The picture alone as PNG, for Word, which has no drawing of its own that every program shows."""
    return _made(Document("", "", language, "", date(2000, 1, 1), [bars]), _drawn)


def _made(document: Document, typeset: Callable[[str], bytes]) -> bytes:
    text = json.dumps(content_of(document), ensure_ascii=False)
    while True:
        try:
            return typeset(text)
        except typst.TypstError as error:
            missing = _missing(error.diagnostic) & set(text)
            if not missing:
                raise
            text = "".join(_named(sign) if sign in missing else sign for sign in text)


def content_of(document: Document) -> dict[str, Any]:
    """The document as the layout reads it."""
    content = {name: value for name, value in asdict(document).items() if name not in ("blocks", "made_on")}
    content["made"] = [document.made_on.year, document.made_on.month, document.made_on.day]
    content["blocks"] = [{"kind": type(block).__name__, **asdict(block)} for block in document.blocks]
    cleaned: dict[str, Any] = _cleaned(content)
    return cleaned


def _typeset(content: str) -> bytes:
    made: bytes = typst.compile(
        _layout(),
        pdf_standards=["ua-1", "a-2a"],
        ignore_system_fonts=True,
        sys_inputs={"document": content, "shades": json.dumps(SHADES)},
    )
    return made


def _drawn(content: str) -> bytes:
    made: bytes = typst.compile(
        _layout(),
        format="png",
        ppi=300,
        ignore_system_fonts=True,
        sys_inputs={"document": content, "shades": json.dumps(SHADES), "picture": "yes"},
    )
    return made


def _missing(diagnostic: str) -> set[str]:
    """The characters beyond ASCII that the typesetter does not take; it writes some of them as `\\u{e000}`."""
    named = "".join("".join(found) for found in _REFUSED.findall(diagnostic))
    return {sign for sign in _ESCAPED.sub(lambda found: chr(int(found[1], 16)), named) if not sign.isascii()}


def _named(sign: str) -> str:
    """A character in words: `[grinning face]`, `[U+E000]` when it has no name."""
    return f"[{unicodedata.name(sign, '').lower() or f'U+{ord(sign):04X}'}]"


@cache
def _layout() -> bytes:
    return LAYOUT.read_bytes()


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value
