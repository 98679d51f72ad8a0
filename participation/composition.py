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

from participation.figures import figure
from participation.published_rows import Label, count_form, show_sizes
from participation.release import STANCES, Composition, PopulationGroup, Row, Shown, Table

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
    """One group as it may be shown; the figures are None when the group is hidden.

    participant_share, population_share   per cent, about: from rounded numbers
    rate                                  participants per 1,000 of the group's population, about
    """

    group: PopulationGroup
    population_share: float | None
    participant_share: float | None = None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """Participants beside the population by one variable.

    evenness     R, the lowest participation rate over the highest
    reach        the lowest rate over the rate of all groups together
    similarity   Σ min(p, q) of the shares, 1 when participants are spread as the population is
    hidden       groups whose number is not published; while there are any, the three figures are None
    """

    lines: tuple[Line, ...]
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


def publish(
    groups: Sequence[Group], not_told: int = 0, *, variable: Label, table: str = "", source: str = "", updated: str = ""
) -> Composition:
    """The numbers of participants in the forms that may be published, beside the population.

    Groups under 10 are hidden with others by the block rule of disclosure control; `not_told`, the participants who
    did not give the variable, protect them. Raises `ValueError` when a group is given twice or a number is negative.
    """
    if len({group.id for group in groups}) != len(groups):
        raise ValueError("a group is given twice")
    if min([not_told, *(count for group in groups for count in (group.participants, group.population))]) < 0:
        raise ValueError("a number of people cannot be negative")
    shown = show_sizes({group.id: group.participants for group in groups}, not_told)
    return Composition(
        variable=dict(variable),
        groups=tuple(
            PopulationGroup(
                id=group.id, label=dict(group.label), participants=shown[group.id], population=group.population
            )
            for group in groups
        ),
        told=count_form(sum(group.participants for group in groups)),
        not_told=count_form(not_told),
        table=table,
        source=source,
        updated=updated,
    )


def compare(published: Composition) -> Compared:
    """Shares, rates and the joint figures, from the published forms alone."""
    groups = published.groups
    everybody = sum(group.population for group in groups)
    about = {group.id: _about(group.participants) for group in groups if group.participants is not None}
    hidden = tuple(group.id for group in groups if group.id not in about)
    taking_part = max(_about(published.told), sum(about.values())) if hidden else sum(about.values())
    lines = tuple(
        Line(
            group,
            population_share=100 * group.population / everybody if everybody else None,
            participant_share=100 * about[group.id] / taking_part if group.id in about else None,
            rate=1000 * about[group.id] / group.population if group.id in about and group.population else None,
        )
        for group in groups
    )
    rates = [line.rate for line in lines if line.rate is not None]
    if hidden or not lines or len(rates) < len(lines):
        return Compared(lines, hidden)
    together = 1000 * taking_part / everybody
    shares = [(about[group.id] / taking_part, group.population / everybody) for group in groups]
    return Compared(
        lines,
        hidden,
        evenness=min(rates) / max(rates),
        reach=min(rates) / together,
        similarity=sum(min(p, q) for p, q in shares),
    )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The three classes of one question if the groups had answered as now but were as large as in the population.

    shares        per cent in the order against, neutral, for: about, from rounded numbers
    effective_n   how many answers of equal weight the weighted ones are worth, about
    """

    shares: tuple[float, float, float]
    effective_n: float


def what_if(table: Table, published: Composition) -> WhatIf | None:
    """Never the headline. None unless every group of the population is published in the table.

    From the published forms alone, so it gives away nothing that they do not.
    """
    rows = {row.id: row for row in table.rows}
    wanted = [group for group in published.groups if group.population]
    found = [rows.get(group.id) for group in wanted]
    if len(wanted) < 2 or any(row is None or row.hidden or row.n is None for row in found):
        return None
    shown = [row for row in found if row is not None]
    sizes = np.array([_about(row.n) for row in shown if row.n is not None])
    shares = np.array([_shares(row) for row in shown])
    places = np.arange(len(wanted))
    # A row stands for many people, so the cap is on people's weights and not on rows': it is left to the effective n.
    raked = rake({"group": places}, {"group": [group.population for group in wanted]}, sizes, cap=float(len(wanted)))
    each = raked.weights / sizes  # weight of one answer in each group
    effective = float((each * sizes).sum() ** 2 / (each**2 * sizes).sum())
    weighted = raked.weights / raked.weights.sum() @ shares
    against, neutral, for_ = (100 * weighted / weighted.sum()).tolist()
    return WhatIf((against, neutral, for_), effective)


_WORD = {"few": 0.1, "quarter": 0.25, "half": 0.5, "three_quarters": 0.75, "nearly_all": 0.95}


def _shares(row: Row) -> tuple[float, float, float]:
    """What a reader would take the published classes for, adding up to 1."""
    parts = [figure(row, stance) for stance in STANCES]
    if row.nearly_all is not None:
        return tuple(0.95 if stance == row.nearly_all else 0.025 for stance in STANCES)  # type: ignore[return-value]
    about = [_share(part) for part in parts]
    against, neutral, for_ = (one / (sum(about) or 1) for one in about)
    return against, neutral, for_


def _share(part: Shown | None) -> float:
    if part is None:
        return 0.0
    if part.kind == "word":
        return _WORD[part.word or "few"]
    low = (part.low or 0) / 100
    return {"below": low / 2, "above": (1 + low) / 2}.get(part.kind, low)


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
