"""A document as DOCX: real headings, repeated table headers, the language of each word, comments as Word's own.

Source: screens design (documents); WCAG 2.1 for office documents, 1.3.1 and 3.1.1.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import singledispatchmethod
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reports import pdf
from reports.document import (
    Bars,
    Choices,
    Document,
    Entry,
    Facts,
    Heading,
    Items,
    Lines,
    NewPage,
    Notice,
    Paragraph,
    Remark,
    Table,
    Text,
    clean,
    runs,
)

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
INK = RGBColor(0x1A, 0x1A, 0x1A)
BOX = "☐"


def docx_of(document: Document) -> bytes:
    """The file's content. Whatever a text holds, it stays text."""
    made = _Word(document)
    for block in document.blocks:
        made.add(block)
    buffer = io.BytesIO()
    made.file.save(buffer)
    return buffer.getvalue()


class _Word:
    def __init__(self, document: Document):
        self.document, self.file = document, docx.Document()
        self._page()
        self._styles()
        facts = self.file.core_properties
        facts.title, facts.subject = clean(document.title), clean(document.subtitle)
        facts.author, facts.language = clean(document.author), LANGUAGE[document.language]
        facts.comments = ""
        facts.created = facts.modified = datetime.combine(document.made_on, time(), tzinfo=UTC)
        self.file.add_heading(clean(document.title), level=0)
        self.file.add_paragraph(clean(document.subtitle), style="Subtitle")

    def _page(self) -> None:
        part = self.file.sections[0]
        part.page_width, part.page_height = Cm(21), Cm(29.7)
        part.left_margin = part.right_margin = part.top_margin = part.bottom_margin = Cm(2)
        foot = part.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = foot.add_run()
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            element = OxmlElement("w:instrText" if text else "w:fldChar")
            if text:
                element.text = text
            else:
                element.set(qn("w:fldCharType"), str(kind))
            run._r.append(element)

    def _styles(self) -> None:
        styles = self.file.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Arial", Pt(11)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE[self.document.language])
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(language)
        for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption"):
            font = styles[name].font
            font.name, font.color.rgb, font.italic = "Arial", INK, False
            fonts = styles[name].element.get_or_add_rPr().find(qn("w:rFonts"))
            for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
                del fonts.attrib[theme]
        styles["Title"].font.size, styles["Subtitle"].font.size = Pt(22), Pt(14)

    # -------------------------------------------------------------- blocks

    @singledispatchmethod
    def add(self, block: object) -> None:
        raise TypeError(block)

    @add.register
    def _(self, block: Heading) -> None:
        _said(self.file.add_heading(level=block.level), block.text)

    @add.register
    def _(self, block: Paragraph) -> None:
        self._commented(_said(self.file.add_paragraph(), block.text)[:1], block.remarks)

    @add.register
    def _(self, block: Items) -> None:
        for text in block.texts:
            line = self.file.add_paragraph(style="List Bullet")
            line.paragraph_format.space_after = Pt(2)
            _said(line, text)

    @add.register
    def _(self, block: NewPage) -> None:
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    @add.register
    def _(self, block: Bars) -> None:
        drawn = io.BytesIO(pdf.picture_of(block, self.document.language))
        picture = self.file.add_picture(drawn, width=Cm(16))
        picture._inline.docPr.set("descr", clean(block.alt))

    @add.register
    def _(self, block: Notice) -> None:
        self.file.add_paragraph(style="Intense Quote").add_run(clean(block.text))

    @add.register
    def _(self, block: Entry) -> None:
        asked = self.file.add_paragraph()
        asked.paragraph_format.keep_with_next = True
        asked.paragraph_format.space_after = Pt(2)
        question = asked.add_run(clean(block.question))
        question.bold = True
        for run in _said(self.file.add_paragraph(), block.answer):
            run.italic = not block.given
        self._commented([question], block.remarks)

    @add.register
    def _(self, block: Facts) -> None:
        names = []
        for name, value in block.pairs:
            line = self.file.add_paragraph()
            line.paragraph_format.space_after = Pt(2)
            line.paragraph_format.left_indent = Cm(0.5)
            name_end = " " if name.endswith(("?", ".", ":")) else ": "
            names.append(line.add_run(clean(name) + name_end))
            names[-1].bold = True
            _said(line, value)
        self._commented(names[:1], block.remarks)

    @add.register
    def _(self, block: Table) -> None:
        self.file.add_paragraph(clean(block.caption), style="Caption").paragraph_format.keep_with_next = True
        table = self.file.add_table(rows=1, cols=len(block.header), style="Table Grid")
        _described(table, clean(block.caption))
        _filled(table.rows[0], block.header, bold=True)
        _repeated(table.rows[0])
        for row in block.rows:
            _filled(table.add_row(), row)
        for row in table.rows:
            _whole(row)
        self.file.add_paragraph()

    @add.register
    def _(self, block: Choices) -> None:
        self._asked(
            block.question, " ".join(filter(None, (block.help, self.document.several if block.several else "")))
        )
        for option in block.options:
            line = self.file.add_paragraph(f"{BOX} {clean(option)}")
            line.paragraph_format.left_indent, line.paragraph_format.space_after = Cm(0.5), Pt(1)
        self.file.add_paragraph()

    @add.register
    def _(self, block: Lines) -> None:
        self._asked(block.question, block.help)
        table = self.file.add_table(rows=1, cols=1, style="Table Grid")
        _described(table, clean(block.question))
        table.rows[0].height = Cm(0.9 * block.lines)
        self.file.add_paragraph()

    def _asked(self, question: str, help: str) -> None:
        asked = self.file.add_paragraph()
        asked.paragraph_format.keep_with_next = True
        asked.add_run(clean(question)).bold = True
        if help:
            self.file.add_paragraph(clean(help)).paragraph_format.keep_with_next = True

    def _commented(self, runs: Sequence[Any], remarks: Sequence[Remark]) -> None:
        for remark in remarks:
            self.file.add_comment(runs=runs, text=clean(remark.text), author=clean(remark.who), initials="")


# ------------------------------------------------------------------ what python-docx has no word for


def _said(paragraph: Any, text: Text) -> list[Any]:
    """Writes a text, each piece in its own language; gives its runs, one at least."""
    made = []
    for words, language in runs(text) or [("", None)]:
        run = paragraph.add_run(words)
        if language in LANGUAGE:
            mark = OxmlElement("w:lang")
            mark.set(qn("w:val"), LANGUAGE[language])
            run._r.get_or_add_rPr().append(mark)
        made.append(run)
    return made


def _filled(row: Any, texts: Sequence[Text], *, bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        for run in _said(cell.paragraphs[0], text):
            run.bold, run.font.size = bold or not place, Pt(9)


def _repeated(row: Any) -> None:
    """The header row stands at the top of every page and is read as a header."""
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)


def _whole(row: Any) -> None:
    """A row does not break across pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _described(table: Any, text: str) -> None:
    """The table's title and description, and that its first row and column are headers."""
    properties = table._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        properties.append(element)
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "1")
