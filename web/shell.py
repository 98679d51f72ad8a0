"""The ASGI shell around Streamlit: security headers, whose websocket it is, return after sign-in, the page's language.

Streamlit serves one index.html for every address, in English and without a single security header. The classes here
stand between it and the browser. `parts()` gives `st.App` everything it takes.
"""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any, TypedDict
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import locales
from data.settings import Settings, settings
from locales import N_
from web import assets, callbacks, faults, sign_in
from web.addresses import is_page
from web.routes import ROUTES

PRODUCT = "Vaikutuspolku"
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)
# What the first visitor would otherwise wait for.
SLOW_MODULES = (
    "pandas",
    "pyarrow",
    "altair.vegalite.v6.schema.core",
    "streamlit.elements.arrow",
    "streamlit.elements.vega_charts",
)


class Parts(TypedDict):
    """The keyword arguments of `st.App`."""

    secrets: dict[str, dict[str, object]] | None
    lifespan: Callable[[object], AbstractAsyncContextManager[dict[str, Any] | None]]
    middleware: list[Middleware]
    routes: list[BaseRoute]
    on_script_error: Callable[[Exception], bool]


def parts(start: Callable[[], None] | None = None, warm: Sequence[str] = SLOW_MODULES) -> Parts:
    """Everything around the router. `start` opens what the pages need, by default the database (`data.start`)."""
    configure(settings())
    callbacks.keep_whole()
    return Parts(
        secrets=sign_in.secrets(settings()),
        lifespan=opening(start or open_data, warm),
        middleware=around(settings(), ROUTES),
        routes=ROUTES,
        on_script_error=faults.shown,
    )


def configure(chosen: Settings) -> None:
    """Hands Streamlit the settings that it would otherwise read from a file of its own."""
    from streamlit import config

    config.set_option("server.maxUploadSize", chosen.max_upload_mb)
    # One run of a session at a time: two at once share its state, and each misses changes that the other has taken.
    config.set_option("runner.fastReruns", False)
    config.set_option("server.corsAllowedOrigins", [chosen.public_url.rstrip("/")])
    if chosen.cookie_secret:
        config.set_option("server.cookieSecret", chosen.cookie_secret)


def around(chosen: Settings, own: list[BaseRoute]) -> list[Middleware]:
    """The classes of this module, outermost first."""
    return [
        Middleware(SafeHeaders, secure=chosen.secure),
        Middleware(OwnSite, public_url=chosen.public_url, demo=chosen.demo, hosts=other_hosts()),
        Middleware(sign_in.SignInReturn, secure=chosen.secure, remember=bool(chosen.oidc_issuer), own=own),
        Middleware(PageShell, own=own),
    ]


def other_hosts() -> tuple[str, ...]:
    """Names of this service beside the public one, from Streamlit's own setting `server.allowedHosts`."""
    from streamlit import config

    return tuple(config.get_option("server.allowedHosts"))


