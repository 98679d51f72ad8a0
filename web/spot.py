"""The phone page of an event: what was heard is written there and then, also where the connection comes and goes.

Plain HTML with a form that works without a script. The script keeps what is being written and what waits to be sent on
the phone itself, and sends it when there is a connection again. Whoever holds the address can add and read nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

import locales
from data import instruments, spot
from data.permissions import NotAllowed, NotFound
from data.refusals import Refused
from data.spot import Place
from locales import N_
from web import assets

LARGEST = 20_000  # bytes of one message
# The address is a key: it is told to nobody, kept by nobody, and found by no search engine.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def language_of(request: Request) -> str:
    asked = request.query_params.get("lang"), request.cookies.get("lang"), request.headers.get("accept-language")
    return locales.choose(*asked)


async def page(request: Request) -> Response:
    """The form; after a form without the script, what became of it. A closed link shows what still waits here."""
    language = language_of(request)
    found = await run_in_threadpool(spot.place, request.path_params["token"])
    if found is None:
        return HTMLResponse(closed(language), 404, headers=HEADERS)
    told = request.query_params.get("stored")
    saved = locales.translate(language, N_("Saved. Texts so far: {n}"), n=found.notes) if told else ""
    return HTMLResponse(html(found, language, kind_of(request), saved), headers=HEADERS)


async def write(request: Request) -> Response:
    """One note or one small group's TOP 3, as JSON from the script or as a form without it."""
    found = await _place(request)
    language = language_of(request)
    plain = not request.headers.get("content-type", "").startswith("application/json")
    given = await _given(request, plain)
    try:
        count = await run_in_threadpool(_store, found, given)
    except Refused as refused:
        problems = [message.text(language) for _, message in refused.problems]
        if plain:
            body = html(found, language, kind_of(request), problems=problems, values=given)
            return HTMLResponse(body, 422, headers=HEADERS)
        return JSONResponse({"problems": problems}, 422, headers=HEADERS)
    except (NotFound, NotAllowed):
        raise HTTPException(404) from None
    if plain:
        to = f"{request.url.path}?kind={kind_of(request)}&stored=1"
        return RedirectResponse(to, 303, headers=HEADERS)
    return JSONResponse({"stored": count}, headers=HEADERS)


async def _place(request: Request) -> Place:
    found = await run_in_threadpool(spot.place, request.path_params["token"])
    if found is None:
        raise HTTPException(404)
    return found


async def _given(request: Request, plain: bool) -> dict[str, Any]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413)
    if plain:
        fields: dict[str, Any] = {}
        for name, value in parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20):
            fields.setdefault(name, value)
        return fields
    try:
        said = json.loads(body)
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(said, dict):
        raise HTTPException(400)
    return {str(name): value for name, value in said.items() if isinstance(value, str)}


def _store(found: Place, given: Mapping[str, str]) -> int:
    key = str(given.get("key", ""))
    if given.get("kind") == "top":
        return spot.add_top(
            found.actor, found.activity_id, key=key, question=found.question,
            group_no=_number(given.get("group_no")), group_size=_number(given.get("group_size")),
            ideas=[given.get(f"idea{rank}", "") for rank in spot.RANKS],
        )  # fmt: skip
    theme = _number(given.get("theme"))
    return spot.add_note(
        found.actor, found.activity_id, key=key, body=given.get("body", ""), theme=theme or None,
        group=given.get("group") or None,
    )  # fmt: skip


