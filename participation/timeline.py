"""When residents were heard beside the stages of the decision: was anyone heard before the alternatives were settled?

"Early" is measured, not claimed: an activity counts as early when it began before the day on which the alternatives
were settled. Without that day nothing is said of it. Source: the sources' row J10; resident-input design, section 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Heard = Literal["early", "late", "not_known", "nobody"]


@dataclass(frozen=True)
class Held:
    """One activity. Both days are None while it has not been dated; an open one has no last day."""

    id: int
    starts: date | None
    ends: date | None


@dataclass(frozen=True)
class Stages:
    """Days of the decision's own path; None for what has not come or is not recorded."""

    begun: date
    announced: date | None
    alternatives: date | None
    meeting: date | None
    decided: date | None

    def in_order(self) -> tuple[tuple[str, date], ...]:
        """The known days, the earliest first; days that fall together stay in the order of the path."""
        named = (
            ("begun", self.begun),
            ("announced", self.announced),
            ("alternatives", self.alternatives),
            ("meeting", self.meeting if self.decided is None else None),
            ("decided", self.decided),
        )
        return tuple(sorted(((name, day) for name, day in named if day is not None), key=lambda pair: pair[1]))


def heard(activities: Sequence[Held], stages: Stages, today: date) -> tuple[Heard, tuple[int, ...]]:
    """Whether anyone was heard before the alternatives were settled, and by which activities.

    What has not begun yet has heard nobody, so only days up to `today` count.
    """
    begun = [one for one in activities if one.starts is not None and one.starts <= today]
    if not begun:
        return "nobody", ()
    if stages.alternatives is None:
        return "not_known", ()
    early = tuple(one.id for one in begun if one.starts is not None and one.starts < stages.alternatives)
    return ("early", early) if early else ("late", ())
