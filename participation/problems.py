"""What is wrong with a file, said so that the person who has the file can mend it.

A problem names the file, the record and the column, never the content: free text and dropped columns are not
repeated on a screen or in a log.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from locales import N_, Message, translate

LISTED = 50  # the first fifty are listed, the rest are counted
NAME_SHOWN = 100  # characters of a file's or column's name


@dataclass(frozen=True)
class Problem:
    """One fault. `row` is the record number as a spreadsheet shows it: the header is 1, an empty line counts."""

    file: str
    row: int | None
    column: str | None
    message: Message

    def line(self, language: str) -> str:
        """The fault in one line, without the closing sentence."""
        place: dict[str, object] = {"file": shown_name(self.file), "what": self.message}
        if self.row is not None:
            place["row"] = self.row
        if self.column is not None:
            place["column"] = shown_name(self.column)
        return translate(language, _place_of(self.row, self.column), **place)


class Refused(Exception):
    """A file is not taken in, and nothing of it was stored.

    `problems` holds the first fifty faults, `total` says how many there are.
    """

    def __init__(self, problems: Iterable[Problem], total: int | None = None) -> None:
        found = tuple(problems)
        self.problems = found[:LISTED]
        self.total = len(found) if total is None else total
        super().__init__(f"{self.total} problem(s)")

    def __reduce__(self) -> tuple[type[Refused], tuple[tuple[Problem, ...], int]]:
        """As an exception it would be rebuilt from its text alone."""
        return Refused, (self.problems, self.total)

    def lines(self, language: str) -> tuple[str, ...]:
        """One line for each listed fault; the last line ends by saying that nothing was stored."""
        nothing = translate(language, N_("Nothing was stored."))
        listed = tuple(problem.line(language) for problem in self.problems)
        if self.total > len(listed):
            count = translate(
                language,
                N_("{total} problems in all, of which the first {listed} are listed."),
                total=self.total,
                listed=len(listed),
            )
            return (*listed, f"{count} {nothing}")
        if len(listed) > 1:
            count = translate(language, N_("{total} problems in all."), total=self.total)
            return (*listed, f"{count} {nothing}")
        return tuple(f"{line} {nothing}" for line in listed)


@dataclass
class Findings:
    """Collects faults while a file is read: keeps the first fifty, counts the rest."""

    problems: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, file: str, row: int | None, column: str | None, message: Message) -> None:
        self.total += 1
        if len(self.problems) < LISTED:
            self.problems.append(Problem(file, row, column, message))

    def refuse_if_any(self) -> None:
        """Raises `Refused` when anything was found."""
        if self.total:
            raise Refused(self.problems, self.total)


def refusal(file: str, message: Message, *, row: int | None = None, column: str | None = None) -> Refused:
    """A refusal for one fault."""
    return Refused((Problem(file, row, column, message),))


def shown_name(name: str) -> str:
    """A file's or column's name fit for a line of text: no control or direction characters, not too long."""
    clean = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in name)
    return clean if len(clean) <= NAME_SHOWN else clean[: NAME_SHOWN - 1] + "…"


def _place_of(row: int | None, column: str | None) -> str:
    if row is not None and column is not None:
        return N_('{file}, row {row}, column "{column}": {what}')
    if row is not None:
        return N_("{file}, row {row}: {what}")
    if column is not None:
        return N_('{file}, column "{column}": {what}')
    return N_("{file}: {what}")
