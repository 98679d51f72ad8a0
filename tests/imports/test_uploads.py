"""S7: the same file twice, and files that overlap. S8: uploads that are too large, and many of them at once."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from data import activities, imports, texts
from data.permissions import Actor
from participation import adapters
from participation.adapters import Parsed
from tests.browser import ready, start
from tests.data.cases import decision
from tests.imports.reading import seeds
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, give_files, take_role

# ------------------------------------------------------------------ S7


def readable() -> Iterator[tuple[str, Parsed]]:
    """Every seed file that some adapter reads without asking, and has texts in it."""
    for files in seeds():
        for name in adapters.readers():
            try:
                parsed = adapters.read(name, files, answers={"decision": "kouluverkko"})
            except adapters.Refused:
                continue
            if parsed.texts and not parsed.questions:
                yield name, parsed


def test_s7_the_same_file_and_one_that_overlaps_give_no_text_twice(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    kinds, duplicates = set(), 0
    for name, parsed in readable():
        activity = activities.add(preparer, id, channel="survey", title={"fi": name})
        given = {"original_name": "tiedosto.csv"}
        before = len(texts.queue(preparer, id, limit=10_000).texts)
        assert imports.store(preparer, activity, parsed, sha256="a" * 64, **given).already is None
        assert imports.store(preparer, activity, parsed, sha256="a" * 64, **given).already is not None
        again = imports.store(preparer, activity, parsed, sha256="b" * 64, **given)  # a newer export of the same
        assert (again.texts, again.overlapping) == (0, len(parsed.texts))
        duplicates += len(texts.queue(preparer, id, limit=10_000).texts) - before - len(parsed.texts)
        kinds.add(name)
    print(f"S7: {len(kinds)} kinds of file, {duplicates} duplicates")
    assert duplicates == 0
    assert kinds >= {"polis", "kerrokantasi", "decidim", "open311", "evening"}


# ------------------------------------------------------------------ S8

UPLOADS = 50
SEND = """async ([address, size, count]) => {
  const token = document.cookie.split("; ").find((one) => one.startsWith("_streamlit_xsrf="))?.split("=")[1] ?? "";
  const content = new Blob([new Uint8Array(size).fill(97)]);
  const statuses = [];
  for (let number = 0; number < count; number++) {
    const form = new FormData();
    form.append("file", content, `suuri-${number}.csv`);
    const to = address.replace(/[^/]+$/, crypto.randomUUID());
    const answer = await fetch(to, {method: "PUT", body: form, headers: {"X-Xsrftoken": token}});
    statuses.push(answer.status);
  }
  return statuses;
}"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, int, Path]]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="survey", title={"fi": "Kysely"})
    running = start(tmp_path, DEMO)
    yield f"{running.address}/import?decision={id}&activity={activity}", running.process.pid, tmp_path
    running.stop()
    steps.leave_database()


def memory(process: int) -> int:
    """Bytes that a process has in memory."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def test_s8_what_is_too_large_is_refused_and_fifty_uploads_leave_the_service_responsive(
    page: Page, place: tuple[str, int, Path]
) -> None:
    address, process, folder = place
    site = address.split("/import")[0]
    take_role(page, site, "preparer")
    page.goto(address)
    steps.arrived(page, fi("Bring in residents' input"))
    sent: list[str] = []

    def note(request: Request) -> None:
        if "upload_file" in request.url and request.method == "PUT":
            sent.append(request.url)

    page.on("request", note)
    small = folder / "pieni.csv"
    small.write_text("a;b\n1;2\n", "utf-8")
    give_files(page, [small])
    assert re.search(r"/upload_file/", sent[0])
    assert set(page.evaluate(SEND, [sent[0], 1000, 1])) <= {200, 204}  # negative control: a small one is taken

    before = memory(process)
    (status,) = page.evaluate(SEND, [sent[0], 201 * 2**20, 1])
    assert status == 413
    began = time.monotonic()
    statuses = page.evaluate(SEND, [sent[0], 31 * 2**20, UPLOADS])
    took = time.monotonic() - began
    grown = (memory(process) - before) / 2**20
    print(
        f"S8: 201 MB refused with {status}; {UPLOADS} uploads of 31 MB in {took:.0f} s, "
        f"{sum(one == 413 for one in statuses)} refused, the service grew by {grown:.0f} MB"
    )
    assert set(statuses) == {413}
    with urllib.request.urlopen(f"{site}/healthz", timeout=5) as answer:
        assert answer.status == 200
    began = time.monotonic()
    page.goto(f"{site}/decisions")
    expect(page.get_by_role("heading", name=fi("Decisions"), level=1)).to_be_visible()
    ready(page)
    assert time.monotonic() - began < 15


# ------------------------------------------------------------------ a large file, and what a person may do meanwhile


def reading_processes(server: int) -> list[int]:
    """The processes in which the server is reading files."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().split(b"\0")
            parent = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == server and b"participation.reading" in words:
            found.append(int(path.name))
    return found


def test_a_large_file_is_told_of_while_it_is_read_and_cancelling_leaves_nothing(
    page: Page, place: tuple[str, int, Path]
) -> None:
    address, process, folder = place
    take_role(page, address.split("/import")[0], "preparer")
    page.goto(address)
    steps.arrived(page, fi("Bring in residents' input"))
    # A blank line makes it one for the careful reader, which takes its time for eight million cells.
    large = folder / "suuri.csv"
    row = ";".join("ja" if n % 2 else "9" for n in range(16))
    large.write_text(";".join(f"Kysymys {n}" for n in range(16)) + "\n\n" + f"{row}\n" * 490_000, "utf-8")
    give_files(page, [large])
    steps.press(page, fi("Read the files"))
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="…").or_(page.get_by_text("Kokeillaan"))).to_be_visible()
    assert reading_processes(process)
    steps.press(page, fi("Cancel the reading"))
    steps.seen(page, fi("The reading was cancelled. Nothing was stored."))
    ready(page)
    expect(bar).to_have_count(0)
    assert reading_processes(process) == []
    with steps.engine.transaction(writes=False) as connection:
        count = steps.sa.select(steps.sa.func.count()).select_from(steps.tables.import_)
        assert connection.execute(count).scalar_one() == 0

    # The page goes on: the same kind of file, a small one, is read at once.
    small = folder / "pieni.csv"
    small.write_text("Mielipide\n" + "hyvä\nhuono\n" * 8, "utf-8")
    give_files(page, [small])
    steps.press(page, fi("Read the files"))
    expect(page.get_by_role("heading", name=fi("Please answer: the file does not tell this"))).to_be_visible()
