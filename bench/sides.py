"""What the measured server runs for `screens`: the product's router, or a bare one, as a cookie says.

Both sides live in one process, so that they share its memory, its garbage collection and its neighbours. It imports
nothing that the product would not, since everything in memory makes the collection after each rerun longer.
"""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path
from types import CodeType

import streamlit as st

COOKIE = "bench_bare"
BARE = "BENCH_BARE"  # folder of the bare routers, one folder a screen
TIMES = "BENCH_TIMES"  # file that takes one line a rerun: processor seconds of the script
ROUTER = Path(__file__).resolve().parents[1] / "ui" / "router.py"


@cache
def _compiled(path: Path) -> CodeType:
    return compile(path.read_bytes(), str(path), "exec")


def run() -> None:
    """Runs the side that was asked for, and writes down the processor time of its script alone."""
    screen = st.context.cookies.get(COOKIE)
    path = Path(os.environ[BARE]) / screen / "router.py" if screen else ROUTER
    code = _compiled(path)
    began = time.thread_time()
    try:
        exec(code, {"__name__": "__main__", "__file__": str(path)})
    finally:
        with open(os.environ[TIMES], "a") as times:
            times.write(f"{time.thread_time() - began:.6f}\n")
