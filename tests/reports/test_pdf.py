"""A PDF is made of whatever somebody wrote, on whatever machine."""

from __future__ import annotations

from io import BytesIO

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from reports import pdf
from reports.document import Document, Paragraph
from tests.reports.cases import MADE_ON


def read(text: str) -> str:
    made = pdf.pdf_of(Document("Lausunto", "", "fi", "Koivulahti", MADE_ON, [Paragraph(text)]))
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def test_the_signs_of_the_forms_are_shown_by_fonts_that_every_machine_has() -> None:
    assert "☐ ☒ → ≥ − ✓" in read("☐ ☒ → ≥ − ✓")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Kiitos 😀 koulusta 🏫", "Kiitos [grinning face] koulusta [school]"),
        ("漢", "[cjk unified ideograph-6f22]"),
        ("oma \ue000 merkki", "oma [U+E000] merkki"),
    ],
)
def test_a_sign_that_no_font_has_is_written_out(written: str, shown: str) -> None:
    assert shown in read(written)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_no_text_keeps_the_document_from_being_made(text: str) -> None:
    assert "Lausunto" in read(text)


def test_another_fault_of_the_layout_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_layout", lambda: b"#nothing-of-that-name")
    with pytest.raises(typst.TypstError, match="nothing-of-that-name"):
        read("teksti")
