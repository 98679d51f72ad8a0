"""The addresses that are ours and not Streamlit's."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from data.settings import settings
from web import api, assets, documents, spot
from web.addresses import is_local
from web.sign_in import cookie

DEMO_COOKIE = "demo_as"
DEMO_ROLES = (
    "preparer",
    "reviewer",
    "signer",
    "coordinator",
    "councillor",
    "youth_council",
    "elderly_council",
    "disability_council",
    "admin",
)


async def health(request: Request) -> JSONResponse:
    """Answers as soon as the database is open and the slow modules are loaded: nothing is served before that."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


async def demo_as(request: Request) -> Response:
    """Takes a role of the demonstration; in a real service the address does not exist."""
    role = request.path_params["role"]
    if not settings().demo or role not in DEMO_ROLES:
        raise HTTPException(404)
    return to_page(request, cookie(DEMO_COOKIE, role))


async def demo_leave(request: Request) -> Response:
    if not settings().demo:
        raise HTTPException(404)
    return to_page(request, cookie(DEMO_COOKIE, "", max_age=0))


def to_page(request: Request, set_cookie: str) -> Response:
    wanted = request.query_params.get("to", "/")
    answer = RedirectResponse(wanted if is_local(wanted) else "/", status_code=303)
    answer.headers.append("Set-Cookie", set_cookie)
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES: list[BaseRoute] = [
    *assets.ROUTES,
    *spot.ROUTES,
    *documents.ROUTES,
    *api.ROUTES,
    Route("/healthz", health),
    Route("/demo/as/{role}", demo_as),
    Route("/demo/leave", demo_leave),
]
