"""Words erased on request leave no trace and change no figure; rows go when their time is up, and none early."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import (
    activities,
    briefings,
    clock,
    engine,
    erasure,
    imports,
    population,
    releases,
    retention,
    tables,
    texts,
    themes,
)
from data.permissions import Actor
from data.refusals import Refused
from participation.release import Release
from tests.data.cases import decision
from tests.data.test_input import all_texts, polis
from tests.data.test_population import survey

CANARY = "Kanarialintu Maija Mallikas asuu Testikatu 1:ssä ja soittaa 040 1234567"
OTHER = "Koulumatka on liian pitkä pienille."


def published(actors: Mapping[str, Actor]) -> tuple[int, list[int]]:
    """A decision whose release quotes two texts, one of which must go."""
    preparer = actors["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="conversation", title={"fi": "Keskustelu"})
    imports.store(preparer, activity, polis(words=(CANARY, OTHER)), sha256="a" * 64, original_name="polis.zip")
    found = [text.id for text in all_texts(preparer, id)]
    theme = themes.add(preparer, id, title={"fi": "Matka"})
    for text in found:
        texts.clear(preparer, text, "publish")
        themes.tie(preparer, text, [theme])
    releases.freeze(preparer, id)
    return id, found


def everything() -> str:
    """Every value of every table, as one text."""
    with engine.transaction(writes=False) as connection:
        rows = (row for table in tables.metadata.sorted_tables for row in connection.execute(sa.select(table)))
        return "\n".join(str(value) for row in rows for value in row)


def figures(release: Release) -> object:
    """A release without residents' words: every figure and name there is."""
    said = release.model_dump(mode="json", exclude={"erased", "frozen_sha256"})
    for activity in said["activities"]:
        for table in activity["tables"]:
            table["text"] = None
    for theme in said["themes"]:
        theme["quotes"] = [quote["activity_id"] for quote in theme["quotes"]]
    return said


def test_an_erasure_leaves_no_trace_and_every_figure_as_it_was(actors: dict[str, Actor], database: str) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    before = releases.latest(preparer, id)
    assert before is not None
    assert CANARY in everything()  # negative control: it would be seen if it were there
    told = erasure.erase(preparer, id, [found[0]], "own_words")
    assert (told.texts, told.releases, told.elsewhere) == (1, 1, ())
    print(f"P6 {database.split(':')[0]}: {int(CANARY in everything())} traces in the tables")
    assert CANARY not in everything()
    after = releases.latest(preparer, id)
    assert after is not None
    assert figures(after) == figures(before)
    assert (after.erased, after.sha256()) == (2, before.sha256())  # beside the comment, and as the theme's quote
    assert OTHER in after.canonical().decode()
    assert [text.verdict for text in all_texts(preparer, id)] == ["remove", "publish"]
    assert {theme.tied for theme in themes.listing(preparer, id)} == {2}
    if database.startswith("sqlite"):
        engine.engine().dispose()
        folder = Path(sa.make_url(database).database or "").parent
        assert not [file.name for file in folder.glob("test.db*") if b"Kanarialintu" in file.read_bytes()]


