"""Sign-in with the municipality's own OpenID Connect service.

Streamlit does the protocol (`st.login`, `st.user`). This module hands it the settings, brings people back to the
address they asked for, and shortens and hardens the cookies.
"""

from __future__ import annotations

from collections.abc import Sequence
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.people import SIGN_IN_LASTS
from data.settings import Settings
from web.addresses import is_local, is_page

STREAMLIT_LASTS = 30 * 24 * 3600  # what Streamlit writes into its sign-in cookies, and offers no setting for
SIGNED_IN = "_streamlit_user"
RETURN_TO = "return_to"
CALLBACK = "/oauth2callback"
LONGEST_RETURN = 2000  # characters; browsers drop cookies over 4096 bytes
# The characters an address may hold unquoted, as in Starlette's own redirects.
IN_ADDRESS = ":/%#?=@[]!$&'()*+,;"


def secrets(settings: Settings) -> dict[str, dict[str, object]] | None:
    """What `st.login` reads; None when no sign-in service is configured."""
    if not settings.oidc_issuer:
        return None
    return {
        "auth": {
            "redirect_uri": settings.public_url.rstrip("/") + CALLBACK,
            "cookie_secret": settings.cookie_secret or "",
            "client_id": settings.oidc_client_id or "",
            "client_secret": settings.oidc_client_secret or "",
            "server_metadata_url": settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
            "client_kwargs": {"scope": "openid profile email"},
        }
    }


class SignInReturn:
    """Remembers the address asked for, goes back there after sign-in, and keeps cookies short and safe.

    `secure` follows the public address and not the request's scheme, which a proxy hides. `remember` is off when no
    sign-in service is configured, so that no needless cookie is set. `own` are the routes that are not Streamlit's:
    public pages are cached and carry no cookie.
    """

    def __init__(self, app: ASGIApp, secure: bool, remember: bool, own: Sequence[BaseRoute] = ()) -> None:
        self.app, self.secure, self.remember, self.own = app, secure, remember, own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        notes = self.remember and is_page(scope, self.own) and SIGNED_IN not in request.cookies

        async def with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] == CALLBACK:
                    self.go_back(request, headers)
                elif notes and headers.get("content-type", "").startswith("text/html"):
                    self.note_address(request, headers)
                message["headers"] = [
                    (name, self.hardened(value) if name == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        return await self.app(scope, receive, with_cookies)

    def note_address(self, request: Request, headers: MutableHeaders) -> None:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if is_local(wanted) and len(wanted) <= LONGEST_RETURN:
            headers.append("set-cookie", cookie(RETURN_TO, quote(wanted, safe=""), max_age=600))

    def go_back(self, request: Request, headers: MutableHeaders) -> None:
        wanted = unquote(request.cookies.get(RETURN_TO, ""))
        if "location" in headers and is_local(wanted):
            headers["location"] = quote(wanted, safe=IN_ADDRESS)
            headers.append("set-cookie", cookie(RETURN_TO, "", max_age=0))

    def hardened(self, value: bytes) -> bytes:
        if value.startswith(SIGNED_IN.encode()):
            value = value.replace(b"Max-Age=%d" % STREAMLIT_LASTS, b"Max-Age=%d" % SIGN_IN_LASTS)
        return value + b"; Secure" if self.secure and b"; secure" not in value.lower() else value


def cookie(name: str, value: str, max_age: int | None = None) -> str:
    """A Set-Cookie value out of reach of scripts; without `max_age` (seconds) it goes when the browser is closed."""
    jar: SimpleCookie = SimpleCookie({name: value})
    jar[name]["path"], jar[name]["httponly"], jar[name]["samesite"] = "/", True, "Lax"
    if max_age is not None:
        jar[name]["max-age"] = max_age
    return jar[name].OutputString()
