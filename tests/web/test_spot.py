"""The phone page's address: what it tells to whom, and what it does with a message that is no note."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data.permissions import Actor, NotFound
from data.refusals import Refused
from data.spot import Place
from locales import Message
from tests.ui.conftest import HOSTILE
from web import shell, spot

TOKEN = "t"


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What reaches the database; a body "no" is refused, "gone" finds nothing any more."""
    found: list[dict[str, object]] = []

    def add(actor: Actor, activity: int, **note: object) -> int:
        if note.get("body") == "no":
            raise Refused([("body", Message("Write what was heard."))])
        if note.get("body") == "gone":
            raise NotFound
        found.append(note)
        return len(found)

    place = Place(Actor(1, "preparer"), 5, {"fi": HOSTILE}, {7: {"fi": HOSTILE}}, 0, HOSTILE)
    monkeypatch.setattr(spot.spot, "place", lambda token: place if token == TOKEN else None)
    monkeypatch.setattr(spot.spot, "add_note", add)
    monkeypatch.setattr(spot.spot, "add_top", add)
    return found


@pytest.fixture
def client(stored: list[dict[str, object]]) -> TestClient:
    from starlette.middleware import Middleware

    return TestClient(
        Starlette(routes=spot.ROUTES, middleware=[Middleware(shell.SafeHeaders, secure=True)]), follow_redirects=False
    )


def test_the_address_is_kept_by_nobody(client: TestClient) -> None:
    answer = client.get(f"/spot/{TOKEN}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("kind", ["note", "top", "<x>"])
def test_what_people_wrote_is_words_on_the_page(client: TestClient, kind: str) -> None:
    page = client.get(f"/spot/{TOKEN}", params={"kind": kind}).text
    assert HOSTILE not in page
    assert "<script>" not in page
    refused = client.post(f"/spot/{TOKEN}", data={"kind": "note", "key": "k" * 16, "body": "no", "group": '"><script>'})
    assert refused.status_code == 422
    assert '"><script>' not in refused.text
    assert ">no</textarea>" in refused.text  # nothing has to be written again


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_link_is_not_found_and_is_kept_by_nobody_either(client: TestClient, method: str) -> None:
    answer = getattr(client, method)("/spot/other")
    assert answer.status_code == 404
    assert "<form" not in answer.text


def test_a_closed_link_still_shows_what_waits_on_the_phone(client: TestClient) -> None:
    page = client.get("/spot/other").text
    assert 'class="waiting"' in page
    assert "plain/spot.js" in page


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ("[]", 400), ('"x"', 400), ("x" * 20_001, 413), ('{"body": "no"}', 422), ('{"body": "gone"}', 404),
        ('{"body": 5, "key": []}', 200), ('{"theme": "-1", "group_no": "\\u0661"}', 200), ('{"kind": "top"}', 200),
    ],
)  # fmt: skip
def test_a_message_that_is_no_note_is_refused_and_stops_nothing(
    client: TestClient, stored: list[dict[str, object]], body: str, status: int
) -> None:
    answer = client.post(f"/spot/{TOKEN}", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert len(stored) == (status == 200)
    for note in stored:
        assert note.get("theme") is None
        assert note.get("group_no", 0) == 0


def test_a_form_leads_back_to_the_page_so_that_reloading_sends_nothing(client: TestClient) -> None:
    answer = client.post(f"/spot/{TOKEN}?kind=top", data={"kind": "top", "key": "k" * 16, "idea1": "Valot"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/spot/{TOKEN}?kind=top&stored=1")


def test_what_came_in_is_what_is_stored(client: TestClient, stored: list[dict[str, object]]) -> None:
    note = {"key": "a" * 16, "body": "Ranta å ä ö €", "theme": "7", "group": "age_7_12"}
    client.post(f"/spot/{TOKEN}?lang=sv", json=note)
    assert stored == [{"key": "a" * 16, "body": "Ranta å ä ö €", "theme": 7, "group": "age_7_12"}]
