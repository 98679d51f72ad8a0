"""What is checked of a file before any parser sees it, and of a cell before it leaves in an export.

The order is size, kind, zip directory, unpacking through a counter, XML prologs. Whatever goes wrong in a guard is a
refusal: a file that cannot be checked is not read.

Source: resident-input design, section 3; trust design, section 5; OWASP ASVS 5.0 points 5.2.1-5.2.3 and 1.2.10.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

from locales import N_, Message
from participation.problems import Refused, refusal

MIB = 1024 * 1024
CHUNK = 64 * 1024

# First bytes of files that are not text, whatever their name says.
SIGNATURES = (
    b"PK",  # zip, xlsx, docx
    b"%PDF",
    b"MZ",  # Windows program
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",  # JPEG
    b"\x1f\x8b",  # gzip
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",  # zstd
    b"\xd0\xcf\x11\xe0",  # old Office, also an encrypted XLSX
    b"\x7fELF",
    b"{\\rtf",
)
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
ARCHIVE_NAMES = {".zip", ".xlsx", ".xlsm", ".docx", ".ods", ".jar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar"}
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bin"}
FEEDS = (".xml", ".rss", ".atom")
ONE_BYTE = ("iso-8859-1", "iso-8859-15", "windows-1252")
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]*\?>""")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

END_OF_DIRECTORY = b"PK\x05\x06"
END_LENGTH = 22
ZIP64_LOCATOR, ZIP64_LOCATOR_LENGTH = b"PK\x06\x07", 20
LONGEST_ENTRY = 46 + 1024  # bytes of one directory entry: header, name, extra fields and comment


@dataclass(frozen=True)
class Limits:
    """The limits of a file. Sizes are bytes, a MB is 2**20 of them as in Streamlit's own upload limit."""

    upload: int = 30 * MIB
    members: int = 200
    unpacked: int = 50 * MIB
    ratio: int = 100  # unpacked size over packed size
    ratio_from: int = MIB  # members smaller than this may be packed as tightly as they like
    rows: int = 500_000
    columns: int = 10_020
    csv_cells: int = 8_000_000  # what 512 MB of memory hold with room to spare
    sheet_cells: int = 500_000  # what the slower of the two readers of workbooks reads in 10 s
    cell: int = 10_000  # characters
    body: int = 100_000  # characters of a decision's body


def check(files: Mapping[str, bytes], limits: Limits | None = None, *, feeds: bool = False) -> dict[str, bytes]:
    """The files that may be parsed, by name without folders.

    Takes CSV, JSON and XLSX files as they are, or one zip of CSV files, which is unpacked; with `feeds` also RSS and
    Atom, which come out as UTF-8 whatever they were in.

    Raises `Refused` for anything too large, of another kind than its name says, or packed in a way that is not safe;
    also when a check itself fails.
    """
    limits = limits or Limits()
    name = next(iter(files), "")
    try:
        return _checked(files, limits, feeds)
    except Refused:
        raise
    except Exception as fault:
        raise _unreadable(name) from fault


def check_xlsx(name: str, content: bytes, limits: Limits | None = None) -> None:
    """Lets an XLSX through to a parser only when its directory and the prolog of each XML part are safe.

    Raises `Refused` otherwise, also when a check itself fails.
    """
    limits = limits or Limits()
    try:
        _check_xlsx(name, content, limits)
    except Refused:
        raise
    except Exception as fault:
        raise _unreadable(name) from fault


