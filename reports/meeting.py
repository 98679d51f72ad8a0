"""The briefings of a whole meeting as one document: what is on the list, then each matter on pages of its own.

Each is the briefing's own short form, block by block, one level deeper; the annexes stay in the briefings' own files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from locales import N_, formats, translate
from reports.document import Block, Document, Heading, Items, NewPage, Paragraph


def document(
    body: str, day: date, briefings: Sequence[Document], language: str, *, author: str, made_on: date
) -> Document:
    """`briefings` are documents in `language`, in the order of the meeting."""
    return Document(
        f"{body} {formats.day(day, language)}",
        translate(language, N_("The briefings of a meeting")),
        language,
        author,
        made_on,
        tuple(_blocks(briefings, language)),
    )


def _blocks(briefings: Sequence[Document], language: str) -> Iterator[Block]:
    yield Heading(1, translate(language, N_("Matters")))
    yield Items([one.title for one in briefings])
    yield Paragraph(
        translate(language, N_("The annexes, with every effect and figure, are in the file of each briefing."))
    )
    for one in briefings:
        yield NewPage()
        yield Heading(1, one.title)
        for block in one.blocks:
            yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block
