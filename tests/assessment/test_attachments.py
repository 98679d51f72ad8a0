"""A file is kept only when its content is what its name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from assessment import attachments
from assessment.attachments import BadFile


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


GOOD = {
    "selvitys.pdf": b"%PDF-1.7\n...",
    "kartta.PNG": b"\x89PNG\r\n\x1a\n....",
    "kuva.jpeg": b"\xff\xd8\xff\xe0",
    "muistio.docx": packed("[Content_Types].xml", "word/document.xml"),
    "taulukko.xlsx": packed("xl/workbook.xml"),
    "luvut.csv": "alue;n\nKylä;12\n".encode("cp1252"),
    "huomiot.txt": "Ääkkösiä".encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_is_kept_under_its_own_name(name: str) -> None:
    assert attachments.checked(f"C:\\kansio\\{name}", GOOD[name]) == (name, name.rsplit(".", 1)[1].lower())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/kartta.png", "kartta.png"),
        ("kunta.fi.muistio.txt", "kunta.fi.muistio.txt"),
        ("nimi\x00.txt ", "nimi.txt"),
        ("a/b/c\\d.txt", "d.txt"),
        ("x" * 300 + ".txt", ("x" * 300 + ".txt")[-attachments.MAX_NAME :]),
    ],
)
def test_a_name_is_kept_without_its_folders(given: str, kept: str) -> None:
    content = GOOD["kartta.PNG"] if given.endswith("png") else GOOD["huomiot.txt"]
    assert attachments.checked(given, content)[0] == kept


def test_the_largest_file_is_kept() -> None:
    assert attachments.checked("iso.txt", b"x" * attachments.MAX_BYTES) == ("iso.txt", "txt")


SAID = [
    ("ohjelma.exe", b"MZ", "Files of this kind are not kept. Give PDF, PNG, JPG, JPEG, DOCX, XLSX, CSV, TXT."),
    ("ilman-paatetta", b"text", "Files of this kind are not kept. Give PDF, PNG, JPG, JPEG, DOCX, XLSX, CSV, TXT."),
    ("tyhja.txt", b"", "The file is empty."),
    ("iso.txt", b"x" * (attachments.MAX_BYTES + 1), "The file is too large; at most 10 MB fit."),
    ("a.png", b"text", "The content of the file is not PNG, as its name says. Save it again in that form."),
]


@pytest.mark.parametrize(("name", "content", "said"), SAID)
def test_a_file_that_is_not_kept_is_told_why(name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadFile) as refused:
        attachments.checked(name, content)
    assert refused.value.message.text("en") == said
    assert str(refused.value) == refused.value.message.msgid


@pytest.mark.parametrize("beginning", [b"PK", b"%PDF", b"MZ", b"\x7fELF", b"\x89PNG", b"GIF8", b"\xff\xd8"])
def test_a_program_or_a_picture_is_not_text(beginning: bytes) -> None:
    for name in ("luvut.csv", "huomiot.txt"):
        with pytest.raises(BadFile):
            attachments.checked(name, beginning + b" and then words")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("selvitys.pdf", GOOD["kartta.PNG"]),
        ("kartta.png", GOOD["selvitys.pdf"]),
        ("muistio.docx", GOOD["taulukko.xlsx"]),
        ("muistio.docx", b"PK\x03\x04 broken"),
        ("taulukko.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin")),
        ("luvut.csv", GOOD["muistio.docx"]),
        ("luvut.csv", b"\x00\x01\x02"),
        ("ohjelma.exe", b"MZ"),
        ("ilman-paatetta", b"text"),
        ("tyhja.txt", b""),
        ("iso.txt", b"x" * (attachments.MAX_BYTES + 1)),
    ],
)
def test_anything_else_is_refused_in_words(name: str, content: bytes) -> None:
    with pytest.raises(BadFile) as refused:
        attachments.checked(name, content)
    assert refused.value.message.text("fi") != refused.value.message.msgid
