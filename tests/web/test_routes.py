"""Our own addresses: health, the demonstration's roles, the script and the style."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import locales
from data import settings as settings_module
from web import assets, routes


@pytest.fixture
def client(monkeypatch):
    def in_mode(demo: bool) -> TestClient:
        chosen = settings_module.Settings(demo=demo)
        monkeypatch.setattr(routes, "settings", lambda: chosen)
        return TestClient(Starlette(routes=routes.ROUTES), follow_redirects=False)

    return in_mode


def test_health_answers(client):
    assert client(demo=False).get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("role", routes.DEMO_ROLES)
def test_in_the_demonstration_a_role_is_taken_with_one_link(client, role):
    answer = client(demo=True).get(f"/demo/as/{role}", params={"to": "/assessment?decision=42"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/assessment?decision=42")
    assert answer.headers["set-cookie"] == f"demo_as={role}; HttpOnly; Path=/; SameSite=Lax"


def test_leaving_the_demonstrations_role_removes_the_cookie(client):
    visitor = client(demo=True)
    visitor.get("/demo/as/preparer")
    assert visitor.cookies.get("demo_as") == "preparer"
    assert visitor.get("/demo/leave").headers["location"] == "/"
    assert visitor.cookies.get("demo_as") is None


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"])
def test_a_role_link_leads_nowhere_else(client, to):
    assert client(demo=True).get("/demo/as/preparer", params={"to": to}).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/demo/as/preparer", "/demo/leave"])
def test_without_the_demonstration_its_addresses_do_not_exist(client, path):
    answer = client(demo=False).get(path)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("role", ["resident", "root", "preparer;x", "%0d%0aSet-Cookie:x"])
def test_a_role_that_does_not_exist_is_not_given(client, role):
    answer = client(demo=True).get(f"/demo/as/{role}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("name", ["app.css", *(f"app.{language}.js" for language in locales.LANGUAGES)])
def test_the_script_and_the_style_are_kept_for_a_year_under_their_fingerprint(client, name):
    answer = client(demo=False).get(assets.address(name))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == assets.FOR_A_YEAR


def test_under_the_fingerprint_of_another_version_nothing_is_kept(client):
    """While two versions run side by side, the older one must not fill the browser's cache for a year."""
    for address in ("/shell/app.css?v=0123456789abcdef", "/shell/app.fi.js?v=0123456789abcdef", "/shell/app.css"):
        assert client(demo=False).get(address).headers["cache-control"] == assets.ASK_AGAIN


def test_the_script_is_in_the_readers_language(client):
    texts = {language: client(demo=False).get(f"/shell/app.{language}.js").text for language in locales.LANGUAGES}
    assert len(set(texts.values())) == 3
    assert client(demo=False).get("/shell/app.de.js").status_code == 404


def test_only_files_of_the_shell_are_served(client):
    for path in ("/shell/../shell.py", "/shell/%2e%2e/shell.py", "/shell/none.css"):
        assert client(demo=False).get(path).status_code == 404
