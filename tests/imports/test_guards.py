from __future__ import annotations

import io
import re
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from locales import Message
from participation import guards
from participation.guards import MIB, Limits, check, check_xlsx, safe_cell, strip_apostrophe, text_of
from participation.problems import LISTED, Findings, Problem, Refused, shown_name

CSV = b"id,answer\n1,yes\n"


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_directory(archive: bytes, at: int, packed: str, value: int) -> bytes:
    """The archive with one value changed in the first entry of its directory, `at` bytes from the entry's start."""
    start = archive.index(b"PK\x01\x02")
    changed = bytearray(archive)
    struct.pack_into(packed, changed, start + at, value)
    return bytes(changed)


def workbook(rows: int = 2) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(rows):
        sheet.append([row, "vastaus"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(content: bytes, name: str, part: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members[name] = part(members.get(name, b""))
    return zipped(members)


def refused(files: Mapping[str, bytes], limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as refusal:
        check(files, limits)
    assert refusal.value.problems
    return refusal.value


# What passes


def test_separate_csv_files_pass_unchanged() -> None:
    files = {"comments.csv": CSV, "VOTES.CSV": CSV + b"2,no\n"}
    assert check(files) == files


def test_a_zip_gives_its_csv_files_without_folders() -> None:
    files = zipped({"export/": b"", "export/comments.csv": CSV, "export/votes.csv": CSV + b"2,no\n"})
    assert check({"export.zip": files}) == {"comments.csv": CSV, "votes.csv": CSV + b"2,no\n"}


def test_what_a_mac_adds_to_a_zip_is_passed_over() -> None:
    files = zipped({"votes.csv": CSV, "__MACOSX/._votes.csv": b"\0\5\x16\x07", ".DS_Store": b"\0\0\0\1Bud1"})
    assert check({"export.zip": files}) == {"votes.csv": CSV}


def test_a_workbook_passes_as_it_is() -> None:
    content = workbook()
    assert check({"answers.xlsx": content}) == {"answers.xlsx": content}
    check_xlsx("answers.xlsx", content)


# Size and kind


def test_an_upload_of_31_mb_is_refused_and_one_of_30_mb_is_not() -> None:
    row = b"1,yes\n"
    assert check({"votes.csv": row * (30 * MIB // len(row))})
    refused({"votes.csv": row * (31 * MIB // len(row))})
    refused({"export.zip": b"PK\x03\x04" + bytes(31 * MIB)})
    refused({"answers.xlsx": b"PK\x03\x04" + bytes(31 * MIB)})


def test_separate_files_may_not_be_larger_together_than_an_unpacked_zip() -> None:
    limits = Limits(upload=1_000, unpacked=1_500)
    part = b"1,yes\n" * 140
    assert check({"a.csv": part}, limits)
    refused({"a.csv": part, "b.csv": part}, limits)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + CSV,
        b"%PDF-1.7\n" + CSV,
        b"MZ\x90\0" + CSV,
        b"\x89PNG\r\n\x1a\n" + CSV,
        b"\xff\xd8\xff\xe0" + CSV,
        b"GIF89a" + CSV,
        b"\x1f\x8b\x08" + CSV,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + CSV,
        b"id,answer\n1,\0\n",
        b"<!DOCTYPE html><html>sign in</html>",
        b"\xef\xbb\xbf  <html>sign in</html>",
        b"",
        b" \r\n",
    ],
)
def test_a_csv_that_is_something_else_is_refused(content: bytes) -> None:
    refused({"votes.csv": content})
    refused({"export.zip": zipped({"votes.csv": content})})


@pytest.mark.parametrize("name", ["votes.exe", "votes", "votes.csv.pdf", "votes.xlsm", ".csv", "votes.txt", "votes.7z"])
def test_other_kinds_of_names_are_refused(name: str) -> None:
    refused({name: CSV})
    refused({"export.zip": zipped({name: CSV, "votes.csv": CSV})} if not name.startswith(".") else {name: CSV})


def test_a_csv_named_as_a_package_is_refused() -> None:
    refused({"votes.zip": CSV})
    refused({"votes.xlsx": CSV})
    refused({"votes.xlsx": zipped({"votes.csv": CSV})})
    refused({"votes.zip": workbook()})


def test_no_files_are_refused() -> None:
    with pytest.raises(Refused):
        check({})
    refused({"export.zip": zipped({})})
    refused({"export.zip": zipped({"folder/": b""})})


def test_the_same_name_twice_is_refused() -> None:
    refused({"a/votes.csv": CSV, "b\\votes.csv": CSV})
    refused({"export.zip": zipped({"a/votes.csv": CSV, "b/votes.csv": CSV})})
    refused({"export.zip": zipped({"votes.csv": CSV}), "votes.csv": CSV})


def test_a_utf_16_file_with_its_mark_may_hold_nul_bytes() -> None:
    content = "id,vastaus\n1,kyllä\n".encode("utf-16")
    assert check({"votes.csv": content}) == {"votes.csv": content}
    refused({"votes.csv": content[2:]})


# Packages


@pytest.mark.parametrize(
    "path", ["../votes.csv", "a/../../votes.csv", "/votes.csv", "C:\\votes.csv", "..\\votes.csv", "a\\..\\votes.csv"]
)
def test_a_path_that_leads_out_of_the_package_is_refused(path: str) -> None:
    refused({"export.zip": zipped({path: CSV})})


def test_a_nul_in_a_path_is_refused() -> None:
    archive = zipped({"votesX.csv": CSV}).replace(b"votesX.csv", b"votes\0.csv")
    refused({"export.zip": archive})


def test_a_package_in_a_package_is_refused() -> None:
    refused({"export.zip": zipped({"inner.zip": zipped({"votes.csv": CSV}), "votes.csv": CSV})})
    refused({"export.zip": zipped({"inner.csv": zipped({"votes.csv": CSV})})})
    refused({"answers.xlsx": with_part(workbook(), "xl/media/image.png", lambda _: zipped({"votes.csv": CSV}))})


def test_an_encrypted_package_is_refused() -> None:
    refused({"export.zip": with_directory(zipped({"votes.csv": CSV}), 8, "<H", 0x1)})
    refused({"answers.xlsx": with_directory(workbook(), 8, "<H", 0x1)})


def test_an_unusual_compression_is_refused() -> None:
    refused({"export.zip": zipped({"votes.csv": CSV}, zipfile.ZIP_LZMA)})


def test_more_than_200_members_are_refused_and_200_are_not() -> None:
    assert len(check({"export.zip": zipped({f"{n}.csv": CSV for n in range(200)})})) == 200
    refused({"export.zip": zipped({f"{n}.csv": CSV for n in range(201)})})
    refused({f"{n}.csv": CSV for n in range(201)})


def test_a_member_packed_tighter_than_a_hundredfold_is_refused_only_above_1_mb() -> None:
    assert check({"export.zip": zipped({"votes.csv": b"1,yes\n" * (MIB // 8)})})
    refused({"export.zip": zipped({"votes.csv": b"1,yes\n" * (MIB // 2)})})


def honest_bomb() -> bytes:
    return zipped({"votes.csv": b"0," * (47 * MIB)})


def bomb_of_many() -> bytes:
    return zipped({f"{n}.csv": b"0," * (MIB // 4) for n in range(150)}, zipfile.ZIP_DEFLATED)


def bomb_that_says_it_is_small() -> bytes:
    return with_directory(zipped({"votes.csv": b"0," * (30 * MIB)}), 24, "<L", 1_000)


def bomb_that_says_it_is_loose() -> bytes:
    return with_directory(zipped({"votes.csv": b"0," * (10 * MIB)}), 20, "<L", 20 * MIB)


def bomb_of_entries() -> bytes:
    entry = zipped({"a.csv": CSV})
    start, end = entry.index(b"PK\x01\x02"), entry.index(b"PK\x05\x06")
    directory = entry[start:end] * 400_000
    closing = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), start, 0)
    return entry[:start] + directory + closing


def bomb_of_zip64() -> bytes:
    entry = zipped({"a.csv": CSV})
    start, end = entry.index(b"PK\x01\x02"), entry.index(b"PK\x05\x06")
    directory = entry[start:end] * 400_000
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(directory), 1)
    closing = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, end - start, start, 0)
    return entry[:start] + directory + large + locator + closing


def bomb_of_shared_bytes() -> bytes:
    one = zipped({"0.csv": b"0," * (MIB // 4)})
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = b"".join(one[start:end].replace(b"0.csv", b"%d.csv" % (n % 10)) for n in range(100))
    closing = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 100, 100, len(entries), start, 0)
    return one[:start] + entries + closing


def bomb_of_a_sheet() -> bytes:
    return with_part(workbook(), "xl/worksheets/sheet1.xml", lambda part: part[:100] + b" " * (94 * MIB) + part[100:])


def bomb_of_members() -> bytes:
    return zipped({f"{n}.csv": b"" for n in range(10_000)})


def bomb_in_a_package() -> bytes:
    return zipped({"inner.zip": honest_bomb()})


def bomb_of_bzip2() -> bytes:
    return zipped({"votes.csv": b"0," * MIB}, zipfile.ZIP_BZIP2)


def bomb_of_a_sheet_that_says_it_is_small() -> bytes:
    content = bomb_of_a_sheet()
    start = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    return content[:start] + with_directory(content[start:], 24, "<L", 1_000)


BOMBS = {
    "honest": ("export.zip", honest_bomb),
    "many": ("export.zip", bomb_of_many),
    "says small": ("export.zip", bomb_that_says_it_is_small),
    "says loose": ("export.zip", bomb_that_says_it_is_loose),
    "entries": ("export.zip", bomb_of_entries),
    "zip64": ("export.zip", bomb_of_zip64),
    "shared bytes": ("export.zip", bomb_of_shared_bytes),
    "members": ("export.zip", bomb_of_members),
    "package": ("export.zip", bomb_in_a_package),
    "bzip2": ("export.zip", bomb_of_bzip2),
    "sheet": ("answers.xlsx", bomb_of_a_sheet),
    "sheet says small": ("answers.xlsx", bomb_of_a_sheet_that_says_it_is_small),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_zip_bomb_is_refused_at_once_and_without_memory(kind: str) -> None:
    name, bomb = BOMBS[kind]
    content = bomb()
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        refused({name: content})
        taken.append(time.perf_counter() - began)
    tracemalloc.start()
    refused({name: content})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"S1 {kind}: {len(content):,} bytes refused in {min(taken) * 1000:.1f} ms, peak {peak / MIB:.1f} MB")
    assert min(taken) < 0.05
    assert peak < 100 * MIB


def test_without_the_directory_guard_the_bomb_unpacks() -> None:
    """Negative control: the standard library alone unpacks what the guard refuses."""
    with zipfile.ZipFile(io.BytesIO(honest_bomb())) as archive:
        assert len(archive.read("votes.csv")) > Limits().unpacked
    with zipfile.ZipFile(io.BytesIO(bomb_of_entries())) as archive:
        assert len(archive.infolist()) == 400_000


@pytest.mark.parametrize("size", [0, 1, len(CSV) - 1, len(CSV) + 1, 10_000])
def test_a_size_that_lies_is_refused(size: int) -> None:
    refused({"export.zip": with_directory(zipped({"votes.csv": CSV}), 24, "<L", size)})
    refused({"export.zip": with_directory(zipped({"votes.csv": CSV}, zipfile.ZIP_STORED), 24, "<L", size)})


def test_a_checksum_that_does_not_fit_is_refused() -> None:
    refused({"export.zip": with_directory(zipped({"votes.csv": CSV}), 16, "<L", 1)})


def test_a_member_is_counted_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter holds on its own, when the directory has said nothing of the size."""
    monkeypatch.setattr(guards, "_check_entry", lambda *_: None)
    packed = zipped({"votes.csv": b"".join(b"%d,\n" % n for n in range(2_000))})
    assert check({"export.zip": packed})
    limits = replace(Limits(), unpacked=5_000)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive, pytest.raises(Refused):
        guards._read(archive, archive.infolist()[0], limits, limits.unpacked)


def test_whatever_breaks_in_a_guard_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(guards, "_check_text", broken)
    refused({"votes.csv": CSV})
    monkeypatch.setattr(guards, "_check_prolog", broken)
    refused({"answers.xlsx": workbook()})
    with pytest.raises(Refused):
        check_xlsx("answers.xlsx", workbook())


# XML parts of a workbook

DTD = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY b "&e;&e;">]>'


def declared(part: bytes) -> tuple[str, str]:
    text = part.decode()
    match = re.match(r"<\?xml[^>]*\?>", text)
    head = match.group() if match else ""
    return head, text[len(head) :]


def plain_dtd(part: bytes) -> bytes:
    head, rest = declared(part)
    return f"{head}{DTD}{rest}".encode()


def dtd_behind_a_long_comment(part: bytes) -> bytes:
    head, rest = declared(part)
    return f"{head}<!--{'long ' * 40_000}-->{DTD}{rest}".encode()


def dtd_in_utf_16(part: bytes) -> bytes:
    return under('<?xml version="1.0" encoding="UTF-16"?>' + DTD, part, "utf-16")


def dtd_in_utf_16_without_mark(part: bytes) -> bytes:
    return under('<?xml version="1.0"?>' + DTD, part, "utf-16-be")


def other_encoding(part: bytes) -> bytes:
    return under('<?xml version="1.0" encoding="ISO-8859-1"?>', part, "utf-8")


def utf_16(part: bytes) -> bytes:
    return under('<?xml version="1.0" encoding="UTF-16"?>', part, "utf-16")


def under(head: str, part: bytes, encoding: str) -> bytes:
    """The part under another head, in an encoding."""
    return f"{head}{declared(part)[1]}".encode(encoding)


UNSAFE = (plain_dtd, dtd_behind_a_long_comment, dtd_in_utf_16, dtd_in_utf_16_without_mark, other_encoding, utf_16)


@pytest.mark.parametrize("unsafe", UNSAFE)
def test_a_document_type_or_another_encoding_is_refused_in_every_part(unsafe: Callable[[bytes], bytes]) -> None:
    content = workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
    for part in parts:
        refused({"answers.xlsx": with_part(content, part, unsafe)})
    refused({"answers.xlsx": with_part(content, "xl/media/picture.png", lambda _: unsafe(b"<x/>"))})
    refused({"answers.xlsx": with_part(content, "xl/worksheets/odd", lambda _: unsafe(b"<x/>"))})
    print(f"S2 {unsafe.__name__}: refused in {len(parts) + 2} of {len(parts) + 2} parts")


def test_searching_the_first_bytes_misses_what_the_parser_finds() -> None:
    """Negative control: a byte search of the first 4 KiB lets two of the forms through."""
    missed = [unsafe.__name__ for unsafe in UNSAFE[:4] if b"<!DOCTYPE" not in unsafe(b"<x/>")[:4096]]
    assert missed == ["dtd_behind_a_long_comment", "dtd_in_utf_16", "dtd_in_utf_16_without_mark"]


def test_a_part_that_is_not_xml_is_refused() -> None:
    for part in (b"", b"plain words", b"<open", b"\xff" * 40):
        refused({"answers.xlsx": with_part(workbook(), "xl/workbook.xml", lambda _, part=part: part)})


def test_a_long_comment_alone_is_allowed() -> None:
    def commented(part: bytes) -> bytes:
        head, rest = declared(part)
        return f"{head}<!--{'long ' * 40_000}-->{rest}".encode()

    assert check({"answers.xlsx": with_part(workbook(), "xl/workbook.xml", commented)})


# Text


def test_text_is_read_by_mark_then_utf_8_then_cp1252() -> None:
    words = "äänestys: hyvä"
    assert text_of("a.csv", words.encode()) == (words, "utf-8")
    assert text_of("a.csv", words.encode("utf-8-sig")) == (words, "utf-8-sig")
    assert text_of("a.csv", words.encode("utf-16")) == (words, "utf-16")
    assert text_of("a.csv", words.encode("cp1252")) == (words, "cp1252")


@pytest.mark.parametrize("content", [b"\x81\x8d", b"\xff\xfe\x00", b"\xef\xbb\xbf\xff", b"a\0b", b"\xff\xfea\0\0\0"])
def test_text_that_fits_no_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        text_of("a.csv", content)


FORMULAS = st.tuples(st.sampled_from(list("=+-@＝'\"\t\r")), st.text(max_size=6)).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=20) | FORMULAS | FORMULAS.map(lambda text: "'" + text))
@example("'=1+1")
@example("''=1+1")
@example('\'"quoted"')
@example("-5")
def test_an_exported_cell_is_never_a_formula_and_comes_back_the_same(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))
    assert strip_apostrophe(cell) == text


def test_a_plain_prefix_would_lose_an_apostrophe() -> None:
    """Negative control: marking only formula characters does not bring every text back."""
    naive = "'=1" if not "'=1".startswith("=") else "''=1"
    assert strip_apostrophe(naive) != "'=1"
    assert strip_apostrophe(safe_cell("'=1")) == "'=1"


@pytest.mark.parametrize("text", ["Kyllä", "'lainaus", "a=b", "", " =1"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text
    assert strip_apostrophe(text) == text


# What a refusal says


def fault(**place: object) -> Problem:
    return Problem("survey.csv", place.get("row"), place.get("column"), Message("The value is not in the list."))  # type: ignore[arg-type]


def test_a_refusal_names_file_row_and_column_and_ends_with_nothing_was_stored() -> None:
    assert Refused([fault(row=14, column="age band")]).lines("en") == (
        'survey.csv, row 14, column "age band": The value is not in the list. Nothing was stored.',
    )
    assert Refused([fault(row=14)]).lines("en")[0].startswith("survey.csv, row 14: The value")
    assert Refused([fault(column="age band")]).lines("en")[0].startswith('survey.csv, column "age band": The value')
    assert Refused([fault()]).lines("en") == ("survey.csv: The value is not in the list. Nothing was stored.",)


def test_the_first_fifty_faults_are_listed_and_all_are_counted() -> None:
    findings = Findings()
    for row in range(2, 90):
        findings.add("survey.csv", row, None, Message("The value is not in the list."))
    with pytest.raises(Refused) as refusal:
        findings.refuse_if_any()
    lines = refusal.value.lines("en")
    assert (refusal.value.total, len(refusal.value.problems), len(lines)) == (88, LISTED, LISTED + 1)
    assert lines[-1] == "88 problems in all, of which the first 50 are listed. Nothing was stored."
    assert [line.count("Nothing was stored.") for line in lines] == [0] * LISTED + [1]


def test_two_faults_are_counted_once_at_the_end() -> None:
    assert Refused([fault(row=2), fault(row=3)]).lines("en")[-1] == "2 problems in all. Nothing was stored."


def test_no_findings_refuse_nothing() -> None:
    Findings().refuse_if_any()


def test_a_name_is_shown_without_control_and_direction_characters_and_not_too_long() -> None:
    assert shown_name("a\u202egnp.csv\n") == "a gnp.csv "
    assert len(shown_name("x" * 500)) == 100


def test_a_refusal_in_a_log_tells_nothing_of_the_content() -> None:
    assert str(Refused([fault(row=14)])) == "1 problem(s)"
