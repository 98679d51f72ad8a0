"""A matter goes out as a file and comes back the same, as a new draft; a wrong file stores nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from assessment import interchange
from data import assessments, engine, evidence, log, matters, tables, themes, upgrades
from data import interchange as store
from data.permissions import Actor
from data.refusals import Refused
from tests.browser import ROOT
from tests.data.cases import put, screened
from tests.data.test_working_together import SOURCE

OTHER_SHA = "0" * 64


def out(actor: Actor, id: int) -> bytes:
    named = {one.id: one.title for one in themes.listing(actor, id)}
    return interchange.of(matters.read(actor, id), named).bytes()


def full(preparer: Actor) -> int:
    """A decision with answers of many kinds: effects, a source, a theme, an unknown, a hidden answer, LAVA."""
    id = screened(preparer)
    source = evidence.add(preparer, id, SOURCE)
    theme = themes.add(preparer, id, title={"fi": "Koulumatkat", "sv": "Skolvägar"})
    put(preparer, id, "eva", "basics/b_goal", "Terveet tilat – ”turvallisesti”\nja lähellä")
    put(preparer, id, "eva", "matrix/p_health/VE1/impact5", -1)
    put(preparer, id, "eva", "matrix/p_health/VE1/certainty", {"basis": {"source": "research", "scope": "local"}})
    put(preparer, id, "eva", "matrix/p_health/VE1/evidence", [source])
    put(preparer, id, "eva", "matrix/p_health/VE1/mitigation", [{"text": "Kuljetus", "due": "2027-08-01"}])
    put(preparer, id, "eva", "matrix/p_safety/VE1/quantity", "5 km", unknown_reason=None)  # hidden: no direction given
    put(preparer, id, "eva", "resident_input/r_changed", [{"theme": theme, "text": "Kuljetus lisättiin."}])
    put(preparer, id, "early-participation", "facts/affected_groups", ["age_7_12"])
    put(preparer, id, "lava", "screening/l_direct", "yes") if "lava" in matters.read(preparer, id).stored else None
    return id


def counted() -> tuple[int, ...]:
    every = (tables.decision, tables.assessment, tables.answer, tables.evidence, tables.theme)
    with engine.transaction(writes=False) as connection:
        return tuple(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in every)


# ------------------------------------------------------------------ lossless


def test_out_in_and_out_again_gives_the_same_bytes(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = full(preparer)
    first = out(preparer, id)
    came = store.bring_in(preparer, first)
    assert came != id
    assert out(preparer, came) == first
    before, after = matters.read(preparer, id), matters.read(preparer, came)
    for template in before.stored:
        mine = {key: (a.value, a.unknown_reason) for key, a in before.answers(template).items()}
        theirs = {key: (a.value, a.unknown_reason) for key, a in after.answers(template).items()}
        assert mine.keys() == theirs.keys()
    assert after.stored["eva"].state == "draft"
    with engine.transaction(writes=False) as connection:
        assert log.verify(log.rows(connection)) is None


def test_sources_and_themes_are_the_new_matters_own(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = full(preparer)
    came = store.bring_in(preparer, out(preparer, id))
    matter = matters.read(preparer, came)
    (cited,) = matter.stored["eva"].answers["matrix/p_health/VE1/evidence"].value
    assert matter.evidence[cited].fields["ev_title"] == SOURCE["ev_title"]
    assert cited not in matters.read(preparer, id).evidence
    (row,) = matter.stored["eva"].answers["resident_input/r_changed"].value
    assert [one.title["sv"] for one in themes.listing(preparer, came) if one.id == row["theme"]] == ["Skolvägar"]


def test_a_source_that_another_instrument_asks_for_by_a_question_of_its_own_comes_along(
    actors: dict[str, Actor],
) -> None:
    preparer = actors["preparer"]
    id = full(preparer)
    assessments.open_instrument(preparer, id, "crwia")
    put(preparer, id, "crwia", "stage1/cw_needed", "yes")
    source = evidence.add(preparer, id, SOURCE | {"ev_title": "Matkakysely"})
    put(preparer, id, "crwia", "evidence/cw_have", [source])
    assert source in matters.read(preparer, id).cited("crwia")
    came = matters.read(preparer, store.bring_in(preparer, out(preparer, id)))
    (cited,) = came.stored["crwia"].answers["evidence/cw_have"].value
    assert came.evidence[cited].fields["ev_title"] == "Matkakysely"


def test_a_hidden_answer_is_in_the_file_and_marked(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    said = json.loads(out(preparer, full(preparer)))
    (eva,) = [one for one in said["assessments"] if one["instrument"] == "eva"]
    in_use = {one["key"]: one["in_use"] for one in eva["answers"]}
    assert in_use["matrix/p_safety/VE1/quantity"] is False
    assert in_use["matrix/p_health/VE1/impact5"] is True


def test_no_other_decision_changes(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = full(preparer)
    first = out(preparer, id)
    put(preparer, id, "eva", "basics/b_goal", "Toinen teksti")
    store.bring_in(preparer, first)
    assert matters.read(preparer, id).answers("eva")["basics/b_goal"].value == "Toinen teksti"


def test_the_same_press_twice_makes_one_decision(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    file = out(preparer, full(preparer))
    first = store.bring_in(preparer, file, token="once")
    assert store.bring_in(preparer, file, token="once") == first
    assert store.bring_in(preparer, file, token="again") != first


def test_the_published_schema_is_the_one_in_use() -> None:
    published = json.loads((ROOT / "docs" / "assessments.schema.json").read_text("utf-8"))
    assert published == interchange.schema()


# ------------------------------------------------------------------ other versions


def test_an_older_version_that_is_known_here_is_kept_and_the_newer_one_is_offered(
    actors: dict[str, Actor], newer_version: Callable[[], None]
) -> None:
    preparer = actors["preparer"]
    file = out(preparer, full(preparer))
    newer_version()
    came = store.bring_in(preparer, file)
    matter = matters.read(preparer, came)
    assert matter.stored["eva"].version == "1.0.0"
    assert out(preparer, came) == file
    offer = upgrades.offer(preparer, matter.stored["eva"].id)
    assert offer is not None
    assert {row.kind for row in offer.rows} >= {"renamed"}


def changed(file: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    said = json.loads(file)
    change(said)
    return json.dumps(said).encode()


def eva_of(said: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in said["assessments"] if one["instrument"] == "eva")


def test_of_an_unknown_version_a_person_first_reads_what_has_no_place(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]

    def as_another(said: dict[str, Any]) -> None:
        eva_of(said).update(version="9.1.0", sha256=OTHER_SHA)
        eva_of(said)["answers"].append({"key": "basics/b_future", "value": "Uusi kysymys"})
        eva_of(said)["answers"].append({"key": "matrix/p_gender/VE1/impact5", "value": 7})

    file = changed(out(preparer, full(preparer)), as_another)
    found = store.look(preparer, file)
    assert found.moved == {"eva": ("9.1.0", "1.0.0")}
    assert [one.key for one in found.left_out] == ["basics/b_future", "matrix/p_gender/VE1/impact5"]
    before = counted()
    with pytest.raises(Refused):
        store.bring_in(preparer, file)
    assert counted() == before
    came = matters.read(preparer, store.bring_in(preparer, file, agreed=True))
    assert "basics/b_future" not in came.answers("eva")
    assert came.answers("eva")["basics/b_goal"].value.startswith("Terveet tilat")
    assert came.stored["eva"].version == "1.0.0"


# ------------------------------------------------------------------ wrong files


def twice(said: dict[str, Any]) -> None:
    eva_of(said)["answers"].append(eva_of(said)["answers"][0])


WRONG: dict[str, Callable[[bytes], bytes]] = {
    "not JSON": lambda file: b"PK\x03\x04",
    "not text": lambda file: b"\xff\xfe\x00",
    "empty": lambda file: b"",
    "a list": lambda file: b"[]",
    "nested without end": lambda file: b"[" * 100_000,
    "no number": lambda file: file.replace(b"-1", b"NaN"),
    "another format": lambda file: changed(file, lambda said: said.update(format="other")),
    "a later form": lambda file: changed(file, lambda said: said.update(format_version=2)),
    "an unknown part": lambda file: changed(file, lambda said: said.update(extra=1)),
    "a part missing": lambda file: changed(file, lambda said: said.pop("decision")),
    "no EVA": lambda file: changed(file, lambda said: said["assessments"].remove(eva_of(said))),
    "an unknown instrument": lambda file: changed(file, lambda said: eva_of(said).update(instrument="other")),
    "an answer twice": lambda file: changed(file, twice),
    "a title missing": lambda file: changed(file, lambda said: said["decision"].update(title={})),
    "alternatives out of order": lambda file: changed(file, lambda said: said["decision"]["alternatives"].reverse()),
    "a wrong source": lambda file: changed(file, lambda said: said["sources"][0]["fields"].update(ev_type="rumour")),
    "a theme without a name": lambda file: changed(file, lambda said: said["themes"][0].update(title={})),
    "too large": lambda file: file + b" " * interchange.MAX_BYTES,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_told_in_words_and_stores_nothing(actors: dict[str, Actor], name: str) -> None:
    preparer = actors["preparer"]
    file = out(preparer, full(preparer))
    before = counted()
    with pytest.raises(Refused) as refused:
        store.bring_in(preparer, WRONG[name](file), agreed=True)
    assert all(message.text("fi") for _, message in refused.value.problems)
    assert {place for place, _ in refused.value.problems} == {"assessment-file"}
    assert counted() == before


def test_a_wrong_source_is_found_before_anything_is_agreed_to_and_says_which_field(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    file = changed(out(preparer, full(preparer)), lambda said: said["sources"][0]["fields"].pop("ev_scope"))
    with pytest.raises(Refused) as refused:
        store.look(preparer, file)
    (problem,) = (message.text("fi") for _, message in refused.value.problems)
    assert problem == "Tiedoston lähde 1, ”Mistä tieto on?”: Tämä tieto tarvitaan jokaisesta lähteestä."


@pytest.mark.parametrize("value", [[99], "text", {"a": 1}, 3, True, [["x"]], [{"theme": 99, "text": "x"}], None])
def test_a_value_that_does_not_fit_is_listed_and_never_stored(actors: dict[str, Actor], value: Any) -> None:
    preparer = actors["preparer"]
    keys = ("matrix/p_health/VE1/evidence", "resident_input/r_changed", "matrix/p_health/VE1/certainty")

    def wrong(said: dict[str, Any]) -> None:
        for answer in eva_of(said)["answers"]:
            if answer["key"] in keys:
                answer["value"] = value

    file = changed(out(preparer, full(preparer)), wrong)
    assert {one.key for one in store.look(preparer, file).left_out} >= {keys[0], keys[1]}
    came = matters.read(preparer, store.bring_in(preparer, file, agreed=True))
    assert keys[0] not in came.answers("eva")


def test_only_a_preparer_brings_in_a_file(actors: dict[str, Actor]) -> None:
    file = out(actors["preparer"], full(actors["preparer"]))
    for role in ("reviewer", "councillor", "youth_council"):
        with pytest.raises(Exception, match=r"interchange\.bring_in"):
            store.bring_in(actors[role], file)
