"""Lists of decisions: found by words and by what they concern, and never more than the reader may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from assessment import outline
from assessment.briefing import Briefing
from assessment.outline import Tag
from data import decisions, engine, listing, tables
from data.clock import now
from data.listing import Wanted
from data.permissions import Actor
from participation.release import Release, ThemeCount
from tests.data.cases import decision

DAY = date(2027, 3, 1)


def announced(actor: Actor, title: str, **more: object) -> int:
    id = decision(actor, title={"fi": title}, **more)
    decisions.announce(actor, id)
    return id


def decided(actor: Actor, title: str, on: date) -> int:
    id = announced(actor, title, meeting_date=on)
    with engine.transaction(writes=True) as connection:
        row = tables.decision.c.id == id
        connection.execute(tables.decision.update().where(row).values(stage="decided", decided_on=on))
    return id


def found(actor: Actor, **wanted: str) -> set[int]:
    return {item.head.id for item in listing.page(actor, Wanted(**wanted)).all}


def themes(decision_id: int, *titles: str) -> Release:
    return Release(
        decision_id=decision_id, number=1, frozen_at=now(), imports=(), activities=(),
        themes=tuple(ThemeCount(theme_id=n, title={"fi": title}, summary={}) for n, title in enumerate(titles)),
    )  # fmt: skip


def test_words_are_found_in_any_case_and_every_word_must_be_there(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    school = announced(preparer, "Äänekosken koulu 100 %", service="Sivistys", register_id="KOI/77/2027")
    road = announced(preparer, "Tiehanke", body="Tekninen lautakunta")
    with engine.transaction(writes=True) as connection:
        listing.tag_release(connection, themes(road, "Turvallinen Ylitys"))
    assert found(preparer, text="äänekosken KOULU") == {school}
    assert found(preparer, text="ÄÄNEKOSKEN tekninen") == set()
    assert found(preparer, text="koi/77") == {school}
    assert found(preparer, text="ylitys turvallinen") == {road}
    assert found(preparer, text="100 %") == {school}  # the sign is a sign, not any text
    assert found(preparer, text="_") == set()
    assert found(preparer, service="Sivistys") == {school, road}
    assert found(preparer) == {school, road}


def test_what_the_reader_may_not_see_is_in_no_list_no_count_and_no_choice(actors: dict[str, Actor]) -> None:
    hidden = decision(actors["preparer"], service="Salainen palvelu")
    with engine.transaction(writes=True) as connection:
        listing.tag_release(connection, themes(hidden, "Salainen aihe"))
    page = listing.page(actors["councillor"])
    assert (page.all, page.coming_total, page.decided_total) == ((), 0, 0)
    assert listing.choices(actors["councillor"]) == listing.Choices((), (), (), (), {})
    assert listing.choices(actors["preparer"]).services == ("Salainen palvelu",)
    assert list(listing.choices(actors["preparer"]).themes.values()) == [{"fi": "Salainen aihe"}]


def test_what_is_coming_stands_first_by_day_and_of_the_decided_the_latest_are_shown(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    late = announced(preparer, "Myöhemmin", meeting_date=DAY + timedelta(days=9))
    open_ = announced(preparer, "Päivä puuttuu", meeting_date=None)
    soon = announced(preparer, "Pian", meeting_date=DAY)
    old = [decided(preparer, f"Vanha {n}", DAY - timedelta(days=n)) for n in range(1, 6)]
    page = listing.page(actors["councillor"], decided=3)
    assert [item.head.id for item in page.coming] == [soon, late, open_]
    assert [item.head.id for item in page.decided] == old[:3]
    assert (page.coming_total, page.decided_total) == (3, 5)


def test_a_newer_edition_takes_the_place_of_the_older_ones_tags(
    actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    id = announced(actors["preparer"], "Koulu")
    other = announced(actors["preparer"], "Silta")
    with engine.transaction(writes=True) as connection:
        for one in (id, other):
            listing.tag_release(connection, themes(one, "Turvallisuus", "  turvallisuus "))
        _tagged(connection, monkeypatch, id, Tag("area", "p_health", {}), Tag("group", "age_7_12", {}))
        _tagged(connection, monkeypatch, id, Tag("area", "p_services", {}))
    assert found(actors["councillor"], area="p_services") == {id}
    assert found(actors["councillor"], area="p_health") == found(actors["councillor"], group="age_7_12") == set()
    assert found(actors["councillor"], theme="turvallisuus") == {id, other}
    assert listing.choices(actors["councillor"]).areas == ("p_services",)


def _tagged(connection: sa.Connection, monkeypatch: pytest.MonkeyPatch, id: int, *tags: Tag) -> None:
    monkeypatch.setattr(outline, "tags", lambda *_: list(tags))
    listing.tag_briefing(connection, Briefing.model_construct(decision_id=id))
