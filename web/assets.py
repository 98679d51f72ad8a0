"""The script and the style that the shell adds to every page, and their addresses.

An address carries the fingerprint of the content, so a browser keeps the file for a year and still gets the new one
after an upgrade. While two versions run side by side, the older process answers the newer address without that promise.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from locales import LANGUAGES
from web import built_in

FOLDER = Path(__file__).parent / "static"
FOR_A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
SCRIPT = re.compile(rf"app\.({'|'.join(LANGUAGES)})\.js")


@cache
def script(language: str) -> str:
    """app.js, called with the words of one language."""
    return built_in.script((FOLDER / "app.js").read_text("utf-8"), language)


@cache
def styles() -> tuple[str, ...]:
    """The style sheets of web/static: one a concept, app.css first."""
    return tuple(sorted((path.name for path in FOLDER.glob("*.css")), key=lambda name: (name != "app.css", name)))


@cache
def fingerprint(name: str) -> str:
    """Of a file in web/static or of a generated `app.<language>.js`. Raises FileNotFoundError for any other name."""
    generated = SCRIPT.fullmatch(name)
    content = script(generated[1]).encode() if generated else (FOLDER / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:16]


def address(name: str) -> str:
    return f"/shell/{name}?v={fingerprint(name)}"


def cache_rule(name: str, asked: str | None) -> str:
    return FOR_A_YEAR if asked and asked == fingerprint(name) else ASK_AGAIN


async def script_route(request: Request) -> Response:
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise HTTPException(404)
    rule = cache_rule(f"app.{language}.js", request.query_params.get("v"))
    return Response(script(language), media_type="text/javascript", headers={"Cache-Control": rule})


class Shelf(StaticFiles):
    """web/static, with the cache rule of the file."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code in (200, 304):
            answer.headers["Cache-Control"] = cache_rule(path, Request(scope).query_params.get("v"))
        return answer


ROUTES = [Route("/shell/app.{language}.js", script_route), Mount("/shell", Shelf(directory=FOLDER))]
