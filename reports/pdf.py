"""A document as a tagged PDF: PDF/UA-1 and PDF/A-2a at once. The content is data, so no text can become markup.

Source: EN 301 549 chapter 10; ISO 14289-1. typst refuses to compile what would break the standard.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from reports.document import Document, clean

MIME = "application/pdf"
LAYOUT = Path(__file__).with_name("document.typ")


def pdf_of(document: Document) -> bytes:
    """The file's content. Raises typst.TypstError when the layout would break the standard."""
    content = {name: value for name, value in asdict(document).items() if name not in ("blocks", "made_on")}
    content["made"] = [document.made_on.year, document.made_on.month, document.made_on.day]
    content["blocks"] = [{"kind": type(block).__name__, **asdict(block)} for block in document.blocks]
    made: bytes = typst.compile(
        _layout(),
        pdf_standards=["ua-1", "a-2a"],
        sys_inputs={"document": json.dumps(_cleaned(content), ensure_ascii=False)},
    )
    return made


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
