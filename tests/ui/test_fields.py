"""A field keeps what was written while it is not drawn, and settles conflicts without losing a text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import assessments, engine, matters, people, schema
from data.permissions import Actor
from tests.data.cases import put, screened

ACTION = {"text": "Kyyti", "owner": "preparer", "due": "2027-05-01"}
MITIGATION = "matrix/p_health/VE1/mitigation"
GOAL = "basics/b_goal"


def page() -> None:
    """One question, or nothing at all when `here` is switched off."""
    import streamlit as st

    from assessment import answers
    from data import instruments, matters
    from ui.field import Field
    from ui.fields import draw

    state = st.session_state
    matter = matters.read(state["actor"], state["decision"])
    template, key = state["where"]
    place = answers.address(
        instruments.current(), matter.instruments[template], key, [a.code for a in matter.alternatives]
    )
    if state["here"] and place is not None:
        draw(Field(state["actor"], matter, template, key, place.question, "Kysymys"))


@pytest.fixture
def actors(tmp_path: Path) -> Iterator[dict[str, Actor]]:
    made = engine.make(f"sqlite:///{tmp_path / 'fields.db'}")
    schema.upgrade(made)
    engine.use(made)
    roles = ("preparer", "coordinator", "signer")
    yield {role: Actor(people.add(role, "test", role, [role]), role) for role in roles}
    engine.use(None)
    made.dispose()
    shutil.rmtree(tmp_path, ignore_errors=True)


def opened(actor: Actor, decision: int, template: str, key: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["actor"], app.session_state["decision"] = actor, decision
    app.session_state["where"], app.session_state["here"] = (template, key), True
    app.session_state["language"] = "fi"
    return app.run()


def away_and_back(app: AppTest) -> AppTest:
    for here in (False, True):
        app.session_state["here"] = here
        app.run()
    assert not app.exception
    return app


def stored(actor: Actor, decision: int, key: str) -> object:
    found = matters.read(actor, decision).stored["eva"].answers.get(key)
    return found and (found.value, found.unknown_reason)


def base(actor: Actor, decision: int, key: str) -> str:
    from ui.field import widget_key

    return widget_key(matters.read(actor, decision).stored["eva"].id, key)


def test_rows_of_actions_are_there_when_the_cell_is_opened_again(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    put(preparer, id, "eva", MITIGATION, [ACTION])
    app = away_and_back(opened(preparer, id, "eva", MITIGATION))
    key = base(preparer, id, MITIGATION)
    assert app.text_input(key=f"{key}--0-text").value == "Kyyti"
    app.text_input(key=f"{key}--0-text").set_value("Kyyti kouluun").run()
    assert stored(preparer, id, MITIGATION) == ([ACTION | {"text": "Kyyti kouluun"}], None)


def test_a_reason_for_not_knowing_is_there_when_the_question_is_opened_again(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    put(preparer, id, "eva", GOAL, None, unknown_reason="Selvitys valmistuu.")
    app = away_and_back(opened(preparer, id, "eva", GOAL))
    key = base(preparer, id, GOAL)
    assert app.checkbox(key=f"{key}--unknown").value is True
    assert app.text_input(key=f"{key}--reason").value == "Selvitys valmistuu."


def test_an_added_row_is_empty_whatever_stood_there_before(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    put(preparer, id, "eva", MITIGATION, [ACTION, ACTION | {"text": "Vanha"}])
    app = opened(preparer, id, "eva", MITIGATION)
    put(actors["coordinator"], id, "eva", MITIGATION, [ACTION])
    app.run()
    key = base(preparer, id, MITIGATION)
    app.button(key=f"{key}--add").click().run()
    assert app.text_input(key=f"{key}--1-text").value == ""


def in_conflict(actors: dict[str, Actor], id: int) -> AppTest:
    put(actors["preparer"], id, "eva", GOAL, "Yhteinen")
    app = opened(actors["preparer"], id, "eva", GOAL)
    put(actors["coordinator"], id, "eva", GOAL, "Toisen")
    app.text_area(key=base(actors["preparer"], id, GOAL)).set_value("Oma").run()
    assert not app.exception
    return app


@pytest.mark.parametrize(("choice", "result"), [("mine", "Oma"), ("theirs", "Toisen"), ("both", "Oma\n\nToisen")])
def test_each_way_out_of_a_conflict_is_stored(actors: dict[str, Actor], choice: str, result: str) -> None:
    id = screened(actors["preparer"])
    app = in_conflict(actors, id)
    app.button(key=f"{base(actors['preparer'], id, GOAL)}--{choice}").click().run()
    assert not app.exception
    assert stored(actors["preparer"], id, GOAL) == (result, None)
    assert app.text_area(key=base(actors["preparer"], id, GOAL)).value == result


@pytest.mark.parametrize("choice", ["mine", "theirs", "both"])
def test_a_third_text_during_a_conflict_opens_the_choice_anew(actors: dict[str, Actor], choice: str) -> None:
    id = screened(actors["preparer"])
    app = in_conflict(actors, id)
    put(actors["coordinator"], id, "eva", GOAL, "Kolmas")
    key = base(actors["preparer"], id, GOAL)
    app.button(key=f"{key}--{choice}").click().run()
    assert not app.exception
    assert stored(actors["preparer"], id, GOAL) == ("Kolmas", None)
    mine, theirs = app.session_state[f"{key}--conflict"]
    assert (mine, theirs.value) == ("Oma", "Kolmas")


def test_a_combined_text_that_is_too_long_leaves_both_texts_to_choose_from(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    place = matters.read(preparer, id).instruments["eva"].section("basics")
    limit = next(q for q in place.questions if q.id == "b_goal").max_chars or 5000
    put(preparer, id, "eva", GOAL, "Yhteinen")
    app = opened(preparer, id, "eva", GOAL)
    put(actors["coordinator"], id, "eva", GOAL, "t" * limit)
    key = base(preparer, id, GOAL)
    app.text_area(key=key).set_value("o" * limit).run()
    app.button(key=f"{key}--both").click().run()
    assert not app.exception
    mine, theirs = app.session_state[f"{key}--conflict"]
    assert (mine, theirs.value) == ("o" * limit, "t" * limit)
    eva = matters.read(preparer, id).stored["eva"].id
    assert len(assessments.history(preparer, eva, GOAL)) == 2
