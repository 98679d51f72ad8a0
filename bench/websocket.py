"""A reader without a browser: one session over Streamlit's websocket, and the time its reruns take.

A browser costs the machine about a hundred times more than this, and what it draws is not the server's time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

LONGEST_RUN = 120  # seconds, on a machine with every core busy
LONGEST_ENDING = 512  # bytes: the message that ends a run is shorter, so longer ones are read after the clock stopped


@dataclass(frozen=True)
class Run:
    """One run of a page: seconds from asking for it until it had ended, and everything that was sent to draw it."""

    seconds: float
    sent: tuple[bytes, ...]

    def messages(self) -> list[ForwardMsg]:
        return [ForwardMsg.FromString(part) for part in self.sent]


@dataclass(frozen=True)
class Session:
    """An open websocket session."""

    socket: ClientConnection

    def run(self, page: str = "", query: Mapping[str, str] | None = None) -> Run:
        """Asks for one run of `page` (its address without a slash) and waits for its end.

        Raises RuntimeError when the page's script fails or the page does not exist.
        """
        ask = BackMsg()
        ask.rerun_script.page_name, ask.rerun_script.query_string = page, urlencode(query or {})
        wanted = ask.SerializeToString()
        sent: list[bytes] = []
        began = time.perf_counter()
        self.socket.send(wanted)
        while True:
            part = self.socket.recv(LONGEST_RUN)
            assert isinstance(part, bytes)  # Streamlit sends nothing else
            if len(part) <= LONGEST_ENDING:
                message = ForwardMsg.FromString(part)
                kind = message.WhichOneof("type")
                if kind == "page_not_found":
                    raise RuntimeError(f"there is no page {page}")
                if kind == "script_finished":
                    seconds = time.perf_counter() - began
                    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        raise RuntimeError(f"the script of {page or 'the first page'} ended with an error")
                    return Run(seconds, tuple(sent))
            sent.append(part)


@contextmanager
def session(address: str, cookies: Mapping[str, str] | None = None) -> Iterator[Session]:
    """A session at `address` (http://localhost:8501) for as long as the block lasts."""
    url = urlsplit(address)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}
    with connect(
        f"ws://{url.netloc}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(f"{url.scheme}://{url.netloc}"),
        additional_headers=headers if cookies else None,
        proxy=None,
        max_size=None,
    ) as socket:
        yield Session(socket)
