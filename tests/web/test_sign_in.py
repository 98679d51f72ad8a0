"""After sign-in people come back to the address they asked for, and never to another site."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from data.settings import Settings
from web import sign_in
from web.addresses import is_local

STREAMLITS_COOKIE = "_streamlit_user=signed; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"
LEADING_AWAY = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "evil.example",
    "\\\\evil.example",
    "/a\r\nSet-Cookie: x=y",
    "",
]


def as_a_browser_reads(address: str) -> str:
    """The URL standard: control characters at the ends and tabs and line breaks anywhere are dropped, \\ means /."""
    return re.sub(r"[\t\r\n]", "", address.strip("".join(map(chr, range(33))))).replace("\\", "/")


def site(secure: bool = False, remember: bool = True) -> TestClient:
    """A Streamlit of three addresses: a page, the answer of the sign-in service, and a public page of our own."""

    async def page(request: Request) -> Response:
        return HTMLResponse("<title>Streamlit</title>")

    async def callback(request: Request) -> Response:
        answer = RedirectResponse("/", status_code=302)
        answer.headers.append("set-cookie", STREAMLITS_COOKIE)
        return answer

    async def public(request: Request) -> Response:
        return HTMLResponse("<title>Julkinen</title>")

    async def file(request: Request) -> Response:
        return PlainTextResponse("x")

    own = [Route("/public", public)]
    return TestClient(
        Starlette(
            routes=[
                *own,
                Route("/oauth2callback", callback),
                Route("/media/x", file),
                Route("/{path:path}", page),
            ],
            middleware=[Middleware(sign_in.SignInReturn, secure=secure, remember=remember, own=own)],
        ),
        base_url="https://testserver" if secure else "http://testserver",
        follow_redirects=False,
    )


def test_after_sign_in_the_address_asked_for_comes_back():
    client = site()
    client.get("/assessment?decision=42&step=2")
    answer = client.get("/oauth2callback")
    assert answer.headers["location"] == "/assessment?decision=42&step=2"
    assert "return_to" not in client.cookies


def test_letters_outside_ascii_survive_the_way():
    client = site()
    client.get("/haku?sana=%C3%A4iti")
    assert client.get("/oauth2callback").headers["location"] == "/haku?sana=%C3%A4iti"


@pytest.mark.parametrize("forged", [address for address in LEADING_AWAY if address])
def test_a_forged_return_address_is_refused(forged):
    client = site()
    client.cookies.set("return_to", sign_in.quote(forged, safe=""))
    assert client.get("/oauth2callback").headers["location"] == "/"


def test_without_the_check_the_forged_address_would_be_followed(monkeypatch):
    """Negative control."""
    monkeypatch.setattr(sign_in, "is_local", lambda address: True)
    client = site()
    client.cookies.set("return_to", sign_in.quote("//evil.example", safe=""))
    assert client.get("/oauth2callback").headers["location"] == "//evil.example"


@pytest.mark.parametrize("address", LEADING_AWAY)
def test_these_addresses_are_not_local(address):
    assert not is_local(address)


@given(st.text() | st.text("/\\:?#.@\t\n\r aé", max_size=12).map(lambda rest: f"/{rest}"))
def test_a_local_address_stays_on_the_site_however_a_browser_reads_it(address):
    if is_local(address):
        read = as_a_browser_reads(address)
        assert read.startswith("/")
        assert not read.startswith("//")


def test_only_pages_are_remembered():
    client = site()
    client.get("/media/x")
    client.get("/public")
    client.post("/assessment")
    assert "return_to" not in client.cookies


def test_who_is_signed_in_gets_no_return_cookie():
    client = site()
    client.cookies.set("_streamlit_user", "signed")
    assert "set-cookie" not in client.get("/assessment").headers


def test_without_a_sign_in_service_no_address_is_remembered():
    client = site(remember=False)
    client.get("/assessment")
    assert "return_to" not in client.cookies


def test_an_address_too_long_for_a_cookie_is_not_remembered():
    client = site()
    client.get("/" + "a" * 3000)
    assert "return_to" not in client.cookies


def test_the_sign_in_cookie_lasts_ten_hours():
    cookie = site().get("/oauth2callback").headers["set-cookie"]
    assert "Max-Age=36000;" in cookie
    assert "Secure" not in cookie


def test_behind_https_every_cookie_is_secure():
    client = site(secure=True)
    assert client.get("/assessment").headers["set-cookie"].endswith("; Secure")
    assert all(one.endswith("; Secure") for one in client.get("/oauth2callback").headers.get_list("set-cookie"))


def test_a_cookie_is_out_of_reach_of_scripts_and_of_other_sites():
    cookie = sign_in.cookie("demo_as", "preparer")
    assert cookie == "demo_as=preparer; HttpOnly; Path=/; SameSite=Lax"


def test_streamlit_gets_the_whole_sign_in_service_or_nothing():
    assert sign_in.secrets(Settings(oidc_issuer=None)) is None
    chosen = Settings(
        public_url="https://kunta.example/",
        oidc_issuer="https://id.example/",
        oidc_client_id="a",
        oidc_client_secret="b",
        cookie_secret="c" * 40,
    )
    given_to_streamlit = sign_in.secrets(chosen)
    assert given_to_streamlit is not None
    assert given_to_streamlit["auth"]["redirect_uri"] == "https://kunta.example/oauth2callback"
    assert given_to_streamlit["auth"]["server_metadata_url"] == "https://id.example/.well-known/openid-configuration"
