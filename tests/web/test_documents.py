"""The addresses of documents ask who asks: everyone gets what the page would show them, and nobody else anything."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

import data
from data import comments, engine, matters, people, tables
from data.settings import settings
from tests.reports.reading import words_of_html
from web import documents, shell

KINDS = {"pdf": b"%PDF", "docx": b"PK", "zip": b"PK", "html": b"<!doctype html>", "json": b"{"}


@pytest.fixture(scope="module")
def path(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(demonstration, tmp_path_factory.mktemp("documents") / "test.db"))


@pytest.fixture
def used(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VAIKUTUSPOLKU_DEMO", "1")
    monkeypatch.setenv("VAIKUTUSPOLKU_DATABASE_URL", f"sqlite:///{path}")
    settings.cache_clear()
    made = engine.make(f"sqlite:///{path}")
    engine.use(made)
    monkeypatch.setattr(data, "is_demo", lambda: not settings().oidc_issuer)
    yield
    engine.use(None)
    made.dispose()
    settings.cache_clear()
    documents.made.cache_clear()


@pytest.fixture
def client(used: None) -> TestClient:
    return TestClient(Starlette(routes=documents.ROUTES, middleware=[Middleware(shell.SafeHeaders, secure=True)]))


def ids(published: bool) -> list[int]:
    with engine.transaction(writes=False) as connection:
        out = set(connection.execute(sa.select(tables.briefing.c.decision_id)).scalars())
        every = connection.execute(sa.select(tables.decision.c.id)).scalars().all()
    return [id for id in every if (id in out) == published]


def get(client: TestClient, id: int, what: str, role: str | None):  # type: ignore[no-untyped-def]
    client.cookies.clear()
    if role:
        client.cookies.set("demo_as", role)
    return client.get(f"/files/decisions/{id}/{what}")


def asked(client: TestClient, id: int, form: str, role: str | None, query: str = ""):  # type: ignore[no-untyped-def]
    return get(client, id, f"briefing.{form}{query}", role)


@pytest.mark.parametrize("form", KINDS)
def test_a_councillor_gets_the_published_briefing_in_every_form(client: TestClient, form: str) -> None:
    answer = asked(client, ids(published=True)[0], form, "councillor", "?lang=sv")
    assert answer.status_code == 200
    assert answer.content.startswith(KINDS[form])
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-security-policy"]


def test_the_json_is_the_very_bytes_that_the_fingerprint_is_of(client: TestClient) -> None:
    id = ids(published=True)[0]
    content = asked(client, id, "json", "councillor").content
    with engine.transaction(writes=False) as connection:
        b = tables.briefing.c
        wanted = connection.execute(
            sa.select(b.sha256).where(b.decision_id == id).order_by(b.edition.desc()).limit(1)
        ).scalar_one()
    assert hashlib.sha256(content).hexdigest() == wanted
    assert wanted in words_of_html(asked(client, id, "html", "councillor").content)


def test_a_stranger_and_one_who_may_not_see_it_get_the_same_answer(client: TestClient) -> None:
    id, draft = ids(published=True)[0], ids(published=False)[0]
    nothing = asked(client, 1_000_000, "pdf", "councillor")
    assert nothing.status_code == 404
    for answer in (
        asked(client, id, "pdf", None),
        asked(client, id, "pdf", "resident"),
        asked(client, id, "pdf", "nobody"),
        asked(client, id, "pdf", "councillor", "?version=draft"),
        asked(client, draft, "pdf", "councillor"),
        asked(client, id, "exe", "councillor"),
        asked(client, id, "pdf", "councillor", "?lang=xx"),
    ):
        assert (answer.status_code, answer.content) == (404, nothing.content)


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "zip"])
def test_a_whole_meeting_is_one_file_of_the_published_briefings_alone(client: TestClient, form: str) -> None:
    out, draft = sorted(ids(published=True))[:2], ids(published=False)[0]
    day = date(2027, 5, 24)
    with engine.transaction(writes=True) as connection:
        d = tables.decision
        same = d.c.id.in_([*out, draft])
        before = connection.execute(sa.select(d.c.id, d.c.meeting_date, d.c.body).where(same)).all()
        connection.execute(d.update().where(same).values(meeting_date=day, body="Valtuusto"))
    try:
        client.cookies.set("demo_as", "resident")
        stranger = client.get(f"/files/meetings/{day}.{form}?body=Valtuusto")
        client.cookies.set("demo_as", "councillor")
        answer = client.get(f"/files/meetings/{day}.{form}?body=Valtuusto")
    finally:
        with engine.transaction(writes=True) as connection:
            for row in before:
                own = tables.decision.c.id == row.id
                old = {"meeting_date": row.meeting_date, "body": row.body}
                connection.execute(tables.decision.update().where(own).values(**old))
    assert (answer.status_code, stranger.status_code) == (200, 404)
    assert answer.content.startswith(KINDS[form])
    if form == "html":
        words = words_of_html(answer.content)
        briefings_ = {id: json.loads(asked(client, id, "json", "councillor").content)["title"]["fi"] for id in out}
        assert all(words.count(title) >= 2 for title in briefings_.values())  # on the list, and above its pages
        assert words.index(briefings_[out[0]]) < words.index(briefings_[out[1]])


@pytest.mark.parametrize("file", ["2027-05-24.pdf?body=Valtuusto", "x.pdf", "2027-02-30.pdf", "2027-05-24.exe"])
def test_a_meeting_without_briefings_or_that_is_none_is_not_found(client: TestClient, file: str) -> None:
    client.cookies.set("demo_as", "councillor")
    assert client.get(f"/files/meetings/{file}").status_code == 404


def test_those_who_work_on_it_get_the_draft_and_it_says_so(client: TestClient) -> None:
    answer = asked(client, ids(published=True)[0], "html", "preparer", "?version=draft")
    assert answer.status_code == 200
    assert "Luonnos, ei julkaistu" in words_of_html(answer.content)


def test_a_changed_byte_in_the_database_is_told_in_the_file(client: TestClient) -> None:
    id = ids(published=True)[-1]
    b = tables.briefing.c
    with engine.transaction(writes=True) as connection:
        payload = connection.execute(sa.select(b.payload).where(b.decision_id == id)).scalars().first()
        changed = json.dumps(json.loads(payload) | {"body": "Joku muu"}, ensure_ascii=False)
        connection.execute(tables.briefing.update().where(b.decision_id == id).values(payload=changed))
    try:
        said = words_of_html(asked(client, id, "html", "councillor").content)
        assert "ei vastaa julkaistua" in said
    finally:
        with engine.transaction(writes=True) as connection:
            connection.execute(tables.briefing.update().where(b.decision_id == id).values(payload=payload))
    assert "ei vastaa julkaistua" not in words_of_html(asked(client, id, "html", "councillor").content)


# ------------------------------------------------------------------ what those who work on it have

WORK = ("assessment/eva.pdf", "assessment/eva.docx", "assessment/eva.html", "assessment/eva.csv", "matter.json")


@pytest.mark.parametrize("what", WORK)
def test_an_assessment_is_for_those_who_work_on_it(client: TestClient, what: str) -> None:
    id = ids(published=True)[0]
    answer = get(client, id, what, "preparer")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    nothing = get(client, 1_000_000, what, "preparer")
    for role in (None, "resident", "councillor", "youth_council"):
        refused = get(client, id, what, role)
        assert (refused.status_code, refused.content) == (404, nothing.content)


@pytest.mark.parametrize("what", ["assessment/nothing.pdf", "assessment/eva.exe", "assessment/early-participation.csv"])
def test_a_file_that_does_not_exist_is_not_found(client: TestClient, what: str) -> None:
    assert get(client, ids(published=True)[0], what, "preparer").status_code == 404


def test_comments_come_along_only_when_asked_for(client: TestClient) -> None:
    id, body = ids(published=False)[0], "Tarkista tämä vielä."
    preparer = people.demo_person("preparer")
    assert preparer is not None
    comments.add(preparer, matters.read(preparer, id).stored["eva"].id, "basics/b_goal", body)
    without = words_of_html(get(client, id, "assessment/eva.html", "preparer").content)
    beside = words_of_html(get(client, id, "assessment/eva.html?comments=1", "preparer").content)
    assert (body in without, body in beside) == (False, True)


# ------------------------------------------------------------------ signed in with the municipality's own service

ISSUER = "https://id.example"


def signed(claims: dict[str, object]) -> str:
    """The cookie as Streamlit sets it after sign-in."""
    from streamlit.web.server.starlette import starlette_app_utils, starlette_websocket

    secret = starlette_websocket.get_cookie_secret()
    value = starlette_app_utils.create_signed_value(secret, starlette_websocket.USER_COOKIE_NAME, json.dumps(claims))
    return value.decode("latin-1") if isinstance(value, bytes) else value


@pytest.fixture
def oidc(used: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A councillor of a real service, and the claims of their sign-in."""
    people.add("Valtuutettu", ISSUER, "v-1", ["councillor"])
    chosen = settings().model_copy(update={"oidc_issuer": ISSUER, "demo": False})
    for module in ("web.visitor", "web.documents"):
        monkeypatch.setattr(f"{module}.settings", lambda: chosen)
    return {
        "origin": chosen.public_url.rstrip("/"), "is_logged_in": True, "iss": ISSUER, "sub": "v-1", "iat": time.time()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"iat": 1}, 404),  # signed in too long ago
        ({"sub": "v-2"}, 404),
        ({"is_logged_in": False}, 404),
        ({"origin": "https://elsewhere.example"}, 404),
    ],
)
def test_the_signed_cookie_of_a_person_opens_what_their_role_may_see(
    client: TestClient, oidc: dict[str, object], change: dict[str, object], status: int
) -> None:
    client.cookies.set("_streamlit_user", signed(oidc | change))
    assert client.get(f"/files/decisions/{ids(published=True)[0]}/briefing.json").status_code == status


def test_a_cookie_that_somebody_made_up_opens_nothing(client: TestClient, oidc: dict[str, object]) -> None:
    client.cookies.set("_streamlit_user", json.dumps(oidc))
    id = ids(published=True)[0]
    assert client.get(f"/files/decisions/{id}/briefing.json").status_code == 404
    client.cookies.clear()
    client.cookies.set("demo_as", "councillor")  # the demonstration's cookie counts for nothing here
    assert client.get(f"/files/decisions/{id}/briefing.json").status_code == 404
