"""Adapters: each reads the files of one source into one value that can be stored.

An adapter is one module in this folder with three names: `NAME`, `VERSION` and `read`, a `Reader`; one that takes any
table says so with `ANY_TABLE = True`. Adding an adapter is adding its file. An adapter reads files that have passed
`participation.guards`, stores nothing, and gives either everything or a refusal.
"""

from __future__ import annotations

import gc
import pkgutil
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from locales import N_, Message
from participation.guards import Limits
from participation.problems import Problem, Refused, refusal

# Given n, the numbers 0 … n-1 in an order that nobody can guess: the surrogates of n people.
Surrogates = Callable[[int], NDArray[np.int64]]


@dataclass(frozen=True)
class Text:
    """One text by a resident. `source_id` is stable inside the source, names nobody, and shows what came before."""

    source_id: str
    body: str
    language: str | None
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """What a person looks at before answering a question: some words of the file, and figures beside them."""

    text: str
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something the file cannot tell and a person must answer before anything is stored.

    `options` are the values that may be given as the answer, each with its words; for a `date`, an ISO date may be
    given as well.
    """

    id: str
    message: Message
    options: tuple[tuple[str, Message], ...]
    samples: tuple[Sample, ...] = ()
    date: bool = False


@dataclass(frozen=True)
class Parsed:
    """Everything an import stores, and what the person who imports is told.

    tables     the payload, by name; pack with `participation.columnar`
    texts      one for each contribution, to be reviewed by a person
    read       records in the files by thing, headers not counted
    stored     how many of each thing the import would store
    left_out   how many records were left out, by reason code
    checks     figures of the comparison between the files, by code
    differing  the first fifty places where the files disagree, each with what was done
    dropped    names of columns whose content was not kept
    notes      codes for the method box
    questions  what must be answered first: while there are any, nothing may be stored
    period     first and last day (UTC) on which somebody voted or wrote
    """

    adapter: str
    version: str
    tables: Mapping[str, pa.Table]
    texts: tuple[Text, ...]
    read: Mapping[str, int]
    stored: Mapping[str, int]
    left_out: Mapping[str, int]
    checks: Mapping[str, int]
    differing: tuple[Problem, ...]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    period: tuple[date, date] | None


class Reader(Protocol):
    """Reads guarded files into a `Parsed`, or raises `Refused`; `answers` are to the questions, by their id."""

    def __call__(
        self,
        files: Mapping[str, bytes],
        *,
        answers: Mapping[str, str],
        limits: Limits,
        surrogates: Surrogates,
    ) -> Parsed: ...


def random_order(n: int) -> NDArray[np.int64]:
    """The numbers 0 … n-1 ordered by the operating system's own randomness."""
    return np.argsort(np.frombuffer(secrets.token_bytes(8 * n), dtype="<u8"), kind="stable")


@cache
def readers() -> Mapping[str, Reader]:
    """The adapters of this folder by name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {module.NAME: module.read for module in modules}


@cache
def of_any_table() -> frozenset[str]:
    """The adapters that take any table whatever (`ANY_TABLE`): a file that another adapter knows is not theirs."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return frozenset(module.NAME for module in modules if getattr(module, "ANY_TABLE", False))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that a reader makes is garbage before it is done, and walking it again and again takes a tenth of the
    time of a large file (bench/survey.py)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read(
    adapter: str,
    files: Mapping[str, bytes],
    *,
    answers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    surrogates: Surrogates = random_order,
) -> Parsed:
    """Reads guarded files with the named adapter.

    Raises `Refused` when the files cannot be stored as they are, also when the adapter itself fails, and `KeyError`
    when there is no such adapter.
    """
    reader = readers()[adapter]
    try:
        with _uncollected():
            return reader(files, answers=answers or {}, limits=limits or Limits(), surrogates=surrogates)
    except Refused:
        raise
    except Exception as fault:
        what = Message(N_("The file cannot be read. Export it again."))
        raise refusal(next(iter(files), "–"), what) from fault
