"""An assessment stays in its version until a person accepts the list of what a newer one does with its answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data import assessments, engine, instruments, matters, upgrades
from data.permissions import Actor
from data.refusals import Refused
from tests.data.cases import decision, put, screened
from tests.data.test_workflow import AT_ALL, accept_all, fill, sign


def eva(actor: Actor, id: int) -> int:
    return matters.read(actor, id).stored["eva"].id


def test_an_assessment_keeps_the_version_it_was_started_with(
    actors: dict[str, Actor], newer_version: Callable[[], None]
) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    put(preparer, id, "eva", "basics/b_goal", "Terveet tilat")
    newer_version()
    matter = matters.read(preparer, id)
    assert matter.instruments["eva"].template.version == "1.0.0"
    put(preparer, id, "eva", "basics/b_goal", "Terveet ja turvalliset tilat")
    with pytest.raises(Refused):
        put(preparer, id, "eva", "basics/b_aim", "Kysytään vasta uudessa versiossa")
    other = matters.read(preparer, decision(preparer))
    assert other.instruments["eva"].template.version == "1.1.0"


def test_accepting_the_list_moves_every_answer_and_keeps_the_old_ones_in_history(
    actors: dict[str, Actor], newer_version: Callable[[], None]
) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    put(preparer, id, "eva", "basics/b_goal", "Terveet tilat")
    put(preparer, id, "eva", "basics/b_problem", "Sisäilma on huono, ja tilat loppuvat.")
    put(preparer, id, "eva", "basics/b_fixed", "Talousarvio on päätetty.")
    newer_version()
    offer = upgrades.offer(preparer, eva(preparer, id))
    assert offer is not None
    assert (offer.version, offer.newer, offer.movable) == ("1.0.0", "1.1.0", True)
    changed = {"basics/b_problem": "Sisäilma on huono.", "basics/b_need": "Koululaisten."}
    upgrades.accept(preparer, eva(preparer, id), offer.seen, changed)
    matter = matters.read(preparer, id)
    given = {key: answer.value for key, answer in matter.answers("eva").items()}
    assert matter.stored["eva"].version == "1.1.0"
    assert given["basics/b_aim"] == "Terveet tilat"
    assert (given["basics/b_problem"], given["basics/b_need"]) == ("Sisäilma on huono.", "Koululaisten.")
    assert given["basics/b_goal"] is None
    assert given["basics/b_fixed"] is None
    history = assessments.history(preparer, eva(preparer, id), "basics/b_fixed")
    assert [(event.op, event.value) for event in history] == [("migrate", None), ("set", "Talousarvio on päätetty.")]
    assert upgrades.offer(preparer, eva(preparer, id)) is None


def test_a_list_that_is_no_longer_what_was_shown_is_not_applied(
    actors: dict[str, Actor], newer_version: Callable[[], None]
) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    put(preparer, id, "eva", "basics/b_goal", "Terveet tilat")
    newer_version()
    offer = upgrades.offer(preparer, eva(preparer, id))
    assert offer is not None
    put(preparer, id, "eva", "basics/b_goal", "Muuttui luettaessa")
    with pytest.raises(Refused):
        upgrades.accept(preparer, eva(preparer, id), offer.seen)
    assert matters.read(preparer, id).stored["eva"].version == "1.0.0"


def test_a_value_that_does_not_fit_moves_nothing(actors: dict[str, Actor], newer_version: Callable[[], None]) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    put(preparer, id, "eva", "basics/b_goal", "Terveet tilat")
    newer_version()
    offer = upgrades.offer(preparer, eva(preparer, id))
    assert offer is not None
    with pytest.raises(Refused):
        upgrades.accept(preparer, eva(preparer, id), offer.seen, {"basics/b_need": "x" * 6000})
    matter = matters.read(preparer, id)
    assert matter.stored["eva"].version == "1.0.0"
    assert matter.answers("eva")["basics/b_goal"].value == "Terveet tilat"


def test_declining_needs_a_reason_and_is_remembered(
    actors: dict[str, Actor], newer_version: Callable[[], None]
) -> None:
    preparer = actors["preparer"]
    id = screened(preparer)
    newer_version()
    offer = upgrades.offer(preparer, eva(preparer, id))
    assert offer is not None
    with pytest.raises(Refused):
        upgrades.decline(preparer, eva(preparer, id), offer.sha256, " ")
    upgrades.decline(preparer, eva(preparer, id), offer.sha256, "Arviointi on lähes valmis.")
    again = upgrades.offer(preparer, eva(preparer, id))
    assert again is not None
    assert again.declined_reason == "Arviointi on lähes valmis."


def test_a_signed_assessment_is_never_moved(actors: dict[str, Actor], newer_version: Callable[[], None]) -> None:
    preparer = actors["preparer"]
    id = screened(preparer, **AT_ALL)
    fill(preparer, id)
    assessments.move(preparer, id, "t_submit")
    accept_all(actors, id)
    sign(actors, id)
    newer_version()
    offer = upgrades.offer(preparer, eva(preparer, id))
    assert offer is not None
    assert not offer.movable
    with pytest.raises(Refused):
        upgrades.accept(preparer, eva(preparer, id), offer.seen)


def test_a_published_version_whose_file_changed_stops_the_start(
    actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    from assessment.templates.loading import TemplateError
    from data import tables

    decision(actors["preparer"])
    with engine.transaction(writes=False) as connection:
        instruments.check(connection)
    with engine.transaction(writes=True) as connection:
        i = tables.instrument
        connection.execute(i.update().where(i.c.template == "eva").values(status="published", sha256="0" * 64))
    with engine.transaction(writes=False) as connection, pytest.raises(TemplateError, match="its file has changed"):
        instruments.check(connection)


def test_a_version_that_nobody_has_any_more_stops_the_start_in_words(actors: dict[str, Actor]) -> None:
    from assessment.templates.loading import TemplateError
    from data import tables

    decision(actors["preparer"])
    gone = "abcdef123456" + "0" * 52
    with engine.transaction(writes=True) as connection:
        a = tables.assessment
        connection.execute(a.update().where(a.c.template == "eva").values(sha256=gone))
    with (
        engine.transaction(writes=False) as connection,
        pytest.raises(TemplateError, match=r"'eva' whose SHA-256 begins with abcdef123456.*put its file back"),
    ):
        instruments.check(connection)
