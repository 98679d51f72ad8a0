"""Who asks at an address of ours that is not a page of Streamlit's: the same person, by the same cookies.

The signed cookie is Streamlit's own and is read with Streamlit's own functions (1.67, pinned); the role is looked up in
the database at every request, as on the pages.
"""

from __future__ import annotations

from starlette.requests import Request
from streamlit.web.server.starlette import starlette_websocket as streamlit_cookies

import data
from data import people
from data.permissions import Actor
from data.settings import settings


def actor_of(request: Request) -> Actor | None:
    """The person of this request; None for a stranger."""
    if settings().oidc_issuer:
        signed = streamlit_cookies._get_signed_cookie_with_chunks(request.cookies, streamlit_cookies.USER_COOKIE_NAME)
        claims = streamlit_cookies._parse_decoded_user_cookie(signed, settings().public_url) if signed else {}
        return people.of_cookie(claims, request.cookies.get("role"))
    if data.is_demo():
        return people.demo_person(request.cookies.get("demo_as"))
    return None
