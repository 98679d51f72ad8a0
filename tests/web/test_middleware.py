"""The shell without a browser: what it does to one request."""

from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

import locales
from web import shell

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
PUBLIC = '<!doctype html><html lang="en"><title>Streamlit-kysely</title></html>'


def site(secure: bool = False, demo: bool = False, public_url: str = "https://kunta.example") -> TestClient:
    """Streamlit's real index.html for every address, a public page of our own, a fault and a websocket."""

    async def index(request: Request) -> Response:
        return FileResponse(INDEX)

    async def public(request: Request) -> Response:
        seen = request.headers.get("accept-encoding", "")
        return HTMLResponse(PUBLIC, headers={"etag": '"1"', "cache-control": "max-age=60", "x-seen": seen})

    async def fault(request: Request) -> Response:
        raise RuntimeError("people's words")

    async def strict(request: Request) -> Response:
        return PlainTextResponse("x", headers={"Content-Security-Policy": "script-src 'none'"})

    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    own = [Route("/public", public), Route("/fault", fault), Route("/strict", strict)]
    return TestClient(
        Starlette(
            routes=[*own, WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", index)],
            middleware=[
                Middleware(shell.SafeHeaders, secure=secure),
                Middleware(shell.OwnSite, public_url=public_url, demo=demo),
                Middleware(shell.PageShell, own=own),
            ],
        )
    )


# The page's language


@pytest.mark.parametrize(
    ("accepted", "language"), [("fi-FI", "fi"), ("sv-FI,fi;q=0.8", "sv"), ("en-GB", "en"), ("de-DE", "fi"), ("", "fi")]
)
def test_the_page_is_in_the_readers_language(accepted, language):
    page = site().get("/assessment", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}">' in page
    assert f"<p>{locales.translate(language, shell.NEEDS_SCRIPT)}</p>" in page
    assert f"/shell/app.{language}.js?v=" in page
    assert "/shell/app.css?v=" in page


def test_nothing_of_streamlits_own_is_left_in_the_page():
    page = site().get("/").text
    assert "<title>Vaikutuspolku</title>" in page
    assert "prerenderReady" not in page
    assert "service-desc" not in page
    assert page.count("<script>") == 0
    assert "Reading this without a browser" not in page


def test_the_choice_is_remembered_and_asked_for_wins():
    client = site()
    assert '<html lang="sv">' in client.get("/?lang=sv", headers={"Accept-Language": "en"}).text
    assert client.cookies["lang"] == "sv"
    assert '<html lang="sv">' in client.get("/", headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in client.get("/?lang=en").text


def test_an_unknown_language_is_neither_shown_nor_remembered():
    client = site()
    assert '<html lang="fi">' in client.get('/?lang=de"><script>').text
    assert "lang" not in client.cookies


def test_the_page_says_what_it_depends_on_and_is_asked_for_again():
    headers = site().get("/").headers
    assert headers["vary"] == "Cookie, Accept-Language"
    assert headers["cache-control"] == "no-cache"
    assert "etag" not in headers


def test_a_browser_that_has_an_older_page_gets_it_anew():
    tag = TestClient(Starlette(routes=[Route("/", lambda request: FileResponse(INDEX))])).get("/").headers["etag"]
    answer = site().get("/", headers={"If-None-Match": tag, "Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert answer.text.endswith("</html>\n")


def test_head_names_the_same_length_as_get():
    client = site()
    head = client.head("/assessment")
    assert head.text == ""
    assert head.headers["content-length"] == client.get("/assessment").headers["content-length"]


def test_a_page_of_our_own_passes_as_it_is():
    answer = site().get("/public", headers={"Accept-Encoding": "gzip"})
    assert answer.text == PUBLIC
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["cache-control"] == "max-age=60"
    assert answer.headers["x-seen"] == "gzip"


# Headers


@pytest.mark.parametrize("path", ["/", "/assessment?decision=42", "/public", "/fault", "/media/x"])
def test_every_answer_carries_the_security_headers(path):
    headers = site().get(path).headers
    assert headers["content-security-policy"] == shell.CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), microphone=(), geolocation=()"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_without_the_shell_streamlits_page_has_none_of_them():
    """Negative control."""
    bare = TestClient(Starlette(routes=[Route("/", lambda request: FileResponse(INDEX))]))
    assert "content-security-policy" not in bare.get("/").headers


def test_a_route_may_be_stricter():
    assert site().get("/strict").headers["content-security-policy"] == "script-src 'none'"


def test_behind_https_the_browser_is_told_to_stay_there():
    assert site(secure=True).get("/").headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_downloads_are_not_kept():
    assert site().get("/media/abc").headers["cache-control"] == "no-store"


def test_a_fault_shows_a_number_and_nothing_else(capsys):
    answer = site().get("/fault", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "people's words" not in answer.text
    number = answer.text.split("the number ")[1][:8]
    assert number in capsys.readouterr().out


# Whose websocket it is


def opens(client: TestClient, **headers: str) -> bool:
    try:
        with client.websocket_connect("/_stcore/stream", headers=headers):
            return True
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("kunta.example", "https://kunta.example"),
        ("kunta.example", None),
        ("localhost:8501", "http://localhost:8501"),
        ("127.0.0.1:8501", "http://127.0.0.1:8501"),
        ("localhost:8501", "https://kunta.example"),  # a proxy that puts its own Host
    ],
)
def test_our_own_pages_open_a_websocket(host, origin):
    assert opens(site(), host=host, **({"origin": origin} if origin else {}))


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("kunta.example", "https://evil.example"),
        ("evil.example", "https://evil.example"),  # a foreign name that was made to point here
        ("evil.example", "https://kunta.example"),
        ("evil.example", None),
        ("kunta.example", "null"),
        ("kunta.example", "https://kunta.example.evil.example"),
        ("kunta.example.evil.example", "https://kunta.example.evil.example"),
        ("198.51.100.7", "http://198.51.100.7"),
        ("[::1", "http://localhost"),
        ("", None),
    ],
)
def test_other_sites_do_not(host, origin):
    assert not opens(site(), host=host, **({"origin": origin} if origin else {}))


def test_without_the_check_another_site_would_open_one(monkeypatch):
    """Negative control."""
    monkeypatch.setattr(shell.OwnSite, "is_ours", lambda self, headers: True)
    assert opens(site(), host="evil.example", origin="https://evil.example")


def test_in_the_demonstration_a_plain_address_is_ours_and_a_foreign_name_is_not():
    assert opens(site(demo=True), host="198.51.100.7:8501", origin="http://198.51.100.7:8501")
    assert not opens(site(demo=True), host="evil.example", origin="http://evil.example")


def test_further_names_of_the_service_are_given_in_streamlits_own_setting():
    shelled = shell.OwnSite(Starlette(), public_url="https://kunta.example", demo=False, hosts=["stad.example"])
    assert shelled.is_ours(Headers({"host": "stad.example", "origin": "https://stad.example"}))
