"""Who took part, beside the population: shown before any result, because every channel is self-selected.

All figures are worked out from the published forms of the numbers of participants, never from the numbers themselves:
a rate times a known population gives back a count. There is no confidence interval, for there is no sample.

Raking answers "what if the respondents were like the population"; it is never the headline.

Source: resident-input design, section 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.disclosure import Label, count_form, show_sizes
from participation.release import Shown

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CAP = 5.0  # largest weight, as a multiple of the mean weight
ROUNDS = 100
TOLERANCE = 1e-9  # of a share


@dataclass(frozen=True, slots=True)
class Group:
    """One value of a background variable: participants who gave it, and people in the population who have it."""

    id: str
    label: Label
    participants: int
    population: int


@dataclass(frozen=True, slots=True)
class Line:
    """One group as it may be shown. `participants` and what follows from it are None when the group is hidden.

    participant_share, population_share   per cent, about: from rounded numbers
    rate                                  participants per 1,000 of the group's population, about
    """

    id: str
    label: Label
    participants: Shown | None
    population: int
    population_share: float | None
    participant_share: float | None = None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """Participants beside the population by one variable.

    evenness     R, the lowest participation rate over the highest
    reach        the lowest rate over the rate of all groups together
    similarity   Σ min(p, q) of the shares, 1 when participants are spread as the population is
    hidden       groups whose number is not published; while there are any, the three figures are None
    not_told     participants who did not give the variable
    """

    lines: tuple[Line, ...]
    not_told: Shown
    hidden: tuple[str, ...]
    evenness: float | None = None
    reach: float | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Raked:
    """Weights of the rows with mean 1, and how well they do.

    deviation     largest difference of a weighted share from its target: not 0 when the cap holds weights back
    effective_n   (Σw)² / Σw²
    """

    weights: Floats
    rounds: int
    deviation: float
    effective_n: float


def composition(groups: Sequence[Group], not_told: int = 0) -> Composition:
    """Participants beside the population, from the published forms alone.

    Groups under 10 are hidden with others by the block rule of disclosure control; `not_told`, the participants who
    did not give the variable, protect them. Raises `ValueError` when a group is given twice or a number is negative.
    """
    if len({group.id for group in groups}) != len(groups):
        raise ValueError("a group is given twice")
    if min([not_told, *(count for group in groups for count in (group.participants, group.population))]) < 0:
        raise ValueError("a number of people cannot be negative")
    shown = show_sizes({group.id: group.participants for group in groups}, not_told)
    everybody = sum(group.population for group in groups)
    told = count_form(sum(group.participants for group in groups))
    about = {id: _about(form) for id, form in shown.items() if form is not None}
    hidden = tuple(group.id for group in groups if group.id not in about)
    taking_part = max(_about(told), sum(about.values())) if hidden else sum(about.values())

    lines = tuple(
        Line(
            id=group.id,
            label=group.label,
            participants=shown[group.id],
            population=group.population,
            population_share=100 * group.population / everybody if everybody else None,
            participant_share=100 * about[group.id] / taking_part if group.id in about else None,
            rate=1000 * about[group.id] / group.population if group.id in about and group.population else None,
        )
        for group in groups
    )
    rates = [line.rate for line in lines if line.rate is not None]
    if hidden or not lines or len(rates) < len(lines):
        return Composition(lines, count_form(not_told), hidden)
    together = 1000 * taking_part / everybody
    shares = [(about[group.id] / taking_part, group.population / everybody) for group in groups]
    return Composition(
        lines,
        count_form(not_told),
        hidden,
        evenness=min(rates) / max(rates),
        reach=min(rates) / together,
        similarity=sum(min(p, q) for p, q in shares),
    )


def _about(form: Shown) -> float:
    """The middle of a published number: what a reader would take it for."""
    low = form.low or 0
    return (low - 1) / 2 if form.kind == "under" else (low + (low if form.high is None else form.high)) / 2


def rake(
    margins: Mapping[str, Ints],
    targets: Mapping[str, Sequence[float]],
    base: Floats | None = None,
    *,
    cap: float = CAP,
    rounds: int = ROUNDS,
    tolerance: float = TOLERANCE,
) -> Raked:
    """Weights with which the rows have the population's shares, by iterative proportional fitting.

    margins   variable -> the category of each row, 0 …, shape (rows,)
    targets   variable -> the population of each category, in people or shares
    base      weights to start from, such as the number of people a row stands for

    No weight exceeds `cap` times the mean. Stops when every weighted share is within `tolerance` of its target.
    Source: Deming & Stephan 1940. Raises `ValueError` when the shapes do not fit, a weight in `base` is not above 0,
    or a category of the population has no rows.
    """
    goals = {name: np.asarray(targets[name], dtype=np.float64) for name in margins}
    rows = {len(category) for category in margins.values()}
    if len(rows) != 1 or rows == {0} or cap < 1:
        raise ValueError("raking needs rows, the same number in every margin, and a cap of at least 1")
    for name, category in margins.items():
        present = np.bincount(category, minlength=len(goals[name])) > 0
        if len(present) > len(goals[name]) or not goals[name].sum() > 0:
            raise ValueError(f"{name}: the rows have a category that the population does not")
        if (present != (goals[name] > 0)).any():
            raise ValueError(f"{name}: a category is missing from the rows or from the population")
        goals[name] = goals[name] / goals[name].sum()
    weights = np.ones(rows.pop()) if base is None else np.array(base, dtype=np.float64)
    if (weights <= 0).any():
        raise ValueError("a weight to start from must be above 0")
    weights /= weights.mean()

    def off() -> float:
        shares = (np.bincount(margins[name], weights, len(goal)) / weights.sum() - goal for name, goal in goals.items())
        return max(float(np.abs(difference).max()) for difference in shares)

    done = 0
    while done < rounds and off() > tolerance:
        for name, goal in goals.items():
            weights *= (goal * weights.sum() / np.bincount(margins[name], weights, len(goal)))[margins[name]]
        weights = _capped(weights, cap)
        done += 1
    return Raked(weights, done, off(), float(weights.sum() ** 2 / (weights**2).sum()))


def _capped(weights: Floats, cap: float) -> Floats:
    """The weights with mean 1 and none above the cap; what is cut off is shared by the others in proportion."""
    weights = weights / weights.mean()
    for _ in range(len(weights)):
        over = weights > cap * (1 + 1e-12)
        if not over.any():
            break
        held = weights >= cap
        rest = len(weights) - cap * held.sum()
        weights = np.where(held, cap, weights * rest / weights[~held].sum())
    return weights
