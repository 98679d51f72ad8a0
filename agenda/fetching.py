"""An agenda from a server whose address an administrator has allowed: the one place that asks the network.

Nothing is asked of any other address: a redirect is followed only to an allowed one, and of what a list refers to only
what lies on the same server in the same first folder. Time and size are limited, and what comes goes through the same
guards as a file.
Source: OWASP ASVS 5.0, 1.3.6 (server-side request forgery).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from agenda.reading import objects
from locales import N_, Message
from participation.guards import MIB
from participation.problems import Refused, refusal

SECONDS = 20.0  # for everything that is asked for one agenda
WAIT = 5.0  # for a server that says nothing
MOST_REQUESTS = 200
MOST_REDIRECTS = 3
# What an item of OParl refers to; without these its register number and its body would stay unknown.
FOLLOWED = ("consultation", "paper", "organization", "agendaItem")
ACCEPTED = "application/json, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"

NOT_ALLOWED = N_("The address is not one that the administrator has allowed. Nothing was asked of it.")
SLOW = N_("The server did not answer in {seconds} seconds. Try again later, or bring the list in as a file.")
FAILED = N_("The server answered with the error {status}. Try again later, or bring the list in as a file.")
NO_CONNECTION = N_("There is no connection to the server. Check the address with the administrator.")
REDIRECTED = N_("The server sends on to another address, which the administrator has not allowed. It was not asked.")
TOO_LARGE = N_("The server sent more than {limit} MB. Nothing was kept.")
NOT_A_LIST = N_("The server's answer is neither JSON nor a feed.")


def fetch(address: str, allowed: Sequence[str], *, limit: int = 30 * MIB, seconds: float = SECONDS) -> dict[str, bytes]:
    """What the address holds, as the one file {name: content} that `guards.check` takes.

    Of OParl's lists the following pages and what the items refer to are asked too, at most `MOST_REQUESTS` in all; what
    was not asked is left as an address. `limit` is bytes in all. Raises `Refused` with what to do.
    """
    if address not in allowed:
        raise refusal(address, Message(NOT_ALLOWED))
    with httpx.Client(
        timeout=WAIT, headers={"Accept": ACCEPTED, "Accept-Encoding": "identity"}, follow_redirects=False
    ) as client:
        asked = _Asked(client, tuple(allowed), address, limit, time.monotonic() + seconds, seconds)
        content = asked.get(address)
        if content.lstrip()[:1] == b"<":
            return {"feed.xml": content}
        said = _json(address, content)
        if any("schema.oparl.org" in str(one.get("type", "")) for one in objects(said)):
            content = json.dumps(list(asked.whole(said))).encode()
        return {"agenda.json": content}


class _Asked:
    """The requests made for one agenda: how many may still be made, how much may still come, and until when."""

    def __init__(
        self, client: httpx.Client, allowed: tuple[str, ...], address: str, limit: int, until: float, seconds: float
    ):
        self.client, self.allowed, self.address = client, allowed, address
        self.room, self.limit, self.until, self.seconds = limit, limit, until, seconds
        self.seen: set[str] = set()

    def get(self, address: str) -> bytes:
        """The content of an allowed address, or of what it sends on to."""
        for _ in range(MOST_REDIRECTS + 1):
            if time.monotonic() > self.until:
                raise self._slow()
            self.seen.add(address)
            try:
                with self.client.stream("GET", address) as answer:
                    if not answer.has_redirect_location:
                        return self._content(answer)
                    address = urljoin(address, answer.headers["location"])
            except httpx.TimeoutException as fault:
                raise self._slow() from fault
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:  # an address may be none at all
                raise refusal(self.address, Message(NO_CONNECTION)) from fault
            if address not in self.allowed:
                raise refusal(self.address, Message(REDIRECTED))
        raise refusal(self.address, Message(REDIRECTED))

    def _content(self, answer: httpx.Response) -> bytes:
        if answer.status_code != httpx.codes.OK:
            raise refusal(self.address, Message(FAILED, {"status": answer.status_code}))
        found = bytearray()
        for chunk in answer.iter_bytes():  # as they come, so that a slow server is noticed
            self.room -= len(chunk)
            if self.room < 0:
                raise refusal(self.address, Message(TOO_LARGE, {"limit": self.limit // MIB}))
            if time.monotonic() > self.until:
                raise self._slow()
            found += chunk
        return bytes(found)

    def _slow(self) -> Exception:
        return refusal(self.address, Message(SLOW, {"seconds": round(self.seconds)}))

    def whole(self, said: object) -> Iterator[object]:
        """The first page, the pages after it, and what their items refer to as far as requests are left."""
        pages = [said]
        for page in pages:  # grows while it is read
            yield page
            pages += [_json(link, self.get(link)) for link in _next(page) if self._may_ask(link)]
        waiting: list[object] = list(pages)
        for one in waiting:  # grows, too
            for link in _references(one):
                if self._may_ask(link) and time.monotonic() < self.until:
                    with suppress(Refused):  # what a reference leads to is told of as missing by whoever reads the list
                        waiting.append(_json(link, self.get(link)))
                        yield waiting[-1]

    def _may_ask(self, link: str) -> bool:
        return link not in self.seen and len(self.seen) < MOST_REQUESTS and self._under(link)

    def _under(self, link: str) -> bool:
        """Whether an address lies on the server of the list and in the same first folder."""
        try:
            here, there = urlsplit(self.address), urlsplit(link)
        except ValueError:
            return False
        _, _, below = here.path.partition("/")
        folder = f"/{below.split('/')[0]}/" if "/" in below else "/"
        same = (here.scheme, here.netloc) == (there.scheme, there.netloc)
        return same and there.path.startswith(folder) and ".." not in unquote(there.path)


def _json(address: str, content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise refusal(address, Message(NOT_A_LIST)) from fault


def _next(said: object) -> Iterator[str]:
    """The address of the following page of a list of OParl's."""
    links = said.get("links") if isinstance(said, Mapping) else None
    following = links.get("next") if isinstance(links, Mapping) else None
    if isinstance(following, str):
        yield following


def _references(said: object) -> Iterator[str]:
    for one in objects(said):
        for name in FOLLOWED:
            given = one.get(name)
            yield from (link for link in (given if isinstance(given, list) else [given]) if isinstance(link, str))
