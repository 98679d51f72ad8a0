"""Whether a condition can ever hold: tried with every value that could make a difference to it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import prod

from assessment import expressions
from assessment.expressions import Scope

TRIED = 20_000  # combinations; a condition with more of them is taken to be possible

Domain = Sequence[object]


def possible(text: str, domain: Callable[[str], Domain | None]) -> bool:
    """False only when no values of its names make `text` true.

    `domain` gives the values that a name can have (None: any text or number; those that the condition itself compares
    with are tried). Functions of the case other than count and empty are taken to give either answer. Raises
    ExpressionError when it does not parse.
    """
    names = sorted(expressions.names(text) - set(expressions.ALWAYS))
    constants = _constants(text)
    domains: list[list[object]] = [list(dict.fromkeys([*(domain(name) or constants), None])) for name in names]
    answers = sorted({name for name, _ in expressions.calls(text)} - {"count", "empty"})
    domains += [[False, True] for _ in answers]
    if prod(map(len, domains)) > TRIED:
        return True
    return any(_holds(text, names, answers, values) for values in product(*domains))


def _holds(text: str, names: Sequence[str], answers: Sequence[str], values: Sequence[object]) -> bool:
    given: Mapping[str, object] = dict(zip(names, values, strict=False))
    functions: dict[str, Callable[..., object]] = {
        name: (lambda *_, answer=answer: answer) for name, answer in zip(answers, values[len(names) :], strict=True)
    }
    functions["count"] = lambda items: len(items) if isinstance(items, list | tuple) else 0
    functions["empty"] = lambda value: value in (None, "", [], {})
    return expressions.true(text, Scope(given, functions))


def _constants(text: str) -> Iterable[object]:
    """What the condition compares with, values beside it, and lists of each length that it may count."""
    found: list[object] = ["yes", "no", "?"]
    for node in ast.walk(expressions.parse(text)):
        if isinstance(node, ast.Constant):
            value = node.value
            if isinstance(value, int | float):
                found += [value - 1, value, value + 1]
            else:
                found += [value, (value,)]
    found += [tuple(range(n)) for n in range(1, 7)]
    return found
