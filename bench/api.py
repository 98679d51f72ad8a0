"""Requests a second of a decision's JSON and HTML at /api/v1, beside a constant Starlette route in the same process.

The constant route answers with as many bytes. One server process, one client process with several connections, which
take turns with the three addresses, so that a busy moment of the machine meets all of them.
"""

from __future__ import annotations

import http.client
import multiprocessing
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench import report
from bench.report import Figure
from data import engine, schema
from data.demo import loading
from web import api

ROUNDS, SECONDS, CONNECTIONS = 7, 1.0, 4
LIMIT = 2.0  # times the seconds of the constant route, which is half of its requests a second
ASKED = {"decision, JSON": "/api/v1/decisions/1", "briefing, HTML": "/api/v1/decisions/1/briefing.html"}


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as temporary:
        made = engine.make(f"sqlite:///{Path(temporary) / 'bench.db'}")
        schema.upgrade(made)
        engine.use(made)
        try:
            loading.make()
            with _served() as port:
                found = {what: _beside(port, path) for what, path in ASKED.items()}
        finally:
            engine.use(None)
            made.dispose()
    rows = [(what, ours, constant, ours / constant) for what, (ours, constant) in found.items()]
    print(report.table(("requests a second", "ours", "constant", "share"), rows))
    return [Figure(what, constant / ours, LIMIT) for what, (ours, constant) in found.items()]


@contextmanager
def _served() -> Iterator[int]:
    bodies: dict[str, bytes] = {}

    async def constant(request: Request) -> Response:
        size = request.query_params["size"]
        return Response(bodies.setdefault(size, b"x" * int(size)), media_type="text/html")

    app = Starlette(routes=[*api.ROUTES, Route("/constant", constant)])
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def _beside(port: int, path: str) -> tuple[float, float]:
    """Requests a second of an address and of the constant route with as many bytes: the median of the rounds."""
    size = len(_get(http.client.HTTPConnection("127.0.0.1", port), path))
    paths = (path, f"/constant?size={size}")
    ours, constant = [], []
    with multiprocessing.get_context("spawn").Pool(1) as client:
        for _ in range(ROUNDS):
            ours.append(client.apply(_requests, (port, paths[0])))
            constant.append(client.apply(_requests, (port, paths[1])))
    return statistics.median(ours), statistics.median(constant)


def _requests(port: int, path: str) -> float:
    counts = [0] * CONNECTIONS
    until = time.monotonic() + SECONDS

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until:
            _get(connection, path)
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body
