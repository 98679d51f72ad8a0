"""A server of this machine whose answers a test gives by path; what was asked of it is noted."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


class Served:
    """A server of this machine whose answers a test gives by path; what was asked is noted."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append(self.path)
                answer = served.answers.get(self.path)
                if answer is None:
                    self.send_error(404)
                    return
                with suppress(BrokenPipeError, ConnectionResetError):  # the other end had enough
                    answer(self)

            def log_message(self, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.at = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def says(self, path: str, content: object, kind: str = "application/json") -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(200)
            to.send_header("Content-Type", kind)
            to.send_header("Content-Length", str(len(body)))
            to.end_headers()
            to.wfile.write(body)

        self.answers[path] = answer

    def sends_on(self, path: str, to_address: str) -> None:
        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(302)
            to.send_header("Location", to_address)
            to.end_headers()

        self.answers[path] = answer

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    yield made
    made.stop()
