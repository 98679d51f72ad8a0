"""Large uploads in a process of their own: the same result, a sign of life, bounds, and an end when nobody waits."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from participation import reading
from participation.guards import MIB, Limits
from participation.problems import Refused
from participation.reading import Asked, Bounds, Found, Step, apart, look
from tests.participation import test_kerrokantasi_adapter as kerrokantasi
from tests.participation import test_survey_adapter as survey

SURVEY = Asked({"kysely.csv": survey.as_csv(survey.ANSWERS)}, {}, Limits())
RAISED = Limits(upload=100 * MIB, unpacked=100 * MIB)


def through(asked: Asked, bounds: Bounds | None = None) -> tuple[Found, list[Step]]:
    """The result of the process and every step that it told."""
    steps = []
    going = apart(asked, bounds)
    try:
        while True:
            said = next(going)
            if said is not None:
                steps.append(said)
    except StopIteration as end:
        return end.value, steps


def test_a_process_of_its_own_gives_the_same_as_this_one() -> None:
    row = ("Soita 040 123 4567.", None, "2025-03-14", 1, None, None, None, None)
    for asked in (SURVEY, Asked({"kuuleminen.xlsx": kerrokantasi.book(("Osio", [row]))}, {}, Limits())):
        here, (there, steps) = look(asked), through(asked)
        assert dict(there.files) == dict(here.files)
        assert there.fits.keys() == here.fits.keys()
        for name, parsed in here.fits.items():
            other = there.fits[name]
            assert (other.questions, other.read, other.stored, other.dropped) == (
                parsed.questions, parsed.read, parsed.stored, parsed.dropped,
            )  # fmt: skip
            assert [text.body for text in other.texts] == [text.body for text in parsed.texts]
        assert {name: one.lines("fi") for name, one in there.refusals.items()} == {
            name: one.lines("fi") for name, one in here.refusals.items()
        }
        assert there.flagged == here.flagged
        assert steps[0].doing == "guard"
        assert [step.behind for step in steps] == sorted(step.behind for step in steps)


def test_what_the_guards_refuse_is_refused_with_the_same_words() -> None:
    asked = Asked({"kuva.csv": b"\x89PNG\r\n"}, {}, Limits())
    with pytest.raises(Refused) as here:
        look(asked)
    with pytest.raises(Refused) as there:
        through(asked)
    assert there.value.lines("fi") == here.value.lines("fi")


def processes() -> set[int]:
    """The processes that this one has started and that still run."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(after[1]) == os.getpid() and after[0] != "Z":
            found.add(int(path.parent.name))
    return found


def test_it_ends_when_nobody_waits_for_it_any_longer() -> None:
    before = processes()
    large = b"a;b\n" + b'"x";1\n' * 1_000_000
    going = apart(Asked({"a.csv": large}, {}, RAISED))
    next(going)
    assert processes() - before
    going.close()
    assert processes() - before == set()


@pytest.mark.parametrize("bounds", [Bounds(memory=1), Bounds(seconds=1)], ids=["memory", "time"])
def test_more_memory_or_time_than_is_allowed_is_a_refusal(bounds: Bounds) -> None:
    large = b"a;b\n" + b'"x";1\n' * 3_000_000
    before = processes()
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        through(Asked({"a.csv": large}, {}, Limits(upload=100 * MIB, rows=5_000_000, csv_cells=10**8)), bounds)
    assert "memory or time" in refused.value.lines("en")[0] or "cannot be read" in refused.value.lines("en")[0]
    assert refused.value.lines("fi")[-1].endswith("Mitään ei tallennettu.")
    assert time.monotonic() - began < 60
    assert processes() - before == set()


def test_small_files_are_read_here() -> None:
    assert not reading.is_large(SURVEY.files)
    assert reading.is_large({"a.csv": b"x" * (3 * MIB)})
