"""What is published, for other services: JSON and HTML at /api/v1, and a calendar of hearings and meetings.

Nobody signs in. Every answer has an ETag; lists come in pages shaped like those of OParl 1.1 (oparl.org). An answer is
kept for KEPT_SECONDS, so that whoever asks often costs nobody anything; what is erased is gone after that, too.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data import clock, public
from data.permissions import NotFound
from data.public import ANYBODY, Event, Matter
from data.responses import Response as Answer
from data.settings import settings
from locales import LANGUAGES, N_, localized, translate
from participation.release import canonical_json
from web import documents, openapi

BASE = "/api/v1"
JSON = "application/json"
PER_PAGE, MOST_PER_PAGE, LAST_PAGE = 50, 200, 100_000
KEPT_SECONDS = 2.0
MOST_KEPT = 256
LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class Made:
    """One answer as it goes out."""

    body: bytes
    mime: str
    etag: str


_kept: OrderedDict[str, tuple[float, Made]] = OrderedDict()


class Wrong(Exception):
    """The request is not one that can be answered; the text says what to ask instead."""


def _route(path: str, make: Callable[[Request], Made]) -> Route:
    return Route(f"{BASE}{path}", _answering(make), methods=["GET", "HEAD"])


def _answering(make: Callable[[Request], Made]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        asked = f"{request.url.path}?{request.url.query}"
        made = _recent(asked)
        if made is None:
            try:
                made = await run_in_threadpool(make, request)
            except NotFound:
                return _problem(404, "Nothing is published at this address.")
            except Wrong as wrong:
                return _problem(400, str(wrong))
            _keep(asked, made)
        headers = {"ETag": made.etag, "Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}
        if made.etag in [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        return Response(made.body, media_type=made.mime, headers=headers)

    return answer


def _problem(status: int, detail: str) -> Response:
    """RFC 9457."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    body = {"status": status, "detail": detail}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def _recent(asked: str) -> Made | None:
    found = _kept.get(asked)
    return found[1] if found is not None and time.monotonic() - found[0] < KEPT_SECONDS else None


def _keep(asked: str, made: Made) -> None:
    if len(asked) > LONGEST_ADDRESS:
        return
    _kept[asked] = (time.monotonic(), made)
    _kept.move_to_end(asked)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)


def forget() -> None:
    """Drops what is kept; for tests that change the database below."""
    _kept.clear()


def _made(body: bytes, mime: str = JSON, sha256: str | None = None) -> Made:
    return Made(body, mime, f'"{sha256 or hashlib.sha256(body).hexdigest()}"')


def _json(value: object) -> Made:
    return _made(canonical_json(value))


# ------------------------------------------------------------------ the answers


