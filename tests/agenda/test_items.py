"""What a newer agenda changes in a decision: never what people here have written anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agenda.items import COMPARED, FACTS, OF_DECISION, Item, as_fields, changes, from_fields, plan

WORDS = st.sampled_from(["", "Kirjasto", "Uimahalli", "KOI/1/2026"])
DAYS = st.sampled_from([None, date(2027, 1, 12), date(2027, 2, 9)])
ITEMS = st.builds(
    Item, st.just("1"), title=WORDS, text=WORDS, meeting_date=DAYS, meeting_body=WORDS, register_id=WORDS,
    status=WORDS, attachments=st.sampled_from([(), ("https://kunta.example/1.pdf",)]), summary=WORDS,
)  # fmt: skip


@given(ITEMS)
def test_a_matter_is_stored_and_read_as_it_is(item: Item) -> None:
    assert from_fields(as_fields(replace(item, row=7))) == item


@given(ITEMS, ITEMS)
def test_every_difference_is_told_once(old: Item, new: Item) -> None:
    found = changes(old, new)
    assert {change.field for change in found} == {name for name in COMPARED if getattr(old, name) != getattr(new, name)}
    assert replace(old, **{change.field: change.new for change in found}) == new


@given(ITEMS, ITEMS, ITEMS)
def test_what_people_have_written_anew_is_kept(decision: Item, old: Item, new: Item) -> None:
    found = plan(decision, old, new)
    for change in found.applied:
        assert getattr(decision, change.field) == change.old == getattr(old, change.field)
        assert change.new == getattr(new, change.field) != change.old
    for change in found.kept:
        assert getattr(decision, change.field) not in (getattr(old, change.field), getattr(new, change.field))
    assert not {change.field for change in found.applied} & {change.field for change in found.kept}


@given(ITEMS, ITEMS)
def test_the_same_agenda_again_changes_nothing(decision: Item, old: Item) -> None:
    found = plan(decision, old, old)
    assert (found.applied, found.kept) == ((), ())


@given(ITEMS, ITEMS, ITEMS)
def test_after_a_plan_is_carried_out_the_same_plan_has_nothing_more_to_do(decision: Item, old: Item, new: Item) -> None:
    done = replace(decision, **{change.field: change.new for change in plan(decision, old, new).applied})
    assert plan(done, new, new).applied == ()


@given(ITEMS, ITEMS)
def test_meeting_a_decision_for_the_first_time_only_fills_in_what_is_missing(decision: Item, new: Item) -> None:
    found = plan(decision, None, new)
    assert all(not change.old for change in found.applied)
    assert {change.field for change in found.kept} <= set(FACTS)


@given(ITEMS, ITEMS, ITEMS)
def test_an_empty_cell_takes_nothing_away_but_the_day_of_the_meeting(decision: Item, old: Item, new: Item) -> None:
    empty = replace(new, title="", meeting_body="", register_id="", summary="", meeting_date=None)
    assert {change.field for change in plan(decision, old, empty).applied} <= {"meeting_date"}


def test_a_moved_meeting_is_taken_and_a_plain_title_stays() -> None:
    old = Item("1", "Kirjaston aukiolo", meeting_date=date(2027, 1, 12), register_id="KOI/1")
    new = replace(old, title="Kirjaston aukioloajan muuttaminen", meeting_date=date(2027, 2, 9))
    mine = replace(old, title="Milloin kirjasto on auki?")
    found = plan(mine, old, new)
    assert [change.field for change in found.applied] == ["meeting_date"]
    assert [change.field for change in found.kept] == ["title"]
    assert set(OF_DECISION) >= {"title", "meeting_date"}


def test_a_title_that_may_name_a_person_is_seen() -> None:
    assert Item("1", "Vahingonkorvaus, Aino Virtanen").may_name_people
    assert Item("1", "Oikaisuvaatimus", text="Soita 040 123 4567.").may_name_people
    assert not Item("1", "Kirjaston aukioloaikojen muuttaminen").may_name_people
