"""A list is asked of a server only where an administrator has allowed it; whatever the server does ends in a refusal
that says what to do, in time, and no other address is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from agenda import fetching, sources
from agenda.sources import Agenda
from participation.guards import MIB, check
from participation.problems import Refused
from tests.agenda.serving import Served, served

__all__ = ["served"]

OPARL = "https://schema.oparl.org/1.1"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def other() -> Iterator[Served]:
    """Another server, which nobody has allowed."""
    made = Served()
    made.says("/oparl/meetings", [])
    yield made
    made.stop()


def fetched(address: str, *allowed: str, **limits: Any) -> Agenda:
    files = check(fetching.fetch(address, allowed or (address,), **limits), feeds=True)
    return sources.read(sources.source_of(files), files)


def refused(address: str, *allowed: str, **limits: Any) -> str:
    with pytest.raises(Refused) as caught:
        fetched(address, *allowed, **limits)
    return caught.value.problems[0].message.msgid


def meeting(at: str, n: int) -> dict[str, Any]:
    item = {"id": f"{at}/oparl/item/{n}", "type": f"{OPARL}/AgendaItem", "name": f"Asia {n}"}
    item["consultation"] = f"{at}/oparl/consultation/{n}"
    return {
        "id": f"{at}/oparl/meeting/{n}", "type": f"{OPARL}/Meeting", "name": f"Kokous {n}",
        "start": "2027-03-24T17:00:00+02:00", "agendaItem": [item],
    }  # fmt: skip


def test_a_list_is_asked_with_its_next_pages_and_what_its_matters_refer_to(served: Served) -> None:
    at = served.at
    served.says("/oparl/meetings", {"data": [meeting(at, 1)], "links": {"next": f"{at}/oparl/meetings?page=2"}})
    served.says("/oparl/meetings?page=2", {"data": [meeting(at, 2)], "links": {}})
    for n in (1, 2):
        kind = {"id": f"{at}/oparl/consultation/{n}", "type": f"{OPARL}/Consultation", "paper": f"{at}/oparl/paper/{n}"}
        served.says(f"/oparl/consultation/{n}", kind)
        served.says(
            f"/oparl/paper/{n}", {"id": f"{at}/oparl/paper/{n}", "type": f"{OPARL}/Paper", "reference": f"{n}/2027"}
        )
    found = fetched(f"{at}/oparl/meetings")
    assert [(item.title, item.register_id) for item in found.items] == [("Asia 1", "1/2027"), ("Asia 2", "2/2027")]


def test_what_the_server_does_not_give_is_told(served: Served) -> None:
    served.says("/oparl/meetings", {"data": [meeting(served.at, 1)]})
    found = fetched(f"{served.at}/oparl/meetings")
    assert [item.register_id for item in found.items] == [""]
    assert [note.text("en") for note in found.notes] == [
        "Matters that refer to a paper which is not here: 1. Their register numbers are not known."
    ]


def test_a_ring_of_pages_ends(served: Served) -> None:
    at = served.at
    served.says("/oparl/meetings", {"data": [meeting(at, 1)], "links": {"next": f"{at}/oparl/meetings"}})
    assert len(fetched(f"{at}/oparl/meetings").items) == 1


def test_a_feed_is_asked_as_it_is(served: Served) -> None:
    served.says(
        "/rss", b"<rss><channel><item><title>Asia</title><guid>1</guid></item></channel></rss>", "application/rss+xml"
    )
    assert [item.title for item in fetched(f"{served.at}/rss").items] == ["Asia"]


# ------------------------------------------------------------------ what must never be asked


def test_nothing_is_asked_of_an_address_that_is_not_allowed(served: Served) -> None:
    served.says("/oparl/meetings", [])
    assert refused(f"{served.at}/oparl/meetings", f"{served.at}/other") == fetching.NOT_ALLOWED
    assert served.asked == []


def test_a_redirect_to_an_address_that_is_not_allowed_is_not_followed(served: Served, other: Served) -> None:
    served.sends_on("/rss", f"{other.at}/oparl/meetings")
    assert refused(f"{served.at}/rss") == fetching.REDIRECTED
    assert other.asked == []


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "//10.0.0.1/", ""])
def test_a_redirect_to_a_private_address_is_not_followed(served: Served, to: str) -> None:
    served.sends_on("/rss", to)
    assert refused(f"{served.at}/rss") == fetching.REDIRECTED
    assert set(served.asked) == {"/rss"}


def test_a_redirect_between_allowed_addresses_is_followed(served: Served, other: Served) -> None:
    """Negative control: the servers above would have been reached."""
    served.sends_on("/rss", f"{other.at}/oparl/meetings")
    fetching.fetch(f"{served.at}/rss", (f"{served.at}/rss", f"{other.at}/oparl/meetings"))
    assert other.asked == ["/oparl/meetings"]


def test_what_a_list_refers_to_elsewhere_is_not_asked(served: Served, other: Served) -> None:
    told = meeting(other.at, 1)
    told["organization"] = [
        f"{served.at}/{path}" for path in ("secret/1", "oparl/../secret/2", "oparl-secret/3", "oparl/%2e%2e/secret/4")
    ] + ["http://[", "", "\ud800"]
    served.says("/oparl/meetings", {"data": [told], "links": {"next": f"{other.at}/oparl/meetings"}})
    assert len(fetched(f"{served.at}/oparl/meetings").items) == 1
    assert other.asked == []
    assert served.asked == ["/oparl/meetings"]


# ------------------------------------------------------------------ servers that fail


@pytest.mark.parametrize("headers", [{}, {"Location": "http://["}])
def test_a_redirect_to_nowhere_is_told(served: Served, headers: dict[str, str]) -> None:
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(302)
        for name, value in headers.items():
            to.send_header(name, value)
        to.end_headers()

    served.answers["/rss"] = answer
    assert refused(f"{served.at}/rss") in (fetching.FAILED, fetching.NO_CONNECTION, fetching.REDIRECTED)


def test_half_a_character_in_a_name_ends_in_no_fault(served: Served) -> None:
    told = meeting(served.at, 1) | {"name": "Kokous \ud800"}
    served.says("/oparl/meetings", {"data": [told]})
    assert [item.title for item in fetched(f"{served.at}/oparl/meetings").items] == ["Asia 1"]


def test_an_error_of_the_server_is_told_with_its_number(served: Served) -> None:
    served.answers["/rss"] = lambda to: to.send_error(500)
    with pytest.raises(Refused) as caught:
        fetched(f"{served.at}/rss")
    assert "500" in caught.value.problems[0].message.text("en")


def test_a_page_that_fails_ends_the_whole(served: Served) -> None:
    at = served.at
    served.says("/oparl/meetings", {"data": [meeting(at, 1)], "links": {"next": f"{at}/oparl/meetings?page=2"}})
    assert refused(f"{at}/oparl/meetings") == fetching.FAILED


def test_a_server_that_sends_without_end_is_stopped(served: Served) -> None:
    def endless(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        for _ in range(100):
            to.wfile.write(b" " * MIB)

    served.answers["/rss"] = endless
    assert refused(f"{served.at}/rss", limit=3 * MIB) == fetching.TOO_LARGE


def test_a_server_that_answers_letter_by_letter_is_stopped_in_time(served: Served) -> None:
    def slow(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        for _ in range(400):
            to.wfile.write(b" ")
            to.wfile.flush()
            time.sleep(0.05)

    served.answers["/rss"] = slow
    began = time.monotonic()
    assert refused(f"{served.at}/rss", seconds=0.5) == fetching.SLOW
    assert time.monotonic() - began < 5


def test_a_server_that_says_nothing_is_given_up(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "WAIT", 0.3)
    served.answers["/rss"] = lambda to: time.sleep(2)
    assert refused(f"{served.at}/rss") == fetching.SLOW


def test_a_server_that_is_not_there_is_told() -> None:
    assert refused("http://127.0.0.1:9/rss") == fetching.NO_CONNECTION


@pytest.mark.parametrize("content", [b"hei", b"\xff\xfe\x00", b"[" * 200_000])
def test_an_answer_that_is_no_list_is_told(served: Served, content: bytes) -> None:
    served.says("/rss", content)
    assert refused(f"{served.at}/rss") == fetching.NOT_A_LIST
