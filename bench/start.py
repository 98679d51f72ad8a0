"""The second start of scripts/serve to the first page ready, beside `streamlit hello` in the same environment.

Ready is when the health address answers and the first page's script has run to its end for a reader. The first start,
which installs what is missing and makes the demonstration, is not counted. The demonstration lies in a folder of the
bench's own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import report
from bench.report import Figure
from bench.websocket import session
from tests.browser import OWN_SETTINGS, ROOT, free_port

ROUNDS = 5
LIMIT = 10.0  # seconds
FIRST_TAKES = 600  # seconds at most: the first start may install everything
TAKES = 90
STEP = 0.02  # seconds between two looks whether it answers


@dataclass(frozen=True)
class Started:
    """Seconds from the command until the health address answers, and until the first page is ready."""

    healthy: float
    ready: float


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        product, hello = [], []
        _serve(folder, FIRST_TAKES)
        for _ in range(ROUNDS):
            product.append(_serve(folder))
            hello.append(_hello(folder))
    rows = [
        (
            name,
            middle(times, "healthy"),
            middle(times, "ready"),
            min(t.ready for t in times),
            max(t.ready for t in times),
        )
        for name, times in (("scripts/serve", product), ("streamlit hello", hello))
    ]
    print(report.table(("seconds until", "healthy", "first page", "least", "most"), rows))
    print(f"\nmedian of {ROUNDS} starts in turn")
    return [Figure("first page of scripts/serve", middle(product, "ready"), LIMIT, "s")]


def middle(times: Sequence[Started], what: str) -> float:
    return statistics.median([float(getattr(one, what)) for one in times])


def _serve(folder: Path, at_most: float = TAKES) -> Started:
    port = free_port()
    given = {
        "PORT": str(port),
        "VAIKUTUSPOLKU_DEMO": "1",
        "VAIKUTUSPOLKU_DATABASE_URL": f"sqlite:///{folder / 'start.db'}",
        "VAIKUTUSPOLKU_COOKIE_SECRET": "0" * 64,  # nobody signs in; otherwise the command would make one in var/
    }
    return _timed([str(ROOT / "scripts" / "serve")], ROOT, given, port, "/healthz", folder, at_most)


def _hello(folder: Path) -> Started:
    """In a folder without settings, so that it starts as Streamlit gives it."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "hello", "--server.port", str(port), "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    return _timed(command, folder, {}, port, "/_stcore/health", folder, TAKES)


def _timed(
    command: Sequence[str], cwd: Path, given: Mapping[str, str], port: int, health: str, folder: Path, at_most: float
) -> Started:
    """Starts the server, waits for its first page and stops it. Raises RuntimeError with its output if it ends."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OWN_SETTINGS)}
    address = f"http://localhost:{port}"
    log = folder / "start.log"
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env={**inherited, **given}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while not _answers(address + health):
                if process.poll() is not None or time.perf_counter() - began > at_most:
                    raise RuntimeError(f"{command[0]} did not start: {log.read_text(errors='replace')[-4000:]}")
                time.sleep(STEP)
            healthy = time.perf_counter() - began
            with session(address) as reader:
                reader.run()
            return Started(healthy, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
