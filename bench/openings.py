"""Opening the same page of two decisions in turn, each time as the first run of a new session."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from bench.websocket import session
from data.permissions import Role

ROUNDS, WARM = 60, 3
BETWEEN = 0.04  # seconds until the garbage of the run before is collected, as in the screens

Times = dict[int, list[float]]  # seconds of each opening, by size


def opened(address: str, role: Role, page: str, ids: Mapping[int, int], query: Mapping[str, str]) -> Times:
    """As when somebody follows a link. `ids` are the decisions by their size."""

    def opening(id: int) -> float:
        with session(address, {"demo_as": role}) as reader:
            time.sleep(BETWEEN)
            return reader.run(page, {"decision": str(id), **query}).seconds

    return in_turn(ids, opening)


def in_turn(ids: Mapping[int, int], act: Callable[[int], float]) -> Times:
    """Seconds that `act` takes for each decision; who comes first alternates."""
    found: Times = {size: [] for size in ids}
    for turn in range(WARM + ROUNDS):
        for size in list(ids) if turn % 2 else list(ids)[::-1]:
            seconds = act(ids[size])
            if turn >= WARM:
                found[size].append(seconds)
    return found
