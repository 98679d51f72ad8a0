"""A newer version of an instrument: what becomes of each answer, and nothing is moved unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment import upgrade
from assessment.answers import Answer
from assessment.templates import loading
from assessment.templates.loading import Instruments, TemplateError
from assessment.upgrade import Row
from tests import large
from tests.assessment.cases import INSTRUMENTS

CODES = ["VE0", "VE1", "VE2"]


def newer(folder: Path, version: str = "1.1.0", **changes: Any) -> Instruments:
    """EVA in a newer version: b_goal renamed, b_problem split, b_fixed dropped, an option of b_open changed."""
    source: dict[str, Any] = yaml.safe_load((loading.BUILT_IN / "eva.yaml").read_text("utf-8"))
    source["template"]["version"] = version
    source["template"]["changelog"].append({"version": version, "date": None, **three("Uusi versio")})
    source["migrations"] = [
        {
            "from": "1",
            "rename": {"b_goal": "b_aim"},
            "split": {"b_problem": ["b_problem", "b_need"]},
            "drop": ["b_fixed"],
            "revalue": {"b_open": {"nothing": "need"}},
        }
    ]
    basics = source["sections"][0]["questions"]
    aim = next(q for q in basics if q["id"] == "b_goal")
    aim["id"] = "b_aim"
    basics[:] = [q for q in basics if q["id"] not in ("b_fixed", "b_open_reason")]
    need = {"id": "b_need", "type": "long_text", "required": True, **three("Kenen tarve on kyseessä?")}
    basics.append(need)
    for change, value in changes.items():
        source[change] = value
    (folder / "eva-1.1.yaml").write_text(yaml.safe_dump(source, allow_unicode=True), "utf-8")
    return loading.load(folder)


def three(text: str) -> dict[str, str]:
    return {"fi": text, "sv": f"{text} sv", "en": f"{text} en"}


GIVEN = {
    "basics/b_title": "Kouluverkko",
    "basics/b_goal": "Terveet tilat",
    "basics/b_problem": "Sisäilma on huono, ja tilat loppuvat.",
    "basics/b_fixed": "Talousarvio on päätetty.",
    "basics/b_open": ["nothing", "timing"],
    "basics/b_open_reason": "Päätetty jo.",
    "matrix/p_health/VE1/impact5": -1,
}


@pytest.fixture
def after(tmp_path: Path) -> Instruments:
    return newer(tmp_path)


def rows(after: Instruments, given: dict[str, Any] = GIVEN) -> dict[tuple[str | None, str | None], Row]:
    stored = {key: Answer(key, value, rev=1) for key, value in given.items()}
    return {(r.old_key, r.new_key): r for r in upgrade.plan(INSTRUMENTS, after, "eva", stored, CODES)}


def test_the_newest_version_is_in_use_and_the_older_stays_at_hand(after: Instruments) -> None:
    assert after["eva"].template.version == "1.1.0"
    assert [t.template.version for t in after.older.values()] == ["1.0.0"]


def test_what_is_the_same_stays(after: Instruments) -> None:
    found = rows(after)
    assert found[("basics/b_title", "basics/b_title")].kind == "unchanged"
    assert found[("matrix/p_health/VE1/impact5", "matrix/p_health/VE1/impact5")].kind == "unchanged"


def test_a_renamed_question_takes_its_answer_along(after: Instruments) -> None:
    row = rows(after)[("basics/b_goal", "basics/b_aim")]
    assert (row.kind, row.value, row.asks) == ("renamed", "Terveet tilat", False)


def test_a_split_question_gives_its_answer_to_the_first_and_asks_for_the_others(after: Instruments) -> None:
    found = rows(after)
    first, second = (found[("basics/b_problem", f"basics/{id}")] for id in ("b_problem", "b_need"))
    assert (first.kind, first.value) == ("split", GIVEN["basics/b_problem"])
    assert (second.kind, second.value, second.asks) == ("split", None, True)


def test_a_dropped_question_is_shown_and_its_answer_goes_nowhere(after: Instruments) -> None:
    for key in ("basics/b_fixed", "basics/b_open_reason"):  # the second is dropped without a word of it
        row = rows(after)[(key, None)]
        assert (row.kind, row.value, row.asks) == ("dropped", None, True)


def test_a_changed_option_is_shown_as_it_will_be(after: Instruments) -> None:
    row = rows(after)[("basics/b_open", "basics/b_open")]
    assert (row.kind, row.value, row.asks) == ("revalued", ["need", "timing"], True)


def test_a_new_required_question_is_told(after: Instruments) -> None:
    without = {k: v for k, v in GIVEN.items() if k != "basics/b_problem"}
    row = rows(after, without)[(None, "basics/b_need")]
    assert (row.kind, row.required, row.asks) == ("new", True, True)


def test_every_answer_is_in_the_list_once_and_none_is_lost(after: Instruments) -> None:
    found = rows(after)
    assert {old for old, _ in found if old} == set(GIVEN)
    targets = [new for _, new in found if new]
    assert len(targets) == len(set(targets))


def test_effects_of_groups_apart_and_what_happened_stay_in_their_own_rows(after: Instruments) -> None:
    given = {
        "apart/p_health": ["age_80"],
        "matrix/p_health/VE1/impact5": -1,
        "matrix/p_health:age_80/VE1/impact5": -2,
        "outcomes/p_health/VE1/happened": "better",
        "outcomes/p_health:age_80/VE1/happened": "worse",
    }
    found = rows(after, given)
    assert {row.old_key: (row.new_key, row.value) for row in found.values() if row.old_key} == {
        key: (key, value) for key, value in given.items()
    }
    assert {row.kind for row in found.values() if row.old_key} == {"unchanged"}


def test_everything_that_an_assessment_can_hold_has_its_line(after: Instruments) -> None:
    given = large.filled_in(INSTRUMENTS, INSTRUMENTS["eva"], groups=large.GROUPS[:1])
    stored = {key: Answer(key, value, rev=1) for key, value in given.items()}
    found = upgrade.plan(INSTRUMENTS, after, "eva", stored, large.CODES)
    assert {row.old_key for row in found if row.old_key} == set(given)
    targets = [row.new_key for row in found if row.new_key]
    assert len(targets) == len(set(targets))
    changed = {row.old_key for row in found if row.kind not in ("unchanged", "new")}
    assert changed == {"basics/b_goal", "basics/b_problem", "basics/b_fixed"}


def test_an_answer_that_changes_makes_another_list(after: Instruments) -> None:
    one = tuple(rows(after).values())
    other = tuple(rows(after, GIVEN | {"basics/b_goal": "Muu"}).values())
    assert upgrade.fingerprint(one) != upgrade.fingerprint(other)


def test_a_migration_to_a_question_that_does_not_exist_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="'b_nowhere' is not a question"):
        newer(tmp_path, migrations=[{"from": "1", "rename": {"b_goal": "b_nowhere"}}])


def test_a_retired_version_is_not_taken_into_use(tmp_path: Path) -> None:
    newer(tmp_path, version="0.9.0")
    assert loading.load(tmp_path)["eva"].template.version == "1.0.0"