class SafeHeaders:
    """The security headers on every answer, faults included; a route may set a stricter one itself."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": CSP,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        if secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/media/"):  # downloads are served without asking who wants them
                    headers["Cache-Control"] = "no-store"
            await send(message)

        try:
            return await self.app(scope, receive, with_headers)
        except Exception as problem:
            if begun:
                raise
            number = faults.logged(problem, path=scope["path"])
            sorry = PlainTextResponse(locales.translate(language_of(Request(scope)), faults.SORRY, number=number), 500)
            return await sorry(scope, receive, with_headers)


class OwnSite:
    """Refuses a websocket that another site's page opens, or that comes under a name that is not ours.

    Streamlit compares Origin with Host but believes any Host, so a page that lets its own name point here (DNS
    rebinding) would get in. Before it refuses a foreign Origin it also asks an outside server for this machine's
    address, which holds up everybody for seconds; so the question is settled here. A client that sends no Origin is
    not a browser and carries nobody's cookies: sign-in stops it.

    In the demonstration the machine's own name and plain addresses (192.0.2.7) are names of ours too: rebinding needs
    a domain name.
    """

    def __init__(self, app: ASGIApp, public_url: str, demo: bool, hosts: Sequence[str] = ()) -> None:
        public = urlsplit(public_url)
        self.app, self.demo = app, demo
        self.origin = f"{public.scheme}://{public.netloc}"
        self.hosts = {"localhost", "127.0.0.1", "::1", public.hostname, *hosts}
        if demo:
            self.hosts.add(socket.gethostname().lower())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self.is_ours(Headers(scope=scope)):
            await receive()
            return await send({"type": "websocket.close", "code": 1008})
        return await self.app(scope, receive, send)

    def is_ours(self, headers: Headers) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        return self.is_our_name(host) and (origin in (None, self.origin) or urlsplit(origin or "").netloc == host)

    def is_our_name(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.hosts or (self.demo and is_plain_address(name))


def is_plain_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class PageShell:
    """Rewrites Streamlit's index.html before the browser sees it: language, title, our script and style."""

    # Streamlit compresses the page and answers "not modified"; neither can be rewritten.
    DROPPED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")

    def __init__(self, app: ASGIApp, own: Sequence[BaseRoute] = ()) -> None:
        self.app, self.own = app, own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_page(scope, self.own):
            return await self.app(scope, receive, send)
        request = Request(scope)
        language = language_of(request)
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    start = message  # held back until the length of the new body is known
                    return
            elif start is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                page = rewritten(body.decode(), language).encode()
                headers = MutableHeaders(scope=start)
                for name in ("etag", "last-modified"):
                    del headers[name]
                headers.update({"content-length": str(len(page)), "cache-control": "no-cache"})
                headers.add_vary_header("Cookie, Accept-Language")
                if request.query_params.get("lang") == language:
                    headers.append("set-cookie", f"lang={language}; Path=/; Max-Age=31536000; SameSite=Lax")
                await send(start)
                message = {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page}
            await send(message)

        kept = [(name, value) for name, value in scope["headers"] if name not in self.DROPPED]
        # Asked as GET also for HEAD, so that both name the same length.
        return await self.app({**scope, "headers": kept, "method": "GET"}, receive, rewrite)


def language_of(request: Request) -> str:
    return locales.choose(
        request.query_params.get("lang"), request.cookies.get("lang"), request.headers.get("accept-language")
    )


NEEDS_SCRIPT = N_("This page needs JavaScript.")
COMMENT = re.compile(r"<!--(?!\s*Copyright).*?-->\s*", re.DOTALL)
INLINE_SCRIPT = re.compile(r"<script>\s*window\.prerenderReady.*?</script>\s*", re.DOTALL)
OTHER_CLIENTS = re.compile(r'<link rel="service-desc"[^>]*>\s*')
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)


@lru_cache(maxsize=16)
def rewritten(html: str, language: str) -> str:
    """Streamlit's index.html in the reader's language; any other page is returned as it is.

    The inline script would be stopped by the Content-Security-Policy, and nothing waits for it.
    """
    if "<title>Streamlit</title>" not in html:
        return html
    for pattern in (COMMENT, INLINE_SCRIPT, OTHER_CLIENTS):
        html = pattern.sub("", html)
    html = NOSCRIPT.sub(f"<noscript><p>{locales.translate(language, NEEDS_SCRIPT)}</p></noscript>", html)
    links = "".join(f'<link rel="stylesheet" href="{assets.address(name)}">' for name in assets.styles())
    script = f'<script src="{assets.address(f"app.{language}.js")}"></script>'
    for old, new in (
        ('<html lang="en">', f'<html lang="{language}">'),
        ("<title>Streamlit</title>", f"<title>{PRODUCT}</title>"),
        ("</head>", f"{links}{script}</head>"),
    ):
        html = html.replace(old, new, 1)
    return html


def open_data() -> None:
    """Opens the database: migrations, templates, demonstration data. Raises data.StartRefused."""
    import_module("data").start()


def opening(
    start: Callable[[], None], warm: Sequence[str] = SLOW_MODULES
) -> Callable[[object], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """What happens before the first request is served.

    Streamlit collects garbage after every rerun; what is frozen here it does not walk. A refused start is told on
    standard error in one sentence and ends the process at once: through the server it would be a traceback and a
    status of the server's own.
    """

    @asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[dict[str, Any] | None]:
        faults.write_json_lines()
        try:
            await asyncio.to_thread(start)
        except Exception as problem:
            if not isinstance(problem, import_module("data").StartRefused):
                raise
            print(problem, file=sys.stderr, flush=True)
            sys.stdout.flush()
            os._exit(1)
        for module in warm:
            import_module(module)
        gc.collect()
        gc.freeze()
        print(f"{PRODUCT}: {settings().public_url}", flush=True)
        yield None

    return lifespan
