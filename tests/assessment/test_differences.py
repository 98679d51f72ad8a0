"""What changed, word by word: nothing is said to change that did not, and nothing that did is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessment import differences
from assessment.answers import Answer
from assessment.matter import CHECKLIST, Matter, Source
from tests.assessment.cases import cell
from tests.reports.cases import matter, stored

TEXTS = st.text(alphabet="abc äö.,\n", max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_put_together_are_the_two_texts(old: str, new: str) -> None:
    runs = differences.words(old, new)
    assert "".join(text for op, text in runs if op != "added") == old
    assert "".join(text for op, text in runs if op != "removed") == new


@given(TEXTS)
def test_a_text_that_did_not_change_has_no_marks(text: str) -> None:
    assert {op for op, _ in differences.words(text, text)} <= {"same"}


def test_words_are_compared_not_letters() -> None:
    runs = differences.words("Koulu säilyy kylässä.", "Koulu lakkautetaan kylässä.")
    assert runs == (("same", "Koulu "), ("removed", "säilyy"), ("added", "lakkautetaan"), ("same", " kylässä."))


def test_the_longest_text_that_is_compared_word_by_word() -> None:
    long = "sana " * (differences.LONGEST // 2)  # a word and a space are two tokens
    assert differences.words(long, long + "x") == (("removed", long), ("added", long + "x"))
    assert differences.words(long + "x", long) == (("removed", long + "x"), ("added", long))
    assert differences.words(long, "sana ") == (("same", "sana "), ("removed", long[5:]))
    assert differences.words("", "x " * differences.LONGEST) == (("added", "x " * differences.LONGEST),)


def test_a_word_that_is_repeated_often_is_still_compared() -> None:
    old = "ja " * 250 + "loppu"
    assert differences.words(old, "alku " + old) == (("added", "alku "), ("same", old))


def test_a_very_long_text_is_told_as_a_whole() -> None:
    old, new = "sana " * 3000, "toinen " * 3000
    assert differences.words(old, new) == (("removed", old), ("added", new))


# ------------------------------------------------------------------ between two moments


def at(answers: dict[str, Any], **more: Any) -> Matter:
    return matter(answers, **more)


def changes(before: Matter, after: Matter) -> list[tuple[str, str, str, Any, Any]]:
    return [
        (c.kind, c.template, c.key, c.old and c.old.value, c.new and c.new.value)
        for c in differences.between(before, after)
    ]


def test_answers_that_came_went_and_changed_are_told_one_by_one() -> None:
    before = at({"basics/b_goal": "Vanha.", "basics/b_problem": "Sama.", "basics/b_fixed": "Poistuu."})
    after = at({"basics/b_goal": "Uusi.", "basics/b_problem": "Sama.", "compare/cmp_why": "Siksi."})
    assert changes(before, after) == [
        ("changed", "eva", "basics/b_goal", "Vanha.", "Uusi."),
        ("added", "eva", "compare/cmp_why", None, "Siksi."),
        ("removed", "eva", "basics/b_fixed", "Poistuu.", None),
    ]
    assert differences.between(before, before) == ()


def test_a_cell_is_compared_field_by_field_with_its_place() -> None:
    before = at(cell("p_health", "VE1", impact5=-1, quantity="100") | {"apart/f_opex": ["age_80"]})
    changed = cell("p_health", "VE1", impact5=-2, quantity="100") | {"apart/f_opex": ["age_80"]}
    after = at(changed | cell("f_opex:age_80", "VE2", impact5=1))
    found = {change.key: change for change in differences.between(before, after)}
    assert set(found) == {"matrix/p_health/VE1/impact5", "matrix/f_opex:age_80/VE2/impact5"}
    one = found["matrix/p_health/VE1/impact5"]
    assert (one.kind, one.section, one.row, one.alternative, one.field) == (
        "changed", "matrix", "p_health", "VE1", "impact5",
    )  # fmt: skip
    other = found["matrix/f_opex:age_80/VE2/impact5"]
    assert (other.kind, other.row, other.alternative, other.field) == ("added", "f_opex:age_80", "VE2", "impact5")


def test_what_is_hidden_does_not_change() -> None:
    shown = {"basics/b_open": ["nothing"], "basics/b_open_reason": "Lukittu."}
    hidden = {"basics/b_open": ["need"], "basics/b_open_reason": "Lukittu."}
    assert [c[:3] for c in changes(at(shown), at(hidden))] == [
        ("changed", "eva", "basics/b_open"), ("removed", "eva", "basics/b_open_reason"),
    ]  # fmt: skip


def test_not_knowing_is_a_change_and_so_is_its_reason() -> None:
    def unknown(reason: str | None) -> Matter:
        made = at({})
        eva = made.stored["eva"]
        given = {**eva.answers, "basics/b_fixed": Answer("basics/b_fixed", None, reason)}
        return replace(made, stored={**made.stored, "eva": replace(eva, answers=given)})

    (came,) = differences.between(at({}), unknown("Kesken."))
    assert (came.kind, came.key, came.section, came.alternative, came.row, came.field) == (
        "added", "basics/b_fixed", "basics", None, None, None,
    )  # fmt: skip
    (other,) = differences.between(unknown("Kesken."), unknown("Ei selvitetä."))
    assert other.kind == "changed"
    assert differences.between(at({}), unknown(None)) == ()


def test_an_instrument_that_was_opened_is_told_after_eva() -> None:
    before = at({"basics/b_goal": "Sama."})
    opened = stored(9, "crwia", {"stage1/cw_aim": "Safe routes."})
    after = replace(before, stored={**before.stored, "crwia": opened})
    assert changes(before, after) == [
        ("added", "crwia", "stage1/cw_name", None, "Kouluverkko"),
        ("added", "crwia", "stage1/cw_aim", None, "Safe routes."),
    ]
    assert [c[0] for c in changes(after, before)] == ["removed", "removed"]


def test_duties_and_cited_sources_are_compared_too() -> None:
    cited = cell("p_health", "VE1", impact5=-1, evidence=[5])
    before = at(cited, evidence={5: Source(5, {"ev_title": "Vanha"}), 6: Source(6, {"ev_title": "Muu"})})
    records = {"duties/d_youth": {"value": "done", "proof": {"channel": "Verkko"}}}
    after = at(cited, evidence={5: Source(5, {"ev_title": "Uusi"}), 6: Source(6, {"ev_title": "Toinen"})})
    after = replace(after, stored={**after.stored, CHECKLIST: stored(2, CHECKLIST, records)})
    assert changes(before, after) == [
        ("added", CHECKLIST, "duties/d_youth", None, records["duties/d_youth"]),
        ("changed", "eva", "evidence/5", {"ev_title": "Vanha"}, {"ev_title": "Uusi"}),
    ]
    assert changes(after, before)[0] == ("removed", CHECKLIST, "duties/d_youth", records["duties/d_youth"], None)
    more = at(cell("p_health", "VE1", impact5=-1, evidence=[5, 6]), evidence=dict(before.evidence))
    assert ("added", "eva", "evidence/6", None, {"ev_title": "Muu"}) in changes(before, more)
    assert ("removed", "eva", "evidence/6", {"ev_title": "Muu"}, None) in changes(more, before)


def test_changes_are_grouped_by_alternative_and_what_concerns_all_comes_first() -> None:
    before = at({})
    after = at({"basics/b_goal": "Uusi."} | cell("p_health", "VE2", impact5=1) | cell("p_health", "VE1", impact5=1))
    grouped = differences.by_alternative(differences.between(before, after))
    assert list(grouped) == [None, "VE1", "VE2"]
    assert [change.key for change in grouped["VE2"]] == ["matrix/p_health/VE2/impact5"]
    assert list(differences.by_alternative(grouped["VE2"])) == ["VE2"]