def text_of(name: str, content: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was read with: byte order mark, strict UTF-8, strict cp1252.

    cp1252 fits nearly any bytes, so a person confirms ä and ö when it is the encoding.

    Raises `Refused` when none of them fits or the text holds NUL characters.
    """
    if content.startswith(codecs.BOM_UTF8):
        tried = ["utf-8-sig"]
    elif content.startswith(UTF_16):
        tried = ["utf-16"]
    else:
        tried = ["utf-8", "cp1252"]
    for encoding in tried:
        try:
            text = content.decode(encoding, "strict")
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise _not_text(name)
        return text, encoding
    raise refusal(name, Message(N_("The text cannot be read. Save the file as UTF-8 and try again.")))


_FORMULA = "=+\\-@\t\r＝"
_NEEDS_APOSTROPHE = re.compile(rf"""'*[{_FORMULA}]|'+\"""")
_HAS_APOSTROPHE = re.compile(rf"""'+[{_FORMULA}\"]""")


def safe_cell(text: str) -> str:
    """The text as a CSV cell that no spreadsheet calculates: an apostrophe before `= + - @ ＝`, tab and return.

    A text that already looks so marked gets one more, so that `strip_apostrophe` always gives the same text back.
    """
    return f"'{text}" if _NEEDS_APOSTROPHE.match(text) else text


def strip_apostrophe(text: str) -> str:
    """Takes away the one apostrophe that an export put before a formula character or a quotation mark."""
    return text[1:] if _HAS_APOSTROPHE.match(text) else text


def base_name(name: str) -> str:
    """The name without folders, in the manner of either system."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _checked(files: Mapping[str, bytes], limits: Limits, feeds: bool) -> dict[str, bytes]:
    if not files:
        raise refusal("–", Message(N_("No file was given.")))
    if len(files) > limits.members:
        raise _too_many(next(iter(files)), limits)
    for name, content in files.items():
        if len(content) > limits.upload:
            raise _too_large(name, limits.upload)
    if sum(map(len, files.values())) > max(limits.upload, limits.unpacked):
        raise _too_large(next(iter(files)), limits.unpacked)
    passed: dict[str, bytes] = {}
    for name, content in files.items():
        kind = _extension(name)
        if kind == ".zip":
            if len(files) > 1:
                raise refusal(name, Message(N_("Give either one zip or separate files, not both.")))
            return _unpacked(name, content, limits)
        if kind == ".xlsx":
            _check_xlsx(name, content, limits)
        elif kind in (".csv", ".json"):
            _check_text(name, content)
        elif feeds and kind in FEEDS:
            content = _checked_feed(name, content)
        else:
            what = N_("Files of this kind are not read. Give CSV, XLSX, JSON or a zip of CSV files.")
            raise refusal(name, Message(what))
        _put(passed, name, content)
    return passed


def _put(passed: dict[str, bytes], name: str, content: bytes) -> None:
    base = base_name(name)
    if base in passed:
        raise refusal(name, Message(N_("Two files have the same name. Give each file once.")))
    passed[base] = content


def _check_text(name: str, content: bytes) -> None:
    """Refuses a text file that begins like another kind or holds NUL bytes; UTF-16 with its mark may hold them."""
    if not content or content.isspace():
        raise refusal(name, Message(N_("The file is empty.")))
    start = content[:512].removeprefix(codecs.BOM_UTF8).lstrip()
    if content.startswith(SIGNATURES) or start[:9].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise _other_kind(name)
    if b"\0" in content and not content.startswith(UTF_16):
        raise _not_text(name)


def _checked_feed(name: str, content: bytes) -> bytes:
    """A feed as UTF-8: older services still write Latin letters in one byte each, and say so. No document type."""
    if not content or content.isspace():
        raise refusal(name, Message(N_("The file is empty.")))
    said = _DECLARED.match(content.removeprefix(codecs.BOM_UTF8))
    if said and said[1].decode().lower() in ONE_BYTE:
        content = content[said.end() :].decode(said[1].decode(), "replace").encode()
    _check_prolog(name, content)
    return content


def _unpacked(name: str, content: bytes, limits: Limits) -> dict[str, bytes]:
    passed: dict[str, bytes] = {}
    with _opened(name, content, limits) as archive:
        total = 0
        for member in archive.infolist():
            base = base_name(member.filename)
            # A Mac adds its own notes to each zip; they are never read.
            if member.is_dir() or member.filename.startswith("__MACOSX/") or base.startswith("."):
                continue
            if _extension(base) != ".csv":
                raise refusal(base, Message(N_("A zip may hold CSV files only. Take the other files out of it.")))
            data = _read(archive, member, limits, limits.unpacked - total)
            total += len(data)
            _check_text(base, data)
            _put(passed, base, data)
    if not passed:
        raise refusal(name, Message(N_("The zip holds no CSV files.")))
    return passed


def _check_xlsx(name: str, content: bytes, limits: Limits) -> None:
    if len(content) > limits.upload:
        raise _too_large(name, limits.upload)
    with _opened(name, content, limits) as archive:
        parts = set(archive.namelist())
        if not {"[Content_Types].xml", "xl/workbook.xml"} <= parts:
            raise _other_kind(name)
        total = 0
        for member in archive.infolist():
            if member.is_dir():
                continue
            data = _read(archive, member, limits, limits.unpacked - total)
            total += len(data)
            if data.startswith(ARCHIVES):
                raise _nested(name)
            # A part's name does not decide how a parser reads it, so anything that is not plainly a picture is checked.
            if _extension(member.filename) not in PICTURES or _looks_like_xml(data):
                _check_prolog(name, data)


def _opened(name: str, content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its directory is short enough to be read and every entry in it is acceptable."""
    if not content.startswith(b"PK"):
        raise _other_kind(name)
    _check_directory_size(name, content, limits)
    archive = zipfile.ZipFile(io.BytesIO(content))
    try:
        entries = archive.infolist()
        if len(entries) > limits.members:
            raise _too_many(name, limits)
        for entry in entries:
            _check_entry(name, entry, limits)
        if sum(entry.compress_size for entry in entries) > len(content):
            raise _unreadable(name)  # entries that share the same bytes
        if sum(entry.file_size for entry in entries) > limits.unpacked:
            raise _too_large_unpacked(name, limits)
        names = [entry.filename for entry in entries]
        if len(set(names)) < len(names):
            raise refusal(name, Message(N_("Two files have the same name. Give each file once.")))
    except BaseException:
        archive.close()
        raise
    return archive


def _check_directory_size(name: str, content: bytes, limits: Limits) -> None:
    """Reads the length of the directory before the directory: a directory of a million entries takes seconds.

    The end record is looked for where the standard library looks for it. Zip64 directories are refused, since a file
    within the upload limit never needs one and the record that replaces the lengths would go unchecked.
    """
    at = len(content) - END_LENGTH
    if not (at >= 0 and content[at : at + 4] == END_OF_DIRECTORY and content[-2:] == b"\0\0"):
        at = content.rfind(END_OF_DIRECTORY, max(0, len(content) - END_LENGTH - 65_536))
    if at < 0 or len(content) < at + END_LENGTH:
        raise _unreadable(name)
    entries, length = struct.unpack("<HL", content[at + 10 : at + 16])
    before = at - ZIP64_LOCATOR_LENGTH
    if before >= 0 and content[before : before + 4] == ZIP64_LOCATOR:
        raise _unreadable(name)
    if entries > limits.members or length > limits.members * LONGEST_ENTRY:
        raise _too_many(name, limits)


def _check_entry(name: str, entry: zipfile.ZipInfo, limits: Limits) -> None:
    path = entry.orig_filename.replace("\\", "/")
    if "\0" in path or path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        raise refusal(name, Message(N_("A file inside has a path that leads out of the package. Make the zip again.")))
    if entry.flag_bits & (0x1 | 0x40 | 0x2000):
        raise refusal(name, Message(N_("The file is encrypted. Give it without a password.")))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _unreadable(name)
    if _extension(path) in ARCHIVE_NAMES:
        raise _nested(name)
    if entry.is_dir() and entry.file_size:
        raise _unreadable(name)
    if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * entry.compress_size:
        raise _too_tight(name)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, room: int) -> bytes:
    """The member through a counter: the sizes in a directory can lie, the bytes that come out cannot.

    Raises `Refused` when more than `room` bytes come out, or not as many as the directory says.
    """
    name = base_name(member.filename)
    data = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            data += chunk
            if len(data) > room:
                raise _too_large_unpacked(name, limits)
            if len(data) > limits.ratio_from and len(data) > limits.ratio * max(member.compress_size, 1):
                raise _too_tight(name)
    if len(data) != member.file_size:
        raise _unreadable(name)
    return bytes(data)


