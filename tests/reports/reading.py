"""Reads documents back as a reader's program would: the words of Word, PDF and HTML."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import docx
import pypdf


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def words_of_docx(content: bytes) -> str:
    file = opened(content)
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def words_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page_of(content: bytes) -> Page:
    page = Page()
    page.feed(content.decode())
    return page


def words_of_html(content: bytes) -> str:
    return "\n".join(page_of(content).words)


def squeezed(text: str) -> str:
    """Without spaces, hyphens and line breaks, which each face sets as it needs."""
    return re.sub(r"[\s\u00ad\u200b\u00a0-]+", "", text)
