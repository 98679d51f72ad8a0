"""What a council's own desk tells of a matter: whether it was asked, by when, and what it has given."""

from __future__ import annotations

from datetime import date

import pytest

from data import decisions, statements
from data.permissions import Actor, NotAllowed
from data.statements import OnDesk
from tests.data.cases import decision, put, screened

ASKED = {
    "value": "planned", "date": "2027-01-15",
    "proof": {"sent_on": "2026-12-01", "body": "Nuorisovaltuusto", "reply_by": "2027-01-12"},
}  # fmt: skip


def asked(preparer: Actor) -> int:
    id = screened(preparer)
    put(preparer, id, "early-participation", "duties/d_youth", ASKED)
    return id


def test_a_request_is_on_the_desk_of_the_council_that_was_asked_alone(actors: dict[str, Actor]) -> None:
    id = asked(actors["preparer"])
    decisions.announce(actors["preparer"], id)
    told = statements.on_desk(actors["youth_council"])
    assert told == {id: OnDesk(date(2026, 12, 1), date(2027, 1, 12), None)}
    assert statements.on_desk(actors["elderly_council"]) == {}


def test_a_matter_that_is_not_announced_is_on_no_desk(actors: dict[str, Actor]) -> None:
    asked(actors["preparer"])
    assert statements.on_desk(actors["youth_council"]) == {}


def test_what_the_council_has_given_is_told_beside_it(actors: dict[str, Actor]) -> None:
    id, other = asked(actors["preparer"]), decision(actors["preparer"])
    for one in (id, other):
        decisions.announce(actors["preparer"], one)
        statements.add(
            actors["youth_council"], one, council="youth_council", date=date(2027, 1, 10), position="for",
            main_points="Puollamme.",
        )  # fmt: skip
    told = statements.on_desk(actors["youth_council"])
    assert told[id] == OnDesk(date(2026, 12, 1), date(2027, 1, 12), date(2027, 1, 10))
    assert told[other] == OnDesk(None, None, date(2027, 1, 10))


@pytest.mark.parametrize("role", ["preparer", "councillor", "resident"])
def test_only_a_council_has_such_a_desk(actors: dict[str, Actor], role: str) -> None:
    with pytest.raises(NotAllowed):
        statements.on_desk(actors[role])
