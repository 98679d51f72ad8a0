"""S3: broken files of every kind give a result or a refusal that names the file, in little memory and time."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from participation import guards
from participation.problems import Refused, shown_name

ROOT = Path(__file__).resolve().parents[2]
# Threads and memory pools set megabytes aside for later, which would count as used.
LEAN = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system",
}  # fmt: skip
FILES = int(os.environ.get("MUTATED_FILES", "3000"))  # 10,000 by hand


def packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(count: int, seed: int, *more: str) -> dict[str, Any]:
    """What a process of its own made of so many broken files."""
    command = [sys.executable, "-m", "tests.imports.reading", str(count), str(seed), *more]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        timeout=3600,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_s3_broken_files_give_a_result_or_a_refusal_that_names_the_file() -> None:
    found = read(FILES, 11)
    print(f"S3: {FILES} broken files: {found['outcomes']}, {len(found['escaped'])} uncaught, {found['peak_mb']} MB")
    assert found["escaped"] == []
    assert sum(found["outcomes"].values()) == FILES
    assert min(found["outcomes"].get(name, 0) for name in ("read", "asked", "refused")) > FILES // 100
    assert found["peak_mb"] < 512


def test_s3_control_a_reader_that_believes_its_files_is_found() -> None:
    assert len(read(200, 12, "careless")["escaped"]) > 5


NAMES = [
    f"{before}{name}{after}"
    for before in ("", "../", "..\\..\\", "/etc/", "C:\\", "\\\\server\\share\\", "./", "a/b/../../", "~/", "%2e%2e/")
    for name in (
        "kysely",
        "CON",
        "...",
        " ",
        "\u202egnp",
        "a\nb",
        "x" * 300,
        "ä ö",
        "-rf",
        "$(id)",
        "'; --",
        "\x1b[31m",
    )
    for after in (".csv", ".CSV ")
][:200]


def test_s5_no_name_of_a_file_leads_anywhere() -> None:
    """The stored name is only text: a name never becomes a path, and is shown without folders and control signs."""
    outside = 0
    for name in NAMES:
        try:
            (passed,) = guards.check({name: b"a;b\n1;2\n"})
        except Refused as refused:
            passed = refused.problems[0].line("fi")
        shown = shown_name(passed)
        outside += "/" in passed.removesuffix(name) and not passed.startswith(shown_name(name)[:5])
        assert "\n" not in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    print(f"S5: {len(NAMES)} names, {outside} outside")
    assert outside == 0
    assert len(set(NAMES)) == 200


# S6: 60 payloads: each beginning of a formula before each of ten things that a spreadsheet would do.
BEGINNINGS = ("=", "+", "-", "@", "\t=", "\r=")
ACTS = (
    "1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://evil.example";"x")', "SUM(A1:A9)", "IMPORTXML(A1;A2)", "2*3",
    "'x'!A1", "WEBSERVICE(A1)", "DDE(a;b;c)", "+1",
)  # fmt: skip
PAYLOADS = [beginning + act for beginning in BEGINNINGS for act in ACTS]


def test_s6_no_exported_cell_is_evaluated_and_its_text_comes_back() -> None:
    evaluated = [text for text in PAYLOADS if guards.safe_cell(text)[:1] in "=+-@\t\r"]
    changed = [text for text in PAYLOADS if guards.strip_apostrophe(guards.safe_cell(text)) != text]
    print(f"S6: {len(PAYLOADS)} payloads, {len(evaluated)} evaluated, {len(changed)} changed")
    assert (len(PAYLOADS), evaluated, changed) == (60, [], [])


def test_s6_control_a_cell_as_it_is_would_be_evaluated() -> None:
    assert all(text[:1] in "=+-@\t\r" for text in PAYLOADS)
