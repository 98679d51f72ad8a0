"""What is published is read by anybody at /api/v1, and nothing else is."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import decisions, engine, people, tables
from data.settings import settings
from tests.data.cases import decision
from tests.journeys.steps import leave_database
from web import api, documents


@pytest.fixture(scope="module")
def copy(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(demonstration, tmp_path_factory.mktemp("api") / "test.db"))


@pytest.fixture
def client(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("VAIKUTUSPOLKU_PUBLIC_URL", "https://kunta.example")
    settings.cache_clear()
    api.forget()
    engine.use(engine.make(f"sqlite:///{copy}"))
    yield TestClient(Starlette(routes=api.ROUTES))
    leave_database()
    settings.cache_clear()
    api.forget()
    documents.made.cache_clear()


def get(client: TestClient, path: str, **more: Any) -> Any:
    return client.get(f"{api.BASE}{path}", **more)


def every(client: TestClient) -> list[dict[str, Any]]:
    return [dict(one) for one in get(client, "/decisions?limit=200").json()["data"]]


def local(address: str) -> str:
    return address.removeprefix("https://kunta.example").removeprefix(api.BASE)


def preparer() -> Any:
    return people.demo_person("preparer")


def test_every_answer_is_as_the_description_says(client: TestClient) -> None:
    described = get(client, "/openapi.json").json()
    assert set(described["paths"]) == {re.sub(r":int", "", path) for path in api.OPERATIONS}
    checked = 0
    for one in every(client):
        for name in ("", "/briefing", "/input", "/responses"):
            answer = get(client, f"{local(one['id'])}{name}")
            if answer.status_code == 404:
                assert one["briefing"] is None if name == "/briefing" else one["input"] is None
                checked_against(described, "Problem", answer.json())
                continue
            kind = {"": "Decision", "/briefing": "Briefing", "/input": "Release", "/responses": "Responses"}[name]
            checked_against(described, kind, answer.json())
            checked += 1
    checked_against(described, "Decisions", get(client, "/decisions").json())
    assert checked > 10
    with pytest.raises(jsonschema.ValidationError):  # the negative control
        checked_against(described, "Decision", {**every(client)[0], "stage": 1})


def checked_against(described: dict[str, Any], name: str, value: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def test_a_briefing_is_the_bytes_of_its_fingerprint(client: TestClient) -> None:
    told = [one for one in every(client) if one["briefing"]]
    assert told
    for one in told:
        answer = get(client, local(one["briefing"]["url"]))
        assert hashlib.sha256(answer.content).hexdigest() == one["briefing"]["sha256"]
        assert answer.headers["etag"] == f'"{one["briefing"]["sha256"]}"'
        assert get(client, local(one["briefing"]["pdf"])).content.startswith(b"%PDF")
        html = get(client, local(one["briefing"]["html"]), params={"lang": "sv"})
        assert '<html lang="sv"' in html.text
        assert one["briefing"]["sha256"] in html.text


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    for path in ("/decisions", "/decisions/1", "/decisions/1/briefing", "/decisions/1/briefing.html", "/calendar.ics"):
        first = get(client, path)
        again = get(client, path, headers={"If-None-Match": f'W/"x", {first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert get(client, path, headers={"If-None-Match": '"x"'}).status_code == 200


def test_pages_hold_every_matter_once(client: TestClient) -> None:
    found, address, pages = [], "/decisions?limit=2", 0
    while address:
        page = get(client, address).json()
        found += [one["id"] for one in page["data"]]
        address, pages = local(page["links"].get("next", "")), pages + 1
    assert found == [one["id"] for one in every(client)]
    assert len(found) == len(set(found)) == page["pagination"]["totalElements"]
    assert pages == page["pagination"]["totalPages"] == -(-len(found) // 2)


def test_a_matter_that_is_not_announced_is_nowhere(client: TestClient) -> None:
    hidden = decision(preparer(), title={"fi": "Salainen hanke"})
    api.forget()
    for name in ("", "/briefing", "/briefing.pdf", "/input", "/responses"):
        assert get(client, f"/decisions/{hidden}{name}").status_code == 404
    assert get(client, f"/decisions/{hidden}").content == get(client, "/decisions/999999").content
    assert "Salainen" not in get(client, "/decisions?limit=200").text + get(client, "/calendar.ics").text
    decisions.announce(preparer(), hidden)
    api.forget()
    assert "Salainen" in get(client, "/decisions?limit=200").text + get(client, "/calendar.ics").text


@pytest.mark.parametrize(
    "path",
    ["/decisions?page=0", "/decisions?page=x", "/decisions?limit=201", "/decisions?page=9999999999",
     "/decisions?page=%F0%9F%98%80", "/calendar.ics?lang=xx", "/decisions/1/briefing.html?lang=xx"],
)  # fmt: skip
def test_a_wrong_parameter_is_told(client: TestClient, path: str) -> None:
    answer = get(client, path)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert "must be" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/decisions/99999999999999", "/decisions/1/briefing.exe", "/decisions/-1", "/x"])
def test_what_is_nowhere_is_not_found(client: TestClient, path: str) -> None:
    assert get(client, path).status_code == 404


def test_the_calendar_holds_each_meeting_and_hearing_and_no_line_can_be_forged(client: TestClient) -> None:
    with engine.transaction(writes=True) as connection:
        row = tables.decision.c.id == 1
        forged = {"fi": "Koulu\r\nEND:VCALENDAR\r\nX-BAD:1, kyllä; \\ " + "ä" * 80}
        connection.execute(tables.decision.update().where(row).values(title=forged))
        (day,) = connection.execute(sa.select(tables.decision.c.meeting_date).where(row)).one()
    api.forget()
    text = get(client, "/calendar.ics?lang=fi").content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.count("END:VCALENDAR") == 1
    assert not any(line.startswith("X-BAD") for line in lines)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") > 5
    at = lines.index("UID:meeting-1@kunta.example")
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines[at : at + 4]
    assert f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}" in lines[at : at + 4]
    summary = next(line for line in lines[at:] if line.startswith("SUMMARY:"))
    assert "\\nEND:VCALENDAR\\nX-BAD:1\\, kyllä\\; \\\\" in summary


def test_an_answer_is_kept_for_a_moment_only(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(api.time, "monotonic", lambda: now[0])
    before = get(client, "/decisions/2").json()["service"]
    with engine.transaction(writes=True) as connection:
        connection.execute(tables.decision.update().where(tables.decision.c.id == 2).values(service="Uusi"))
    assert get(client, "/decisions/2").json()["service"] == before
    now[0] += api.KEPT_SECONDS
    assert get(client, "/decisions/2").json()["service"] == "Uusi"
