"""Files that evidence is kept in: which kinds, how large, and whether the content is what the name says.

Source: trust design, section 5; OWASP ASVS 5.0 points 5.2.1-5.2.3.
"""

from __future__ import annotations

import io
import zipfile

from locales import N_, Message

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 120
# Kind -> what its content begins with. Text kinds have no such beginning; they must be text.
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "csv": (),
    "txt": (),
}
KINDS = tuple(BEGINNINGS)
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}  # the part that makes a zip such a document
MIME = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
}


class BadFile(ValueError):
    """The file is not kept; `message` says why and what to do."""

    def __init__(self, message: Message):
        super().__init__(message.msgid)
        self.message = message


def checked(name: str, content: bytes) -> tuple[str, str]:
    """(name without folders, kind). Raises BadFile for another kind, size or content than the name says."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "").strip()[-MAX_NAME:]
    kind = base.rsplit(".", 1)[-1].lower() if "." in base else ""
    if kind not in BEGINNINGS:
        text = N_("Files of this kind are not kept. Give {kinds}.")
        raise BadFile(Message(text, {"kinds": ", ".join(one.upper() for one in KINDS)}))
    if not content:
        raise BadFile(Message(N_("The file is empty.")))
    if len(content) > MAX_BYTES:
        raise BadFile(Message(N_("The file is too large; at most {n} MB fit."), {"n": MAX_BYTES // 1024**2}))
    if not _is(kind, content):
        text = N_("The content of the file is not {kind}, as its name says. Save it again in that form.")
        raise BadFile(Message(text, {"kind": kind.upper()}))
    return base, kind


def _is(kind: str, content: bytes) -> bool:
    beginnings = BEGINNINGS[kind]
    if not beginnings:
        return _is_text(content)
    if not content.startswith(beginnings):
        return False
    part = PARTS.get(kind)
    if part is None:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    # A document that carries macros is not kept under the name of one that has none.
    return part in names and not any(name.endswith("vbaProject.bin") for name in names)


def _is_text(content: bytes) -> bool:
    if b"\x00" in content or content.startswith((b"PK", b"%PDF", b"MZ", b"\x7fELF", b"\x89PNG", b"GIF8", b"\xff\xd8")):
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