def test_a_published_briefing_loses_the_words_and_stays_whole(
    actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    drafted = briefings.preview(preparer, id)
    with engine.transaction(writes=True) as connection:
        connection.execute(
            tables.briefing.insert().values(
                decision_id=id, edition=1, payload=drafted.canonical().decode(), sha256=drafted.sha256(),
                by=preparer.person_id, at=datetime(2026, 5, 1, tzinfo=UTC),
            )
        )  # fmt: skip
    erasure.erase(preparer, id, [found[0]], "about_me")
    shown = briefings.published(preparer, id)
    assert shown is not None
    assert shown.intact
    assert shown.first_sha256 == drafted.sha256() != shown.sha256
    assert CANARY not in shown.briefing.canonical().decode()
    assert shown.briefing.model_dump(exclude={"release"}) == drafted.model_dump(exclude={"release"})


def test_short_words_take_nothing_of_anybody_else_with_them(actors: dict[str, Actor]) -> None:
    """An erased “VE1” or “Ei” is a whole quote, and never a piece of a name, an id or another text."""
    preparer = actors["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="conversation", title={"fi": "Ei lähikouluja kiinni"})
    words = ("Ei", "Ei käy", "VE1")
    imports.store(preparer, activity, polis(words=words), sha256="a" * 64, original_name="polis.zip")
    other = activities.add(preparer, id, channel="conversation", title={"fi": "Toinen"})
    imports.store(preparer, other, polis(words=("Ei", "Kyllä")), sha256="b" * 64, original_name="toinen.zip")
    found = all_texts(preparer, id)
    for text in found:
        texts.clear(preparer, text.id, "publish")
    releases.freeze(preparer, id)
    before = releases.latest(preparer, id)
    erasure.erase(preparer, id, [text.id for text in found if text.body in ("Ei", "VE1")][:2], "own_words")
    after = releases.latest(preparer, id)
    assert before is not None
    assert after is not None
    assert figures(after) == figures(before)
    assert [text.body for text in all_texts(preparer, id)] == ["", "Ei käy", "", "Ei", "Kyllä"]
    assert "Ei käy" in {said for _, said in after.quoted()}
    assert after.activities[0].title == {"fi": "Ei lähikouluja kiinni"}


def test_words_whose_text_is_gone_are_found_where_they_are_published(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    texts.clear(preparer, found[0], "remove")
    (one,) = erasure.find(preparer, id, "kanarialintu")
    assert (one.id, one.body) == (0, CANARY)
    told = erasure.erase(preparer, id, [], "own_words", [one.body])
    assert (told.texts, told.releases) == (0, 1)
    assert CANARY not in everything()
    with pytest.raises(Refused):
        erasure.erase(preparer, id, [], "own_words", ["Matka"])  # only words of residents


def test_an_earlier_shortened_form_goes_with_its_text(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    texts.clear(preparer, found[1], "shorten", "Koulumatka on liian pitkä.")
    releases.freeze(preparer, id)
    texts.clear(preparer, found[1], "theme_only")
    erasure.erase(preparer, id, [found[1]], "own_words")
    assert "Koulumatka on liian" not in everything()
    assert CANARY in everything()


def test_words_in_another_form_of_the_same_letters_are_the_same_words(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="conversation", title={"fi": "Keskustelu"})
    apart = unicodedata.normalize("NFD", CANARY)
    imports.store(preparer, activity, polis(words=(apart, OTHER)), sha256="a" * 64, original_name="polis.zip")
    (one, _) = all_texts(preparer, id)
    texts.clear(preparer, one.id, "publish")
    releases.freeze(preparer, id)
    assert CANARY in everything()
    assert erasure.erase(preparer, id, [one.id], "own_words").releases == 1
    assert CANARY not in everything()


def test_where_staff_have_repeated_the_words_is_told(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    themes.add(preparer, id, title={"fi": "Toinen"}, summary={"fi": f"Eräs kirjoitti: {CANARY}"})
    assert erasure.erase(preparer, id, [found[0]], "own_words").elsewhere == ("theme",)


def test_words_are_found_whatever_their_case_and_spacing(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    assert [one.id for one in erasure.find(preparer, id, " KOULUMATKA  on ")] == [found[1]]
    assert erasure.find(preparer, id, "pienille")[0].shown
    assert erasure.find(preparer, id, "%%%") == []
    with pytest.raises(Refused):
        erasure.find(preparer, id, " a ")


@pytest.mark.parametrize(("chosen", "reason"), [([], "own_words"), ([0], "no such"), ([99], "own_words")])
def test_an_erasure_names_its_texts_and_its_reason(actors: dict[str, Actor], chosen: list[int], reason: str) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    with pytest.raises(Refused):
        erasure.erase(preparer, id, [found[place] if place < 2 else 10**6 for place in chosen], reason)
    assert CANARY in everything()


def test_a_later_release_does_not_bring_the_words_back(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, found = published(actors)
    erasure.erase(preparer, id, [found[0]], "own_words")
    releases.freeze(preparer, id)
    assert CANARY not in everything()


# ------------------------------------------------------------------ retention


def decided(preparer: Actor, on: date | None) -> tuple[int, int]:
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="survey", title={"fi": "Kysely"})
    imports.store(preparer, activity, survey({"Keskusta": 40}), sha256=f"{id}" * 8, original_name="kysely.csv")
    other = activities.add(preparer, id, channel="conversation", title={"fi": "Keskustelu"})
    imports.store(preparer, other, polis(words=(CANARY,)), sha256=f"{id}x" * 8, original_name="polis.zip")
    releases.freeze(preparer, id)
    with engine.transaction(writes=True) as connection:
        connection.execute(tables.decision.update().where(tables.decision.c.id == id).values(decided_on=on))
    return id, activity


DECIDED = date(2025, 3, 14)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(("days", "goes"), [(0, False), (364, False), (365, True), (4000, True)])
def test_rows_go_when_their_time_is_up_and_not_a_day_early(actors: dict[str, Actor], days: int, goes: bool) -> None:
    preparer, coordinator = actors["preparer"], actors["coordinator"]
    id, activity = decided(preparer, DECIDED)
    kept, _ = decided(preparer, None)
    frozen = releases.latest(preparer, id)
    with clock.at(at(DECIDED + timedelta(days=days))):
        listed = retention.due(coordinator)
        assert [(one.decision_id, one.files, one.texts, one.now) for one in listed] == [(id, 2, 1, goes)]
        assert retention.run(coordinator, id) == goes
        assert not retention.run(coordinator, id)
        assert not retention.run(coordinator, kept)
    bodies = [text.body for text in all_texts(preparer, id)]
    print(f"P7 {days} days: {'removed' if goes else 'kept'}")
    assert bodies == ([""] if goes else [CANARY])
    assert [text.body for text in all_texts(preparer, kept)] == [CANARY]
    assert releases.latest(preparer, id) == frozen
    assert (releases.preview(preparer, id) is None) == goes
    assert (population.beside(preparer, activity).asked is None) == goes
    assert len(imports.listing(preparer, id)) == 2  # that something was brought in, when and how much, stays


def test_the_day_is_the_municipality_s_own(actors: dict[str, Actor]) -> None:
    decided(actors["preparer"], DECIDED)
    due = DECIDED + timedelta(days=365)
    late = datetime(due.year, due.month, due.day, tzinfo=UTC) - timedelta(hours=1)  # already the next day in Helsinki
    with clock.at(late):
        assert retention.due(actors["coordinator"])[0].now
    with clock.at(late - timedelta(hours=2)):
        assert not retention.due(actors["coordinator"])[0].now
