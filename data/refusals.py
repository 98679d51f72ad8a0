"""Why a verb did nothing: always in words, always naming the place, translated where it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.answers import Answer
from locales import N_, Message, Sayable


class Refused(Exception):
    """Nothing was stored. `problems` are (field key, message); the key may be empty."""

    def __init__(self, problems: Sequence[tuple[str, Sayable]]):
        super().__init__("; ".join(message.text("en") for _, message in problems))
        self.problems = tuple(problems)


class Conflict(Exception):
    """Somebody else saved the same answer in between. Nothing was overwritten; both texts are here."""

    def __init__(self, mine: object, theirs: Answer):
        super().__init__(theirs.key)
        self.mine, self.theirs = mine, theirs


def too_long(text: str, limit: int) -> Message | None:
    """What is said of a text that does not fit; None when it does."""
    if len(text) <= limit:
        return None
    params = {"length": len(text), "limit": limit}
    return Message(N_("The text has {length} characters; at most {limit} fit. Shorten it."), params)
