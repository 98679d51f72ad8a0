"""Matters of agendas beside the decisions that are here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agenda.items import WORDS, Item
from data import agenda, assessments, decisions, listing, matters
from data.permissions import Actor, NotFound
from data.refusals import Refused
from tests.data.cases import decision, put

LIST = "template"
ITEM = Item(
    "KOI-1", "Kirjaston aukiolo", meeting_date=date(2027, 3, 1), meeting_body="Valtuusto", register_id="KOI/1/2027",
)  # fmt: skip
OTHER = Item("KOI-2", "Uimahalli")


def started(actor: Actor, id: int) -> int:
    item = agenda.matter(actor, id).item
    return agenda.start(
        actor, id, item, title={"fi": item.title}, body=item.meeting_body, service="Sivistys", language="fi",
        meeting_date=item.meeting_date, alternatives=["Nykytila", "Uusi"], summary={}, register_id=item.register_id,
    )  # fmt: skip


def test_a_list_is_stored_once(actors: dict[str, Actor]) -> None:
    coordinator = actors["coordinator"]
    assert [one.state for one in agenda.compare(coordinator, LIST, [ITEM, OTHER])] == ["new", "new"]
    assert agenda.store(coordinator, LIST, [ITEM, OTHER], "a") == 2
    assert agenda.store(coordinator, LIST, [ITEM, replace(OTHER, source_id=" koi-2 ")], "b") == 0
    assert [one.item for one in agenda.listing(coordinator)] == [ITEM, OTHER]
    assert {one.state for one in agenda.compare(coordinator, LIST, [ITEM, OTHER])} == {"same"}


def test_a_decision_is_started_once_from_a_matter(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    agenda.store(preparer, LIST, [ITEM], "a")
    (known,) = agenda.listing(preparer)
    made = started(preparer, known.id)
    assert started(preparer, known.id) == made
    assert listing.page(preparer).coming_total == 1
    assert agenda.listing(preparer)[0].decision_id == made
    with pytest.raises(NotFound):
        started(preparer, known.id + 1)


def test_a_moved_meeting_moves_the_decision_with_its_history(
    actors: dict[str, Actor],
) -> None:
    preparer = actors["preparer"]
    agenda.store(preparer, LIST, [ITEM], "a")
    made = started(preparer, agenda.listing(preparer)[0].id)
    moved = replace(ITEM, meeting_date=date(2027, 4, 5), status="Pöydällä")
    (found,) = agenda.compare(preparer, LIST, [moved])
    assert (found.state, found.decision.id if found.decision else None) == ("changed", made)
    assert [change.field for change in found.plan.applied] == ["meeting_date"]
    agenda.update(preparer, made, LIST, moved, "b")
    assert decisions.head(preparer, made)[0].meeting_date == date(2027, 4, 5)
    matter = matters.read(preparer, made)
    assert matter.answers("eva")["basics/b_date"].value == "2027-04-05"
    history = assessments.history(preparer, matter.stored["eva"].id, "basics/b_date")
    assert {event.value for event in history} == {"2027-03-01", "2027-04-05"}
    agenda.update(preparer, made, LIST, replace(moved, meeting_date=None), "c")
    assert decisions.head(preparer, made)[0].meeting_date is None
    assert matters.read(preparer, made).answers("eva")["basics/b_date"].value is None


def test_what_a_person_has_written_anew_is_kept(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    agenda.store(preparer, LIST, [ITEM], "a")
    made = started(preparer, agenda.listing(preparer)[0].id)
    put(preparer, made, "eva", "basics/b_title", "Milloin kirjasto on auki?")
    done = agenda.update(preparer, made, LIST, replace(ITEM, title="Kirjaston aukioloajan muuttaminen"), "b")
    assert ([one.field for one in done.applied], [one.field for one in done.kept]) == ([], ["title"])
    assert decisions.head(preparer, made)[0].title["fi"] == "Milloin kirjasto on auki?"
    assert agenda.listing(preparer)[0].item.title == "Kirjaston aukioloajan muuttaminen"


def test_the_register_number_finds_a_decision_and_a_person_joins_them(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    made = decision(preparer, register_id=" koi/1/2027", meeting_date=None)
    (found,) = agenda.compare(preparer, LIST, [ITEM])
    assert (found.state, found.match, found.decision.id if found.decision else None) == ("new", True, made)
    assert [change.field for change in found.plan.applied] == ["meeting_date"]
    agenda.update(preparer, made, LIST, ITEM, "a")
    head = decisions.head(preparer, made)[0]
    assert (head.meeting_date, head.title["fi"]) == (date(2027, 3, 1), "Kouluverkko")
    assert agenda.listing(preparer)[0].decision_id == made
    with pytest.raises(Refused):  # a decision has one matter of a list
        agenda.update(preparer, made, LIST, OTHER, "a")
    with pytest.raises(Refused):  # and a matter has one decision
        agenda.update(preparer, decision(preparer), LIST, ITEM, "a")


def test_two_decisions_with_one_register_number_are_left_to_people(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    decision(preparer, register_id="KOI/1/2027")
    decision(preparer, register_id="KOI/1/2027")
    assert agenda.compare(preparer, LIST, [ITEM])[0].decision is None


def test_a_decision_is_not_started_from_what_the_list_no_longer_says(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    agenda.store(preparer, LIST, [ITEM], "a")
    (seen,) = agenda.listing(preparer)
    agenda.store(preparer, LIST, [replace(ITEM, meeting_date=date(2027, 4, 5))], "b")
    with pytest.raises(Refused):
        agenda.start(
            preparer, seen.id, seen.item, title={"fi": "X"}, body="Valtuusto", service="Sivistys", language="fi",
            meeting_date=seen.item.meeting_date, alternatives=["Nykytila", "Uusi"], summary={}, register_id="",
        )  # fmt: skip
    assert listing.page(preparer).all == ()


def test_words_in_another_language_or_too_long_do_not_stop_the_rest(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    agenda.store(preparer, LIST, [ITEM], "a")
    made = started(preparer, agenda.listing(preparer)[0].id)
    new = replace(ITEM, title="a" * 300, meeting_date=date(2027, 4, 5))
    done = agenda.update(preparer, made, LIST, new, "b")
    assert [one.field for one in done.applied] == ["meeting_date"]
    assert [one.field for one in done.kept] == ["title"]
    swedish = replace(new, title="Biblioteket", summary="Svenska", language="sv")
    agenda.update(preparer, made, LIST, swedish, "c")
    head = decisions.head(preparer, made)[0]
    assert (head.title, head.summary, head.meeting_date) == ({"fi": ITEM.title}, {}, date(2027, 4, 5))
    assert WORDS["title"] == decisions.MAX_TITLE


def test_a_matter_is_set_aside_and_taken_back(actors: dict[str, Actor]) -> None:
    coordinator = actors["coordinator"]
    agenda.store(coordinator, LIST, [ITEM], "a")
    (known,) = agenda.listing(coordinator)
    agenda.set_aside(coordinator, known.id, True)
    agenda.set_aside(coordinator, known.id, True)
    assert agenda.listing(coordinator)[0].set_aside
    agenda.set_aside(coordinator, known.id, False)
    assert not agenda.listing(coordinator)[0].set_aside
    with pytest.raises(NotFound):
        agenda.set_aside(coordinator, known.id + 1, True)
