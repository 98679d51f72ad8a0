"""The frame of the browser tests: a server of their own and a Chromium.

    with server(tmp_path, {"VAIKUTUSPOLKU_DEMO": "1"}) as address:
        page.goto(f"{address}/assessment?decision=42")
        ready(page)

The fixtures `browser` (one Chromium for the whole run), `context` and `page` are pytest-playwright's, with the Chromium
of this machine and Finnish as the browser's language. Playwright keeps an event loop running in the main thread from
then on: a test that needs `asyncio.run` does it in a thread of its own (Starlette's TestClient does so by itself).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[1]
# The script has ended and no element is still waiting for its part of Streamlit's own script.
READY = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
    ":not(:has([data-testid=stSkeleton]))"
)
START_TAKES_AT_MOST = 90  # seconds, on a slow machine with every core busy
# For what must come; Playwright's own 5 s are too few when other work keeps every core busy.
expect.set_options(timeout=15_000)
OWN_SETTINGS = ("VAIKUTUSPOLKU_", "STREAMLIT_")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Server:
    """A running server: where it answers, and where its output goes."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(15)

    def kill(self) -> None:
        """As a power cut: nothing is closed or written any more."""
        self.process.kill()
        self.process.wait(15)


def start(
    folder: Path,
    env: Mapping[str, str] | None = None,
    app: Path = ROOT,
    port: int | None = None,
    uvicorn: bool = False,
) -> Server:
    """Starts the app in `app` with its own database in `folder`; raises RuntimeError with its output if it ends.

    `port` is given to start again where a server was killed. Settings of the surrounding environment are left out.
    """
    port = port or free_port()
    address = f"http://localhost:{port}"
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("VAIKUTUSPOLKU_", "STREAMLIT_"))
    }
    settings = {
        "VAIKUTUSPOLKU_DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        "VAIKUTUSPOLKU_PUBLIC_URL": address,
        "PYTHONPATH": str(ROOT),
    }
    # `streamlit run` starts in the root also for another app: Streamlit reads its settings where it is started.
    command = ["uvicorn", "app:app", "--port"] if uvicorn else ["streamlit", "run", f"{app}/app.py", "--server.port"]
    log = folder / f"server-{port}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, str(port)],
            cwd=app if uvicorn else ROOT,
            env=inherited | settings | dict(env or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Server(address, process, log)
    try:
        wait_until_healthy(running)
    except BaseException:
        process.kill()
        raise
    return running


def wait_until_healthy(running: Server) -> None:
    deadline = time.monotonic() + START_TAKES_AT_MOST
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{running.address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        try:
            running.process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"The server did not start: {running.log.read_text(errors='replace')[-4000:]}")


@contextmanager
def server(folder: Path, env: Mapping[str, str] | None = None, app: Path = ROOT) -> Iterator[str]:
    """A server for as long as the block lasts; gives its address."""
    running = start(folder, env, app)
    try:
        yield running.address
    finally:
        running.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("localhost", 0))
        return int(found.getsockname()[1])


def ready(page: Page) -> Page:
    """Waits until the page is connected, its script has run to the end and every element is drawn."""
    page.wait_for_selector(READY, state="attached")
    return page


def sent_frames(page: Page) -> list[object]:
    """What the page sends to the server from now on, one item a websocket message. Call it before `goto`."""
    frames: list[object] = []

    def note(frame: object) -> None:
        frames.append(frame)

    page.on("websocket", lambda opened: opened.on("framesent", note))
    return frames


def chromium() -> str | None:
    """Path of Chromium: $CHROMIUM, else one of the usual names; None leaves it to Playwright's own."""
    return os.environ.get("CHROMIUM") or next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    found = chromium()
    return browser_type_launch_args | {"args": ["--no-sandbox"]} | ({"executable_path": found} if found else {})


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return browser_context_args | {"locale": "fi-FI"}


@pytest.fixture
def console_errors(page: Page) -> list[str]:
    """What the page writes to the console as an error, the Content-Security-Policy's refusals among them."""
    errors: list[str] = []

    def note(message: object) -> None:
        if message.type == "error":  # type: ignore[attr-defined]
            errors.append(message.text)  # type: ignore[attr-defined]

    page.on("console", note)
    return errors