def _matters(request: Request) -> Made:
    page, size = _number(request, "page", 1, LAST_PAGE), _number(request, "limit", PER_PAGE, MOST_PER_PAGE)
    found, total = public.matters(ANYBODY, offset=(page - 1) * size, limit=size)
    last = max(1, -(-total // size))

    def link(number: int) -> str:
        return _address(f"/decisions?{urlencode({'page': number, 'limit': size})}")

    links = {"first": link(1), "self": link(page), "last": link(last)}
    links |= {"prev": link(page - 1)} if page > 1 else {}
    links |= {"next": link(page + 1)} if page < last else {}
    pagination = {"totalElements": total, "elementsPerPage": size, "currentPage": page, "totalPages": last}
    return _json({"data": [_matter(one) for one in found], "pagination": pagination, "links": links})


def _number(request: Request, name: str, default: int, most: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and 1 <= int(given) <= most):
        raise Wrong(f"{name} must be a whole number from 1 to {most}.")
    return int(given)


def _one(request: Request) -> Made:
    return _json(_matter(public.matter(ANYBODY, request.path_params["decision"])))


def _matter(one: Matter) -> dict[str, Any]:
    head = one.head
    at = f"/decisions/{head.id}"
    briefing = one.published_at and {
        "version": one.edition,
        "sha256": one.sha256,
        "published": one.published_at.astimezone(UTC).isoformat(),
        "url": _address(f"{at}/briefing"),
        "html": _address(f"{at}/briefing.html"),
        "pdf": _address(f"{at}/briefing.pdf"),
    }
    return {
        "id": _address(at),
        "source_id": one.source,
        "register_id": head.register_id,
        "title": dict(head.title),
        "summary": dict(head.summary),
        "language": head.language,
        "body": head.body,
        "service": head.service,
        "stage": head.stage,
        "meeting_date": head.meeting_date and head.meeting_date.isoformat(),
        "decided_on": head.decided_on and head.decided_on.isoformat(),
        "made_up": head.made_up,
        "alternatives": [
            {"code": alternative.code, "name": dict(alternative.name)} for alternative in one.alternatives
        ],
        "briefing": briefing or None,
        "input": _address(f"{at}/input") if one.release else None,
        "responses": _address(f"{at}/responses"),
    }


def _briefing(request: Request) -> Made:
    found = public.briefing(ANYBODY, request.path_params["decision"])
    return _made(found.briefing.canonical(), JSON, found.sha256 if found.intact else None)


def _document(request: Request) -> Made:
    form, language = request.path_params["form"], request.query_params.get("lang") or "fi"
    if form not in documents.FORMS:
        raise NotFound("form")
    if language not in LANGUAGES:
        raise Wrong(f"lang must be one of {', '.join(LANGUAGES)}.")
    id = request.path_params["decision"]
    found = public.briefing(ANYBODY, id)
    briefing, edition = documents.published(found, public.answers(ANYBODY, id))
    asked = documents.Asked(briefing.sha256(), edition, form, language, briefing)
    return _made(documents.made(asked), documents.FORMS[form].mime)


def _input(request: Request) -> Made:
    return _made(public.release(ANYBODY, request.path_params["decision"]).canonical())


def _responses(request: Request) -> Made:
    found = public.answers(ANYBODY, request.path_params["decision"])
    return _json({"data": [_response(one) for one in found]})


def _response(one: Answer) -> dict[str, Any]:
    return {
        "theme_id": one.theme_id,
        "statement_id": one.statement_id,
        "version": one.version,
        "published": one.published_at and one.published_at.astimezone(UTC).isoformat(),
        **one.draft.model_dump(mode="json"),
        "replies": [
            {"council": reply.council, "understood": reply.understood, "text": reply.body} for reply in one.replies
        ],
    }


def _address(path: str) -> str:
    return f"{settings().public_url.rstrip('/')}{BASE}{path}"


# ------------------------------------------------------------------ the calendar (RFC 5545)


def _calendar(request: Request) -> Made:
    language = request.query_params.get("lang") or "fi"
    if language not in LANGUAGES:
        raise Wrong(f"lang must be one of {', '.join(LANGUAGES)}.")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vaikutuspolku//v1//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_escaped(settings().municipality)}")
    for event in public.events(ANYBODY):
        lines += _event(event, language)
    return _made(
        ("\r\n".join(map(_folded, [*lines, "END:VCALENDAR"])) + "\r\n").encode(), "text/calendar; charset=utf-8"
    )


def _event(event: Event, language: str) -> list[str]:
    title, about = localized(event.title, language), localized(event.about, language)
    if event.id.startswith("meeting"):
        text = translate(language, N_("{body} decides: {title}"), body=about, title=title)
        told = ""
    else:
        text, told = title, about
    host = settings().public_url.split("//")[-1].strip("/")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.id}@{host}",
        f"DTSTAMP:{clock.now().astimezone(UTC):%Y%m%dT000000Z}",
        f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.ends + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(text)}",
        f"URL:{settings().public_url.rstrip('/')}/briefing?decision={event.decision_id}",
    ]
    lines += [f"DESCRIPTION:{_escaped(told)}"] if told else []
    lines += [f"LOCATION:{_escaped(event.place)}"] if event.place else []
    return [*lines, "TRANSP:TRANSPARENT", "END:VEVENT"]


def _escaped(text: str) -> str:
    """No line of a person's can end its own line and begin another."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(sign, written)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """At most 75 octets in a line; the next begins with a space. No letter is cut in two."""
    parts, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > 74:
            parts.append("")
            length = 0
        parts[-1] += letter
        length += size
    return "\r\n ".join(parts)


def _described(request: Request) -> Made:
    return _json(openapi.document(_address("")))


OPERATIONS: Mapping[str, Callable[[Request], Made]] = {
    "/openapi.json": _described,
    "/decisions": _matters,
    "/decisions/{decision:int}": _one,
    "/decisions/{decision:int}/briefing": _briefing,
    "/decisions/{decision:int}/briefing.{form}": _document,
    "/decisions/{decision:int}/input": _input,
    "/decisions/{decision:int}/responses": _responses,
    "/calendar.ics": _calendar,
}
ROUTES = [_route(path, make) for path, make in OPERATIONS.items()]
