"""Resident input in the database: whole or not at all, cleared by a person, frozen for good, answered by two roles."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data import activities, engine, imports, releases, responses, statements, tables, texts, themes
from data.permissions import Actor, NotAllowed, NotFound
from data.refusals import Conflict, Refused
from participation import adapters
from participation.adapters import Parsed, Text
from tests.data.cases import decision

WORDS = ("Koulumatka on liian pitkä.", "Soita minulle 040 1234567, kerron lisää.", "Sali pitää säilyttää.")


def polis(voters: int = 48, words: tuple[str, ...] = WORDS) -> Parsed:
    """A small conversation: everybody votes on three comments, two thirds agree."""
    ids = list(range(len(words)))
    votes = {
        "comment": pa.array([c for c in ids for _ in range(voters)], pa.int32()),
        "voter": pa.array([v for _ in ids for v in range(voters)], pa.int32()),
        "vote": pa.array([(1, 1, -1)[v % 3] for _ in ids for v in range(voters)], pa.int8()),
    }
    people = {
        "voter": pa.array(range(voters), pa.int32()),
        "group": pa.array([None] * voters, pa.int8()),
    }
    comments = {
        "comment": pa.array(ids, pa.int32()),
        "moderated": pa.array([1] * len(ids), pa.int8()),
        "is_meta": pa.array([False] * len(ids), pa.bool_()),
    }
    return Parsed(
        adapter="polis", version="1",
        tables={"votes": pa.table(votes), "participants": pa.table(people), "comments": pa.table(comments)},
        texts=tuple(Text(str(i), body, "fi", {"moderated": 1}) for i, body in enumerate(words)),
        read={"votes": voters * len(ids)}, stored={"votes": voters * len(ids)}, left_out={}, checks={}, differing=(),
        dropped=("xid",), notes=(), questions=(), period=(date(2026, 5, 1), date(2026, 5, 20)),
    )  # fmt: skip


def brought(preparer: Actor, parsed: Parsed | None = None) -> tuple[int, int]:
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="conversation", title={"fi": "Verkkokeskustelu"})
    imports.store(preparer, activity, parsed or polis(), sha256="a" * 64, original_name="polis.zip")
    return id, activity


def rows(table: sa.Table) -> int:
    with engine.transaction(writes=False) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def all_texts(actor: Actor, id: int) -> tuple[texts.Contribution, ...]:
    return texts.queue(actor, id, unread_only=False, limit=100).texts


# imports


def test_the_same_file_again_stores_nothing_and_says_when_it_came(actors: dict[str, Actor]) -> None:
    _, activity = brought(actors["preparer"])
    again = imports.store(actors["preparer"], activity, polis(), sha256="a" * 64, original_name="toinen.zip")
    assert again.already is not None
    assert (rows(tables.import_), rows(tables.contribution)) == (1, 3)


def test_a_newer_export_takes_the_place_of_the_older_and_keeps_what_was_read(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, activity = brought(preparer)
    first = all_texts(preparer, id)[0]
    texts.clear(preparer, first.id, "publish")
    newer = imports.store(
        preparer, activity, polis(60, (*WORDS, "Uusi kommentti")), sha256="b" * 64, original_name="uusi.zip"
    )
    assert (newer.texts, newer.overlapping) == (1, 3)
    assert [imported.current for imported in imports.listing(preparer, id)] == [False, True]
    assert next(t for t in all_texts(preparer, id) if t.id == first.id).verdict == "publish"


@pytest.mark.parametrize("step", ["pack", "flags", "log"])
def test_a_failure_at_any_step_leaves_nothing_half_stored(
    actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="conversation", title={"fi": "Keskustelu"})

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    target = {
        "pack": "data.imports.columnar.pack",
        "flags": "data.imports.privacy.flags",
        "log": "data.verb.log.append",
    }
    monkeypatch.setattr(target[step], broken)
    with pytest.raises(OSError):
        imports.store(preparer, activity, polis(), sha256="a" * 64, original_name="x")
    assert (rows(tables.import_), rows(tables.contribution)) == (0, 0)


# texts and themes


def test_only_cleared_words_are_kept_and_removed_words_are_gone(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, _ = brought(preparer)
    first, second, third = all_texts(preparer, id)
    assert [flag.kind for flag in second.flags] == ["phone"]
    texts.clear(preparer, first.id, "publish")
    texts.clear(preparer, second.id, "shorten", "kerron lisää.")
    texts.clear(preparer, third.id, "remove")
    kept = {t.id: (t.verdict, t.excerpt, t.body) for t in all_texts(preparer, id)}
    assert kept[first.id][1] == WORDS[0]
    assert kept[second.id][1] == "kerron lisää."
    assert kept[third.id] == ("remove", None, "")
    assert texts.queue(preparer, id).unread == 0


def test_a_theme_of_another_decision_cannot_be_tied(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, _ = brought(preparer)
    foreign = themes.add(preparer, decision(preparer), title={"fi": "Vieras"})
    with pytest.raises(Refused):
        themes.tie(preparer, all_texts(preparer, id)[0].id, [foreign])


# releases


def themed(preparer: Actor) -> tuple[int, int, int]:
    id, activity = brought(preparer)
    theme = themes.add(preparer, id, title={"fi": "Koulumatkat"}, areas=["p_daily"])
    first = all_texts(preparer, id)[0]
    themes.tie(preparer, first.id, [theme])
    texts.clear(preparer, first.id, "publish")
    return id, activity, theme


def test_a_release_holds_cleared_words_only_and_never_changes(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, _, theme = themed(preparer)
    frozen = releases.freeze(preparer, id, ["ad_immigrant"])
    release = releases.latest(preparer, id)
    assert release is not None
    payload = release.canonical().decode()
    assert WORDS[0] in payload
    assert WORDS[1] not in payload, "an unread text is not in the release"
    assert "1234567" not in payload
    texts.clear(preparer, all_texts(preparer, id)[2].id, "publish")
    again = releases.latest(preparer, id)
    assert again is not None
    assert again.sha256() == frozen.sha256
    assert [t.theme_id for t in again.themes] == [theme]


def test_a_second_release_a_few_votes_later_carries_the_figures_unchanged(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id, activity, _ = themed(preparer)
    releases.freeze(preparer, id)
    first = releases.latest(preparer, id)
    imports.store(preparer, activity, polis(51), sha256="b" * 64, original_name="uusi.zip")
    preview = releases.preview(preparer, id)
    assert first is not None
    assert preview is not None
    assert preview.carried, "three votes more are too few to renew a figure"
    assert preview.release.activities[0].tables == first.activities[0].tables
    assert preview.findings == ()


def test_nothing_to_freeze_is_said(actors: dict[str, Actor]) -> None:
    with pytest.raises(Refused):
        releases.freeze(actors["preparer"], decision(actors["preparer"]))


# answers


def answer(actors: dict[str, Actor], **fields: Any) -> tuple[int, int, responses.Response]:
    preparer = actors["preparer"]
    id, _, theme = themed(preparer)
    releases.freeze(preparer, id)
    given = {"status": "changed", "what": "Alikulku", "where": "VE1", "why": "Lapset.", "role": "preparer"} | fields
    return id, theme, responses.draft(preparer, id, given, 0, theme_id=theme)


def test_an_answer_is_approved_by_another_role_before_it_is_published(actors: dict[str, Actor]) -> None:
    id, _, drafted = answer(actors)
    with pytest.raises(Refused):
        responses.publish(actors["preparer"], drafted.id)
    with pytest.raises(NotAllowed):
        responses.approve(actors["preparer"], drafted.id)
    responses.approve(actors["reviewer"], drafted.id)
    responses.publish(actors["preparer"], drafted.id)
    assert [r.state for r in responses.published(actors["preparer"], id)] == ["published"]


def test_its_own_drafter_cannot_approve_in_any_role(actors: dict[str, Actor]) -> None:
    _, _, drafted = answer(actors)
    with pytest.raises(NotAllowed):
        responses.approve(Actor(actors["preparer"].person_id, "reviewer"), drafted.id)


def test_what_is_missing_stops_the_approval(actors: dict[str, Actor]) -> None:
    _, _, drafted = answer(actors, where="")
    with pytest.raises(Refused) as refused:
        responses.approve(actors["reviewer"], drafted.id)
    assert len(refused.value.problems) == 1


def test_a_published_answer_is_corrected_and_the_old_one_stays_readable(actors: dict[str, Actor]) -> None:
    id, theme, drafted = answer(actors)
    preparer, reviewer = actors["preparer"], actors["reviewer"]
    responses.approve(reviewer, drafted.id)
    responses.publish(preparer, drafted.id)
    with pytest.raises(Refused):
        responses.draft(preparer, id, {"status": "open"}, 1, theme_id=theme)
    with pytest.raises(Refused):
        responses.correct(preparer, drafted.id, " ")
    second = responses.correct(preparer, drafted.id, "Luku oli väärä.")
    assert [r.version for r in responses.published(preparer, id)] == [1], "the old one stays until the new is published"
    responses.approve(reviewer, second)
    responses.publish(preparer, second)
    assert [(r.version, r.correction_reason) for r in responses.published(preparer, id)] == [(2, "Luku oli väärä.")]
    assert [r.version for r in responses.earlier(preparer, id)] == [1]


def test_two_writers_of_one_answer_meet(actors: dict[str, Actor]) -> None:
    id, theme, drafted = answer(actors)
    responses.draft(actors["coordinator"], id, {"status": "open"}, drafted.rev, theme_id=theme)
    with pytest.raises(Conflict):
        responses.draft(actors["preparer"], id, {"status": "partly"}, drafted.rev, theme_id=theme)


def test_a_council_comments_on_published_answers_only_and_each_for_itself(actors: dict[str, Actor]) -> None:
    from data import decisions

    id, _, drafted = answer(actors)
    decisions.announce(actors["preparer"], id)
    youth = actors["youth_council"]
    with pytest.raises(Refused):
        responses.reply(youth, drafted.id, understood="understood", body="Hyvä", seen=0)
    responses.approve(actors["reviewer"], drafted.id)
    responses.publish(actors["preparer"], drafted.id)
    responses.reply(youth, drafted.id, understood="understood", body="Hyvä", seen=0)
    responses.reply(actors["elderly_council"], drafted.id, understood="misunderstood", body="", seen=0)
    with pytest.raises(Refused):
        responses.reply(youth, drafted.id, understood="understood", body="x" * 1001, seen=1)
    with pytest.raises(Conflict):
        responses.reply(youth, drafted.id, understood="understood", body="Toinen jäsen", seen=0)
    found = responses.published(actors["councillor"], id)[0].replies
    assert {(r.council, r.understood) for r in found} == {
        ("youth_council", "understood"),
        ("elderly_council", "misunderstood"),
    }


def test_a_council_gives_only_its_own_statement_and_a_second_is_a_new_version(actors: dict[str, Actor]) -> None:
    from data import decisions

    id = decision(actors["preparer"])
    given: dict[str, Any] = {"date": date(2026, 6, 1), "position": "conditional", "main_points": "Ehdot"}
    with pytest.raises(NotFound):
        statements.add(actors["youth_council"], id, council="youth_council", **given)
    decisions.announce(actors["preparer"], id)
    with pytest.raises(NotAllowed):
        statements.add(actors["youth_council"], id, council="elderly_council", **given)
    for _ in range(2):
        statements.add(actors["youth_council"], id, council="youth_council", **given)
    assert [s.version for s in statements.listing(actors["preparer"], id)] == [2]


def test_what_is_said_of_the_columns_is_remembered_for_the_next_file_of_their_shape(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    first, other = decision(preparer), decision(preparer)
    one = activities.add(preparer, first, channel="survey", title={"fi": "Kysely"})
    beside = activities.add(preparer, first, channel="survey", title={"fi": "Toinen"})
    elsewhere = activities.add(preparer, other, channel="survey", title={"fi": "Kolmas"})
    columns = {"Mielipide": {"role": "scale", "map": {"hyvä": "for"}, "alternative": "VE1"}}
    assert imports.remembered(preparer, one, "shape") is None
    answers = {"mapping": json.dumps(columns | {"Perustelu": {"role": "open"}})}
    parsed = adapters.read("survey", {"k.csv": "Mielipide;Perustelu\nhyvä;Siksi.\n".encode()}, answers=answers)
    imports.store(preparer, one, parsed, sha256="1", original_name="k.csv", columns=("shape", columns))
    here = imports.remembered(preparer, beside, "shape")
    assert here is not None
    assert here.columns == columns
    there = imports.remembered(preparer, elsewhere, "shape")
    assert there is not None
    assert there.columns == {"Mielipide": {"role": "scale", "map": {"hyvä": "for"}}}  # VE1 is another one there
    newer = {"Mielipide": {"role": "open"}}
    again = adapters.read("survey", {"k.csv": "Mielipide;Perustelu\nhyvä;Muu.\n".encode()}, answers=answers)
    imports.store(preparer, elsewhere, again, sha256="2", original_name="k.csv", columns=("shape", newer))
    latest = imports.remembered(preparer, beside, "shape")
    assert latest is not None
    assert latest.columns == newer


# ------------------------------------------------------------------ two readers


def quotes(actor: Actor, id: int) -> list[str]:
    frozen = releases.preview(actor, id)
    assert frozen is not None
    return [words for table in frozen.release.activities[0].tables for words in (table.text or {}).values()]


def two_readers(actors: dict[str, Actor]) -> tuple[int, int]:
    """A decision whose texts need two readers, and the first of its texts."""
    id, _ = brought(actors["preparer"])
    texts.ask_two_readers(actors["preparer"], id, True)
    return id, all_texts(actors["preparer"], id)[0].id


@pytest.mark.parametrize("later", ["publish", "theme_only", "remove"])
def test_a_verdict_for_a_text_that_was_decided_meanwhile_is_not_recorded(actors: dict[str, Actor], later: str) -> None:
    """A key pressed while the next text is being drawn would publish the text before it."""
    id, _ = two_readers(actors)
    texts.ask_two_readers(actors["preparer"], id, False)
    drawn = all_texts(actors["preparer"], id)[0]
    texts.clear(actors["preparer"], drawn.id, "theme_only", seen=drawn.seen)
    with pytest.raises(Refused):
        texts.clear(actors["preparer"], drawn.id, later, seen=drawn.seen)
    assert quotes(actors["preparer"], id) == []
    now = all_texts(actors["preparer"], id)[0]
    assert now.verdict == "theme_only"
    texts.clear(actors["preparer"], drawn.id, "publish", seen=now.seen)  # whoever sees it may change it
    assert quotes(actors["preparer"], id) == [WORDS[0]]


def test_words_wait_for_a_second_reader_when_two_are_asked_for(actors: dict[str, Actor]) -> None:
    first, second = actors["preparer"], actors["coordinator"]
    id, text = two_readers(actors)
    texts.clear(first, text, "publish")
    assert quotes(first, id) == []
    texts.clear(first, text, "publish")  # the same person again is still one person
    assert quotes(first, id) == []
    assert texts.queue(first, id).counts == texts.Counts(3, 2, 1)
    assert (texts.queue(first, id).mine, texts.queue(second, id).mine) == (2, 3)
    texts.clear(second, text, "publish")
    assert quotes(first, id) == [WORDS[0]]
    assert texts.queue(second, id).counts == texts.Counts(3, 2, 0)


def test_without_the_rule_one_reader_clears(actors: dict[str, Actor]) -> None:
    id, text = two_readers(actors)
    texts.clear(actors["preparer"], text, "publish")
    texts.ask_two_readers(actors["preparer"], id, False)
    assert quotes(actors["preparer"], id) == [WORDS[0]]


@pytest.mark.parametrize(
    ("verdict", "excerpt"), [("theme_only", None), ("shorten", "Koulumatka on pitkä."), ("remove", None)]
)
def test_a_second_reader_who_decides_otherwise_is_a_first_reader(
    actors: dict[str, Actor], verdict: str, excerpt: str | None
) -> None:
    id, text = two_readers(actors)
    texts.clear(actors["preparer"], text, "publish")
    texts.clear(actors["coordinator"], text, verdict, excerpt)
    assert quotes(actors["preparer"], id) == []
    assert all_texts(actors["coordinator"], id)[0].own
    assert texts.queue(actors["preparer"], id).counts.waiting == (verdict == "shorten")


def test_a_second_reading_is_taken_back_by_its_own_reader_alone(actors: dict[str, Actor]) -> None:
    id, text = two_readers(actors)
    texts.clear(actors["preparer"], text, "publish")
    texts.clear(actors["coordinator"], text, "publish")
    texts.withdraw(actors["preparer"], text)
    assert quotes(actors["preparer"], id) == [WORDS[0]]
    texts.withdraw(actors["coordinator"], text)
    assert quotes(actors["preparer"], id) == []
    assert texts.queue(actors["coordinator"], id).mine == 3
