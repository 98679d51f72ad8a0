"""Which addresses are Streamlit's pages, and which lead away from this site."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Match
from starlette.types import Scope

# Streamlit's own machinery: scripts, uploads, downloads, websocket, sign-in.
NOT_PAGES = ("/static/", "/_stcore/", "/media/", "/component/", "/auth/", "/oauth2callback")


def is_page(scope: Scope, own: Sequence[BaseRoute]) -> bool:
    """Whether Streamlit answers this request with its index.html: it does so for every address nobody else takes."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and not scope["path"].startswith(NOT_PAGES)
        and all(route.matches(scope)[0] is Match.NONE for route in own)
    )


def is_local(address: str) -> bool:
    r"""A path on this site. `//host` and `/\host` leave it; browsers drop tabs and line breaks before they look."""
    return address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