class _RootReached(Exception):
    pass


class _Unsafe(Exception):
    pass


def _looks_like_xml(part: bytes) -> bool:
    start = part[:256].removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith(b"<") or part.startswith(UTF_16) or part[:4] in (b"<\0?\0", b"\0<\0?", b"<\0!\0", b"\0<\0!")


def _check_prolog(name: str, part: bytes) -> None:
    """Refuses a document type and any encoding but UTF-8 in an XML part.

    A document type can only stand before the root element, so an XML parser reads up to there: a search of the first
    bytes misses UTF-16 and a declaration behind a long comment.
    """

    def refuse(*_: object) -> None:
        raise _Unsafe

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise _Unsafe

    def root(*_: object) -> None:
        raise _RootReached

    if part.startswith(UTF_16) or b"\0" in part[:4]:
        raise _unsafe_part(name)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = root
    try:
        for start in range(0, len(part), CHUNK):
            parser.Parse(part[start : start + CHUNK], False)
    except _RootReached:
        return
    except (_Unsafe, expat.ExpatError):
        pass
    raise _unsafe_part(name)


def _extension(name: str) -> str:
    return PurePosixPath(base_name(name).strip().lower()).suffix


def _megabytes(size: int) -> str:
    return f"{size / MIB:.0f}"


def _too_large(name: str, limit: int) -> Refused:
    what = Message(N_("The file is larger than {limit} MB. Export a smaller part."), {"limit": _megabytes(limit)})
    return refusal(name, what)


def _too_large_unpacked(name: str, limits: Limits) -> Refused:
    what = Message(
        N_("Unpacked, the file is larger than {limit} MB. Export a smaller part."),
        {"limit": _megabytes(limits.unpacked)},
    )
    return refusal(name, what)


def _too_many(name: str, limits: Limits) -> Refused:
    what = Message(
        N_("There are more than {limit} files. Give only the files of one export."), {"limit": limits.members}
    )
    return refusal(name, what)


def _too_tight(name: str) -> Refused:
    return refusal(name, Message(N_("A file inside is packed unusually tightly. Give the files without packing them.")))


def _nested(name: str) -> Refused:
    return refusal(name, Message(N_("There is a package inside the package. Unpack it and give the files themselves.")))


def _unsafe_part(name: str) -> Refused:
    what = Message(N_("The workbook holds a part that is not safe to read. Save it again as XLSX in a spreadsheet."))
    return refusal(name, what)


def _other_kind(name: str) -> Refused:
    what = Message(N_("The content is of another kind than the name says. Give the file as it was exported."))
    return refusal(name, what)


def _not_text(name: str) -> Refused:
    return refusal(name, Message(N_("The file is not text. Export it again as CSV.")))


def _unreadable(name: str) -> Refused:
    return refusal(name, Message(N_("The file cannot be opened safely. Export it again.")))
