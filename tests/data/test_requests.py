"""A councillor asks for more, and is answered in the open."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data import decisions, engine, requests, tables
from data.permissions import Actor, NotAllowed, NotFound
from data.refusals import Refused
from tests.data.cases import decision

ASKED = "Miten alle kouluikäiset kuullaan ennen päätöstä?"


@pytest.fixture
def announced(actors: dict[str, Actor]) -> int:
    id = decision(actors["preparer"])
    decisions.announce(actors["preparer"], id)
    return id


def test_a_request_lands_at_the_preparers_desk_and_its_answer_is_read_by_all(
    actors: dict[str, Actor], announced: int
) -> None:
    asked = requests.ask(actors["councillor"], announced, "more", f"  {ASKED} ", token="t")
    assert requests.ask(actors["councillor"], announced, "more", ASKED, token="t") == asked
    (waiting,) = requests.waiting(actors["preparer"])
    assert (waiting.decision_id, waiting.kind, waiting.body, waiting.by_role) == (
        announced, "more", ASKED, "councillor",
    )  # fmt: skip
    assert requests.answer(actors["preparer"], asked, "Kysely päiväkodeissa 3.4.") == 1
    assert requests.waiting(actors["preparer"]) == []
    for role in ("councillor", "youth_council", "reviewer"):
        (seen,) = requests.listing(actors[role], announced)
        assert [answer.body for answer in seen.answers] == ["Kysely päiväkodeissa 3.4."]
        assert seen.own == (role == "councillor")


def test_an_answer_is_corrected_by_a_new_version_and_never_over_one_that_was_not_seen(
    actors: dict[str, Actor], announced: int
) -> None:
    asked = requests.ask(actors["councillor"], announced, "return", ASKED)
    requests.answer(actors["preparer"], asked, "Ensimmäinen.")
    with pytest.raises(Refused):
        requests.answer(actors["coordinator"], asked, "Toinen.", seen=0)
    assert requests.answer(actors["coordinator"], asked, "Toinen.", seen=1) == 2
    assert requests.answer(actors["coordinator"], asked, "Toinen.", seen=2) == 2  # the same again is no new version
    (seen,) = requests.listing(actors["councillor"], announced)
    assert [(one.version, one.body) for one in seen.answers] == [(2, "Toinen."), (1, "Ensimmäinen.")]


@pytest.mark.parametrize(
    "body", ["", "   ", "x" * (requests.MAX_REQUEST + 1), "Soita 040 123 4567", "Hetu 131052-308T", "a.b@kunta.example"]
)
def test_what_everyone_reads_names_no_person_and_is_not_empty(
    actors: dict[str, Actor], announced: int, body: str
) -> None:
    with pytest.raises(Refused):
        requests.ask(actors["councillor"], announced, "more", body)
    asked = requests.ask(actors["councillor"], announced, "more", ASKED)
    if len(body) < requests.MAX_ANSWER and len(body) != requests.MAX_REQUEST + 1:
        with pytest.raises(Refused):
            requests.answer(actors["preparer"], asked, body)
    assert [one.body for one in requests.listing(actors["preparer"], announced)] == [ASKED]


def test_what_was_taken_back_is_gone_and_only_its_asker_or_a_preparer_takes_it(
    actors: dict[str, Actor], announced: int
) -> None:
    asked = requests.ask(actors["councillor"], announced, "more", ASKED)
    with pytest.raises(NotAllowed):
        requests.withdraw(actors["youth_council"], asked)
    requests.withdraw(actors["councillor"], asked)
    requests.withdraw(actors["preparer"], asked)
    (seen,) = requests.listing(actors["youth_council"], announced)
    assert (seen.body, seen.withdrawn) == ("", True)
    with engine.transaction(writes=False) as connection:
        stored = connection.execute(sa.select(tables.request.c.body)).scalars().all()
    assert stored == [""]
    assert requests.waiting(actors["preparer"]) == []
    with pytest.raises(Refused):
        requests.answer(actors["preparer"], asked, "Liian myöhään.")


def test_nothing_is_asked_of_a_matter_that_is_not_announced(actors: dict[str, Actor]) -> None:
    with pytest.raises(NotFound):
        requests.ask(actors["councillor"], decision(actors["preparer"]), "more", ASKED)
