"""A newer version of an instrument: what becomes of each answer, and nothing is moved unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment import upgrade
from assessment.answers import Answer
from assessment.templates import loading, versions
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


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Instruments:
    return newer(tmp_path_factory.mktemp("newer"))


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


# ------------------------------------------------------------------ changes of every kind


def changed(
    folder: Path, edit: Callable[[dict[str, Any]], None], template: str = "eva", **migration: Any
) -> Instruments:
    """Version 1.1.0 with these changes and what it says of them."""
    source: dict[str, Any] = yaml.safe_load((loading.BUILT_IN / f"{template}.yaml").read_text("utf-8"))
    source["template"]["version"] = "1.1.0"
    source["template"]["changelog"].append({"version": "1.1.0", "date": None, **three("Uusi versio")})
    edit(source)
    source["migrations"] = [{"from": "1", **migration}]
    (folder / f"{template}-1.1.yaml").write_text(yaml.safe_dump(source, allow_unicode=True), "utf-8")
    return loading.load(folder)


def question_in(source: dict[str, Any], id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(q for s in source["sections"] for q in s.get("questions", ()) if q["id"] == id)
    return found


def one(after: Instruments, key: str, value: Any, template: str = "eva", **more: Any) -> Row:
    stored = {key: Answer(key, value, rev=4, **more)}
    (row,) = (row for row in upgrade.plan(INSTRUMENTS, after, template, stored, CODES) if row.old_key == key)
    return row


def test_a_reworded_question_shows_both_wordings(tmp_path: Path) -> None:
    after = changed(tmp_path, lambda source: question_in(source, "b_goal").update(three("Mikä on tavoite?")))
    row = one(after, "basics/b_goal", "Terveet tilat")
    assert (row.kind, row.value, row.asks) == ("reworded", "Terveet tilat", False)
    assert row.old_text is not None
    assert row.new_text is not None
    assert (row.old_text.text("fi"), row.new_text.text("fi")) == (
        INSTRUMENTS["eva"].section("basics").questions[2].fi, "Mikä on tavoite?",
    )  # fmt: skip
    assert row.old == Answer("basics/b_goal", "Terveet tilat", rev=4)
    assert row.required is True


@pytest.mark.parametrize(
    ("key", "value", "becomes"),
    [
        ("alternatives/VE1/alt_origin", "residents", "preparer"),
        ("alternatives/VE1/alt_origin", "law", "law"),
        ("basics/b_open", ["need", "timing"], ["details", "timing"]),
        ("alternatives/VE1/alt_rev", 1, 2),
        ("alternatives/VE1/alt_rev", 3, 3),
    ],
)
def test_a_value_is_said_in_the_new_versions_words(tmp_path: Path, key: str, value: Any, becomes: Any) -> None:
    words = {"alt_origin": {"residents": "preparer"}, "b_open": {"need": "details"}, "alt_rev": {1: 2}}
    row = one(changed(tmp_path, lambda source: None, revalue=words), key, value)
    assert (row.value, row.new_key) == (becomes, key)
    assert row.kind == ("unchanged" if value == becomes else "revalued")


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ({"value": "planned", "date": "2027-01-01"}, {"value": "done", "date": "2027-01-01"}),
        ({"value": "na", "reason": "Ei."}, {"value": "na", "reason": "Ei."}),
        ({"reason": "Kesken."}, {"reason": "Kesken."}),
    ],
)
def test_what_stands_beside_a_value_stays(tmp_path: Path, value: Any, becomes: Any) -> None:
    after = changed(tmp_path, lambda source: None, "lava", revalue={"sp_early": {"planned": "done"}})
    assert one(after, "voice/sp_early", value, "lava").value == becomes


def test_a_value_that_no_longer_fits_is_asked_again(tmp_path: Path) -> None:
    after = changed(tmp_path, lambda source: question_in(source, "b_goal").update(type="date"))
    row = one(after, "basics/b_goal", "Terveet tilat")
    assert (row.kind, row.value, row.asks) == ("revalued", None, True)


def test_an_answer_that_is_not_known_moves_and_an_empty_one_does_not(tmp_path: Path) -> None:
    after = changed(tmp_path, lambda source: None)
    row = one(after, "basics/b_goal", None, unknown_reason="Kesken.")
    assert (row.kind, row.value) == ("unchanged", None)
    assert row.old is not None
    assert row.old.unknown_reason == "Kesken."
    empty = {"basics/b_goal": Answer("basics/b_goal", None), "basics/b_problem": Answer("basics/b_problem", "x")}
    keys = [row.old_key for row in upgrade.plan(INSTRUMENTS, after, "eva", empty, CODES) if row.old_key]
    assert keys == ["basics/b_problem"]


def test_what_was_never_asked_is_shown_and_goes_nowhere(tmp_path: Path) -> None:
    row = one(changed(tmp_path, lambda source: None), "basics/b_gone", "Jäänyt")
    assert row == Row("dropped", "basics/b_gone", None, None, None, Answer("basics/b_gone", "Jäänyt", rev=4), None)
    assert row.asks


def without(part: Any, id: str) -> Any:
    """The same without an area and every mention of it."""
    if isinstance(part, dict):
        return {key: without(value, id) for key, value in part.items()}
    if isinstance(part, list):
        return [without(one, id) for one in part if one != id and not (isinstance(one, dict) and one.get("id") == id)]
    return part


def test_an_area_may_be_renamed_or_dropped_with_its_groups(tmp_path: Path) -> None:
    def edit(source: dict[str, Any]) -> None:
        text = yaml.safe_dump(source["sections"], allow_unicode=True).replace("p_gender", "p_women")
        source["sections"] = yaml.safe_load(text)
        source.update(without(source, "v_assoc"))

    after = changed(tmp_path, edit, rename={"p_gender": "p_women"}, drop=["v_assoc"])
    assert one(after, "matrix/p_gender:age_80/VE1/impact5", -1).new_key == "matrix/p_women:age_80/VE1/impact5"
    assert one(after, "apart/p_gender", ["age_80"]).new_key == "apart/p_women"
    assert one(after, "outcomes/p_gender/VE1/happened", "worse").new_key == "outcomes/p_women/VE1/happened"
    gone = one(after, "matrix/v_assoc/VE1/impact5", -1)
    assert (gone.kind, gone.new_key, gone.value) == ("dropped", None, None)
    assert gone.old_text is not None
    assert gone.old is not None


def test_screening_and_ready_marks_keep_their_places(tmp_path: Path) -> None:
    after = changed(tmp_path, lambda source: None)
    for key, value in (("screening/s_many", "yes"), ("screening/none_reason", "Ei."), ("done/basics", "yes")):
        assert one(after, key, value).new_key == key


def test_the_fingerprint_sees_every_line(tmp_path: Path) -> None:
    after = changed(tmp_path, lambda source: None)
    prints = {
        upgrade.fingerprint(upgrade.plan(INSTRUMENTS, after, "eva", {key: Answer(key, value, rev=rev)}, CODES))
        for key, value, rev in (
            ("basics/b_goal", "a", 1), ("basics/b_goal", "b", 1), ("basics/b_goal", "a", 2), ("basics/b_fixed", "a", 1),
        )
    }  # fmt: skip
    assert len(prints) == 4
    new = (Row("new", None, "basics/x", None, None, None, None),)
    assert upgrade.fingerprint(new) == upgrade.fingerprint(new)
    assert upgrade.fingerprint(new) != upgrade.fingerprint(())


CHECKLIST = "early-participation"


def test_facts_duties_and_practice_are_renamed_by_their_own_ids(tmp_path: Path) -> None:
    names = {"case_type": "matter_kind", "d_youth": "d_minors", "q_scope": "q_reach"}

    def edit(source: dict[str, Any]) -> None:
        text = yaml.safe_dump({key: value for key, value in source.items() if key != "template"}, allow_unicode=True)
        for old, new in names.items():
            text = re.sub(rf"\b{old}\b", new, text)
        source.update(yaml.safe_load(text))

    text = (loading.BUILT_IN / f"{CHECKLIST}.yaml").read_text("utf-8")
    assert all(name in text for name in names)
    after = changed(tmp_path, edit, CHECKLIST, rename=names)
    done = {"value": "na", "reason": "Ei koske."}
    for key, value, new in (
        ("facts/case_type", "service", "facts/matter_kind"),
        ("duties/d_youth", done, "duties/d_minors"),
        ("practice/q_scope", done, "practice/q_reach"),
    ):
        row = one(after, key, value, CHECKLIST)
        assert (row.new_key, row.value, row.kind) == (new, value, "renamed")


def test_a_new_question_of_each_alternative_is_told_for_each(tmp_path: Path) -> None:
    def edit(source: dict[str, Any]) -> None:
        questions = next(s for s in source["sections"] if s["id"] == "alternatives")["questions"]
        plain = {"type": "text", **three("Uusi kysymys")}
        questions += [
            {"id": "alt_x", **plain, "required": True},
            {"id": "alt_y", **plain, "per": "non_baseline"},
            {"id": "alt_z", **plain, "per": "none", "required": True, "visible_if": "count(alternatives) < 2"},
        ]

    after = changed(tmp_path, edit)
    found = {row.new_key: row for row in upgrade.plan(INSTRUMENTS, after, "eva", {}, CODES)}
    assert set(found) == {
        "alternatives/VE0/alt_x", "alternatives/VE1/alt_x", "alternatives/VE2/alt_x",
        "alternatives/VE1/alt_y", "alternatives/VE2/alt_y", "alternatives/alt_z",
    }  # fmt: skip
    assert {row.kind for row in found.values()} == {"new"}
    assert {key: row.required for key, row in found.items() if row.required} == dict.fromkeys(
        (f"alternatives/{code}/alt_x" for code in CODES), True
    )
    text = found["alternatives/VE0/alt_x"].new_text
    assert text is not None
    assert text.text("fi") == "Uusi kysymys"
    assert found["alternatives/VE0/alt_x"].old_text is None


def test_steps_from_the_same_version_are_taken_together(tmp_path: Path) -> None:
    def edit(source: dict[str, Any]) -> None:
        source.update(without(source, "b_fixed"))
        question_in(source, "b_goal")["id"] = "b_aim"
        source["migrations"] = []

    changed(tmp_path, edit, rename={"b_goal": "b_aim"}, revalue={"b_open": {"need": "details"}})
    path = tmp_path / "eva-1.1.yaml"
    source = yaml.safe_load(path.read_text("utf-8"))
    source["migrations"] += [
        {
            "from": "1.0",
            "drop": ["b_fixed"],
            "revalue": {"b_open": {"timing": "follow_up"}, "alt_origin": {"law": "residents"}},
        },
        {"from": "0", "rename": {"b_problem": "b_aim"}},
    ]
    path.write_text(yaml.safe_dump(source, allow_unicode=True), "utf-8")
    after = loading.load(tmp_path)
    assert one(after, "basics/b_goal", "x").new_key == "basics/b_aim"
    assert one(after, "basics/b_fixed", "x").kind == "dropped"
    assert one(after, "basics/b_problem", "x").new_key == "basics/b_problem"  # the last step is for another version
    assert one(after, "basics/b_open", ["need", "timing"]).value == ["details", "follow_up"]
    assert one(after, "alternatives/VE1/alt_origin", "law").value == "residents"


@pytest.mark.parametrize(
    ("version", "beginning", "begins"),
    [
        ("1.2.0", "1", True), ("1.2.0", "1.2", True), ("1.2.0", "1.2.0", True), ("1.2.0+local.3", "1.2.0", True),
        ("1.2.0", "1.3", False), ("11.2.0", "1", False), ("1.20.0", "1.2", False), ("1.2.0", "1.2.0.1", False),
    ],
)  # fmt: skip
def test_a_version_begins_by_whole_numbers(version: str, beginning: str, begins: bool) -> None:
    assert versions.begins(version, beginning) is begins


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        ("1.2.0", "^1", True), ("1.2.0", "^1.2", True), ("1.2.0", "^1.3", False), ("2.0.0", "^1", False),
        ("1.0.0", "^1", True), ("1.2.3", "^1.2.3", True), ("1.2.2", "^1.2.3", False),
    ],
)  # fmt: skip
def test_a_version_fits_a_range_of_the_same_major(version: str, wanted: str, fits: bool) -> None:
    assert versions.fits(version, wanted) is fits