def _number(text: str | None) -> int:
    """A whole number as it was written, 0 for anything else."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def kind_of(request: Request) -> str:
    return "top" if request.query_params.get("kind") == "top" else "note"


# ------------------------------------------------------------------ the page


def html(
    found: Place, language: str, kind: str, saved: str = "", problems: Sequence[str] = (),
    values: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """The whole page. `values` are what a refused form held, so that nothing has to be written again."""

    def say(text: str, **params: object) -> str:
        return escape(locales.translate(language, text, **params))

    own = locales.localized(found.title, language) or ""
    kinds = "".join(
        f'<a href="?kind={name}"{" aria-current=page" if name == kind else ""}>{say(text)}</a>'
        for name, text in (("note", N_("What was heard")), ("top", N_("Small group's TOP 3")))
    )
    listed = "".join(f"<li>{escape(text)}</li>" for text in problems)
    wrong = f'<div class="problems" role="alert"><ul>{listed}</ul></div>' if problems else ""
    fields = _top(found, say, values or {}) if kind == "top" else _note(found, language, say, values or {})
    return _whole(
        language,
        own,
        f'<nav aria-label="{say(N_("What is written down"))}">{kinds}</nav>'
        f"{wrong}{_told(saved)}"
        f'<form method="post" action="?kind={kind}" autocomplete="off">'
        f'<input type="hidden" name="kind" value="{kind}">'
        f'<input type="hidden" name="key" value="{secrets.token_hex(16)}">{fields}'
        f'<button type="submit">{say(N_("Save and next"))}</button></form>'
        f'<p class="hint">{say(N_("Write no names, phone numbers or addresses."))}</p>',
    )


def closed(language: str) -> str:
    """A link that opens nothing any more: what still waits on this phone is shown, to be copied to a safe place."""
    told = locales.translate(language, N_("This link is closed or wrong. Ask for a new one."))
    return _whole(language, locales.translate(language, N_("Not found")), _told(told))


def _told(state: str) -> str:
    """What became of the last note, and what waits or has to be corrected; the script fills in the two lists."""
    return (
        f'<p class="state" role="status">{escape(state)}</p><p class="queue" aria-live="polite"></p>'
        '<ul class="waiting"></ul><ul class="mend"></ul>'
    )


WORDS = {
    "waiting": N_("{n} waiting to be sent. They are kept on this phone."),
    "sent": N_("Saved. Texts so far: {n}"),
    "kept": N_("Kept on this phone. It is sent when there is a connection."),
    "refused": N_("Not saved:"),
    "mend": N_("Correct this"),
    "closed": N_("The link has been closed. Copy what waits to a safe place and ask for a new link."),
    "unfit": N_("The note cannot be stored. Write it again."),
}


def _whole(language: str, title: str, inside: str) -> str:
    told = "".join(
        f' data-{name}="{escape(locales.translate(language, text, n="{n}"), quote=True)}"'
        for name, text in WORDS.items()
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title>"
        f'<link rel="stylesheet" href="{assets.address("plain/spot.css")}">'
        f'<script src="{assets.address("plain/spot.js")}" defer></script></head>'
        f"<body><main{told}><h1>{escape(title)}</h1>{inside}</main></body></html>"
    )


def _note(found: Place, language: str, say: Any, values: Mapping[str, str]) -> str:
    themes = [(str(id), locales.localized(title, language) or "") for id, title in found.themes.items()]
    library = instruments.current().library
    groups = [(id, library.group(id).text(language)) for id in library.group_ids()]
    body = escape(str(values.get("body", "")))
    return (
        f'<label for="body">{say(N_("What was heard"))}</label>'
        f'<textarea id="body" name="body" rows="6" maxlength="{spot.LONGEST}" required>{body}</textarea>'
        + (_select("theme", say(N_("Theme (optional)")), themes, values.get("theme", "")) if themes else "")
        + _select("group", say(N_("Whose voice is it? (optional)")), groups, values.get("group", ""))
    )


def _top(found: Place, say: Any, values: Mapping[str, str]) -> str:
    def value(name: str) -> str:
        return escape(str(values.get(name, "")), quote=True)

    question = f'<p class="question">{escape(found.question)}</p>' if found.question else ""
    numbers = "".join(
        f'<div><label for="{name}">{say(text)}</label>'
        f'<input id="{name}" name="{name}" inputmode="numeric" maxlength="4" value="{value(name)}" required></div>'
        for name, text in (("group_no", N_("Number of the group")), ("group_size", N_("People in the group")))
    )
    ideas = "".join(
        f'<label for="idea{rank}">{say(N_("Idea {n}"), n=rank)}</label>'
        f'<textarea id="idea{rank}" name="idea{rank}" rows="2" maxlength="{spot.LONGEST}"'
        f"{' required' if rank == 1 else ''}>{value(f'idea{rank}')}</textarea>"
        for rank in spot.RANKS
    )
    return f'{question}<div class="two">{numbers}</div>{ideas}'


def _select(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> str:
    listed = "".join(
        f'<option value="{escape(value, quote=True)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return (
        f'<label for="{name}">{label}</label><select id="{name}" name="{name}" data-stays>'
        f'<option value=""></option>{listed}</select>'
    )


ROUTES = [
    Route("/spot/{token}", page, methods=["GET"]),
    Route("/spot/{token}", write, methods=["POST"]),
]
