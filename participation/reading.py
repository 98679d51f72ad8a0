"""What every adapter makes of uploaded files; large ones are looked at in a process of their own.

`look` does it in this process. `apart` starts `python -m participation.reading`, which has bounded memory and time,
tells what it is doing, and ends at once when nobody waits for it any longer. Nothing of an upload is kept anywhere
until it is stored: the files go to it and the result comes back through pipes, on no command line and in no file.

Source: trust design, section 5 (parser in a process with limits); resident-input design, sections 1 and 3.
"""

from __future__ import annotations

import os
import pickle
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from locales import N_, Message
from participation import adapters, columns, guards, privacy
from participation.adapters import Parsed
from participation.guards import MIB, Limits
from participation.problems import Refused, refusal

APART_FROM = 2 * MIB  # bytes: smaller files are read before a process has started
PACKED_FROM = MIB // 8  # bytes of a package, which may hold a hundred times as much
TELLS_EVERY = 0.2  # seconds, at most, between two signs of life
_LENGTH = struct.Struct("<Q")
_FOLDER = Path(__file__).resolve().parents[1]

TOO_MUCH = N_("Reading the file takes more memory or time than is allowed. Give a smaller part of it.")


@dataclass(frozen=True)
class Bounds:
    """What the process may use: MB of memory beyond its start, and seconds."""

    memory: int = 1024
    seconds: int = 180


@dataclass(frozen=True)
class Asked:
    """`adapter` is the one that a person has chosen; without it each looks at the files."""

    files: Mapping[str, bytes]
    answers: Mapping[str, str]
    limits: Limits
    adapter: str | None = None


@dataclass(frozen=True)
class Step:
    """What is being done: "guard", an adapter's name, or "texts"; and how much of it all is behind, from 0 to 1."""

    doing: str
    behind: float


@dataclass(frozen=True)
class Found:
    """The guarded files, what fits them and what not, and in how many texts something of a kind was flagged."""

    files: Mapping[str, bytes]
    fits: Mapping[str, Parsed]
    refusals: Mapping[str, Refused]
    flagged: Mapping[str, Mapping[str, int]]


def look(asked: Asked, tell: Callable[[Step], None] = lambda step: None) -> Found:
    """What the adapters make of the files. Raises `Refused` when the files do not pass the guards."""
    tell(Step("guard", 0.0))
    files = guards.check(asked.files, asked.limits) if asked.adapter is None else dict(asked.files)
    names = [asked.adapter] if asked.adapter else list(adapters.readers())
    fits: dict[str, Parsed] = {}
    refusals: dict[str, Refused] = {}
    with columns.remembered():
        for number, name in enumerate(names):
            tell(Step(name, 0.1 + 0.8 * number / len(names)))
            try:
                fits[name] = adapters.read(name, files, answers=asked.answers, limits=asked.limits)
            except Refused as refused:
                refusals[name] = refused
    tell(Step("texts", 0.9))
    flagged = {name: flags(parsed) for name, parsed in fits.items()}
    return Found(files, fits, refusals, flagged)


def flags(parsed: Parsed) -> dict[str, int]:
    """In how many texts something of each kind was flagged."""
    return dict(Counter(kind for text in parsed.texts for kind in {flag.kind for flag in privacy.flags(text.body)}))


def is_large(files: Mapping[str, bytes]) -> bool:
    packed = sum(len(content) for content in files.values() if content.startswith(b"PK"))
    return sum(map(len, files.values())) >= APART_FROM or packed >= PACKED_FROM


def apart(asked: Asked, bounds: Bounds | None = None) -> Generator[Step | None, None, Found]:
    """As `look`, in a process of its own: gives a Step when one begins and None while it goes on, then the result.

    Ending the generator ends the process. Raises `Refused`, also when the process uses more than its bounds.
    """
    bounds = bounds or Bounds()
    process = subprocess.Popen(
        [sys.executable, "-m", "participation.reading", str(bounds.memory), str(bounds.seconds)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_FOLDER,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    sender = threading.Thread(target=_send_all, args=(process.stdin, asked), daemon=True)
    sender.start()
    began = time.monotonic()
    received = bytearray()
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    try:
        while time.monotonic() - began < bounds.seconds:
            if not selector.select(TELLS_EVERY):
                yield None
                continue
            chunk = os.read(process.stdout.fileno(), 1 << 20)
            if not chunk:
                break
            received += chunk
            while (frame := _frame(received)) is not None:
                said = pickle.loads(frame)
                if isinstance(said, Step):
                    yield said
                    continue
                if isinstance(said, Refused):
                    raise said
                assert isinstance(said, Found)
                return said if said.files else replace(said, files=dict(asked.files))
        raise refusal(next(iter(asked.files), "–"), Message(TOO_MUCH))
    finally:
        selector.close()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()


def _frame(received: bytearray) -> bytes | None:
    """The next whole frame, taken off what has been received."""
    if len(received) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(received)
    if len(received) < _LENGTH.size + length:
        return None
    frame = bytes(received[_LENGTH.size : _LENGTH.size + length])
    del received[: _LENGTH.size + length]
    return frame


def _send_all(pipe: BinaryIO, asked: Asked) -> None:
    with suppress(OSError):  # the process has ended, which its output tells
        pickle.dump(asked, pipe, protocol=pickle.HIGHEST_PROTOCOL)
        pipe.close()


# ------------------------------------------------------------------ in the process


def _bound(memory: int, seconds: int) -> None:
    import resource

    status = Path("/proc/self/status")
    if status.exists():
        size = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmSize:"))
        limit = size * 1024 + memory * MIB
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def main(memory: int, seconds: int) -> None:
    output = sys.stdout.buffer

    def send(value: object) -> None:
        frame = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        output.write(_LENGTH.pack(len(frame)) + frame)
        output.flush()

    adapters.readers()  # what is imported late is in memory now
    _bound(memory, seconds)
    asked = pickle.load(sys.stdin.buffer)
    try:
        found = look(asked, send)
    except Refused as refused:
        send(refused)
    else:
        send(replace(found, files={}) if found.files == asked.files else found)


if __name__ == "__main__":
    from participation import reading  # so that what is sent back has the name that the other side knows

    reading.main(int(sys.argv[1]), int(sys.argv[2]))
