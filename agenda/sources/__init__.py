"""Sources of agendas: each reads guarded files into one value.

A source is one module in this folder with three names: `NAME`, `VERSION` and `read`, a `Reader`. Adding a source is
adding its file. A source stores nothing, asks no network, and gives either everything or a refusal.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol

from agenda.items import Item
from agenda.reading import json_of
from locales import N_, Message
from participation.adapters import Question
from participation.guards import FEEDS, Limits
from participation.problems import Refused, refusal

OWN, FEED = "template", "feed"


@dataclass(frozen=True)
class Agenda:
    """What one source holds.

    dropped    names of columns whose content was not kept
    examples   rows that are the template's own example
    questions  what must be answered first: while there are any, nothing may be stored
    notes      what was left out or could not be read, matter by matter
    """

    source: str
    version: str
    items: tuple[Item, ...]
    dropped: tuple[str, ...] = ()
    examples: int = 0
    questions: tuple[Question, ...] = ()
    notes: tuple[Message, ...] = ()


class Reader(Protocol):
    """Reads guarded files into an `Agenda`, or raises `Refused`; `answers` are to the questions, by their id."""

    def __call__(self, files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits) -> Agenda: ...


@cache
def readers() -> Mapping[str, Reader]:
    """The sources of this folder by name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {module.NAME: module.read for module in modules}


def source_of(files: Mapping[str, bytes]) -> str:
    """The name of the source whose file this is: by its content, since every service exports `.json`.

    Raises `Refused` when it is JSON of none of them; anything else is our own template's to judge.
    """
    if any(name.lower().endswith(FEEDS) for name in files):
        return FEED
    if not any(name.lower().endswith(".json") for name in files):
        return OWN
    name, said = json_of(files)
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    for module in modules:
        if getattr(module, "KIND", "") == ".json" and module.recognises(said):
            return str(module.NAME)
    raise refusal(name, Message(N_("The file is not an agenda as OParl or Ahjo gives it.")))


def read(
    source: str, files: Mapping[str, bytes], *, answers: Mapping[str, str] | None = None, limits: Limits | None = None
) -> Agenda:
    """Reads guarded files with the named source.

    Raises `Refused` when the files cannot be taken as they are, also when the source itself fails, and `KeyError`
    when there is no such source.
    """
    reader = readers()[source]
    try:
        return reader(files, answers=answers or {}, limits=limits or Limits())
    except Refused:
        raise
    except Exception as fault:
        what = Message(N_("The file cannot be read. Export it again."))
        raise refusal(next(iter(files), "–"), what) from fault
