"""P4: no way leads a reader to words that nobody has cleared. P5: what was dropped at the door is nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import activities, briefings, engine, imports, people, releases, tables, texts, themes
from data.permissions import ROLES, Actor
from participation import adapters, guards
from participation.adapters import Parsed
from participation.problems import Refused
from tests.data.cases import decision
from tests.privacy.test_erasure import everything
from tests.ratchets.test_pages import AsRole, every_decision, registered
from tests.ratchets.test_pages import everything as everything_drawn

UNREAD = "Kanarialintu yksi: naapurin Maija"
COUNTED = "Kanarialintu kaksi: opettaja Virtanen"
CUT = "Kanarialintu kolme: rehtori Salminen"
OPEN = "Koulumatka on liian pitkä."
HOUSE = ("preparer", "coordinator", "reviewer", "signer", "admin")
# Where those who prepare read the texts themselves.
READING = {"texts.py", "themes.py", "erasure.py"}


def with_canaries(preparer: Actor, id: int) -> None:
    """Three texts with words that must not leave, one of them with a part that may."""
    activity = activities.add(preparer, id, channel="outreach", title={"fi": "Juttupenkki"})
    bodies = (UNREAD, COUNTED, f"{OPEN} {CUT}")
    written = tuple(adapters.Text(str(n), body, "fi") for n, body in enumerate(bodies))
    parsed = Parsed(
        adapter="ideas", version="1", tables={}, texts=written,
        read={"ideas": 3}, stored={"ideas": 3}, left_out={}, checks={}, differing=(), dropped=(), notes=(),
        questions=(), period=None,
    )  # fmt: skip
    imports.store(preparer, activity, parsed, sha256="c" * 64, original_name="penkki.csv")
    theme = themes.add(preparer, id, title={"fi": "Koulumatkat"})
    found = {text.body: text.id for text in texts.queue(preparer, id, limit=500).texts}
    for body in bodies:
        themes.tie(preparer, found[body], [theme])
    texts.clear(preparer, found[COUNTED], "theme_only")
    texts.clear(preparer, found[bodies[2]], "shorten", OPEN)
    releases.freeze(preparer, id)


def canaries(text: str) -> list[str]:
    return [one for one in (UNREAD, COUNTED, CUT) if one in text]


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("preparer", "coordinator")])
def test_p4_no_page_shows_uncleared_words_to_a_reader(
    as_role: AsRole, opened: Callable[[Path], Path], demonstration: Path, role: str
) -> None:
    opened(demonstration)
    preparer = preparer_of_the_demonstration()
    id = every_decision()[0]
    with_canaries(preparer, id)
    visitor, shown = as_role(role), 0
    for page in registered():
        drawn = "\n".join(everything_drawn(visitor.decision(page, id)))
        assert canaries(drawn) == [], page
        shown += OPEN in drawn
    print(f"P4: {role}, {len(registered())} pages, 0 uncleared texts; the cleared words on {shown}")
    assert (shown >= 1) == (role != "resident")  # who needs no account and has no page here


def test_p4_those_who_prepare_read_them_where_they_are_read(
    as_role: AsRole, opened: Callable[[Path], Path], demonstration: Path
) -> None:
    """The other side, and the negative control: the words are there to be found."""
    opened(demonstration)
    preparer = preparer_of_the_demonstration()
    id = every_decision()[0]
    with_canaries(preparer, id)
    visitor = as_role("preparer")
    found = {page for page in registered() if canaries("\n".join(everything_drawn(visitor.decision(page, id))))}
    assert found
    assert found <= READING


def preparer_of_the_demonstration() -> Actor:
    found, _ = people.signed_in("demo", "preparer")
    assert found is not None
    return found


def test_p4_nothing_that_leaves_holds_uncleared_words(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    with_canaries(preparer, id)
    release = releases.latest(preparer, id)
    assert release is not None
    leaving = {
        "release": release.canonical().decode(),
        "preview": repr(releases.preview(preparer, id)),
        "briefing": briefings.preview(preparer, id).canonical().decode(),
    }
    assert {name: canaries(text) for name, text in leaving.items() if canaries(text)} == {}
    assert OPEN in leaving["release"]


# ------------------------------------------------------------------ P5

HETU, MAIL, PERSON, HEARD = (
    "131052-308T",
    "kanaria@esimerkki.example",
    "Kanaria Lintunen",
    "Kanaria kertoi: sali on kylmä.",
)


def answers() -> dict[str, bytes]:
    rows = "".join(f"{('hyvä', 'huono')[n % 2]};{HETU};{MAIL};{PERSON};{HEARD if n == 0 else ''}\n" for n in range(24))
    return {"kysely.csv": f"Mielipide;Henkilötunnus;Sähköposti;Nimi;Perustelu\n{rows}".encode()}


def test_p5_what_is_dropped_is_in_no_table_no_log_and_no_file(
    actors: dict[str, Actor], database: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    preparer = actors["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="survey", title={"fi": "Kysely"})
    files = guards.check(answers())
    roles = {
        "Mielipide": {"role": "scale", "map": {"hyvä": "for", "huono": "against"}}, "Perustelu": {"role": "open"},
        **{name: {"role": "ignore"} for name in ("Henkilötunnus", "Sähköposti", "Nimi")},
    }  # fmt: skip
    parsed = adapters.read("survey", files, answers={"mapping": json.dumps(roles)})
    imports.store(preparer, activity, parsed, sha256=imports.fingerprint(files), original_name="kysely.csv")
    releases.freeze(preparer, id)
    stored = everything()
    assert [one for one in (HETU, MAIL, PERSON) if one in stored] == []
    assert HEARD in stored  # the answer itself waits for its reader: the canaries would be seen if they were there
    with engine.transaction(writes=False) as connection:
        log = "\n".join(body for (body,) in connection.execute(sa.select(tables.log.c.body)))
    written, complained = capfd.readouterr()
    told = "\n".join([caplog.text, written, complained, log])
    assert [one for one in (HETU, MAIL, PERSON, HEARD) if one in told] == []
    if database.startswith("sqlite"):
        folder = Path(sa.make_url(database).database or "").parent
        raw = b"".join(file.read_bytes() for file in folder.glob("test.db*"))
        assert [one for one in (HETU, MAIL, PERSON) if one.encode() in raw] == []
        assert b"kylm" in raw
    print("P5: 0 of 3 canaries in tables, log, output and files")


def test_p5_a_refusal_repeats_nothing_of_the_content() -> None:
    files = guards.check(answers())
    roles = {
        "Mielipide": {"role": "scale", "map": {"hyvä": "for"}},
        "Henkilötunnus": {"role": "background", "values": ["x"]},
    }
    with pytest.raises(Refused) as refused:
        adapters.read("survey", files, answers={"mapping": json.dumps(roles)})
    told = "\n".join(refused.value.lines("fi")) + str(refused.value) + repr(refused.value)
    assert [one for one in (HETU, MAIL, PERSON, HEARD) if one in told] == []
