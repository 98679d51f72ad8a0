"""The small language of `when`, `visible_if`, `required_if` and `prefill`: parsed with `ast`, never run as Python.

Allowed: and or not in, comparisons, constants, lists, names, declared functions, declared dotted names.
* A bare name whose value is "yes" or "unknown" is true: not knowing never lowers a level.
* A comparison with a missing value is false, also `!=` and `not in`; test absence with `empty(x)`.

Source: assessment design, section 2. Raises ExpressionError for anything else.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

ALWAYS = ("true", "otherwise")


class ExpressionError(ValueError):
    """The expression does not parse or uses something that is not allowed; the text says what."""


@dataclass(frozen=True)
class Scope:
    """What names and functions mean for one case. A name that is absent is missing, not an error."""

    values: Mapping[str, object]
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)


@lru_cache(maxsize=2048)
def parse(text: str) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"'{text}' does not parse: {error}") from None
    _check(tree, text)
    return tree


def _check(node: ast.expr, text: str) -> None:
    match node:
        case ast.BoolOp():
            parts = node.values
        case ast.UnaryOp(op=ast.Not()):
            parts = [node.operand]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            parts = []
        case ast.Compare(ops=ops):
            allowed = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
            if len(ops) != 1 or not isinstance(ops[0], allowed):
                raise ExpressionError(f"'{text}': this comparison is not allowed")
            parts = [node.left, *node.comparators]
        case ast.List():
            parts = node.elts
        case ast.Call(func=ast.Name(), keywords=[]):
            parts = node.args
        case ast.Constant(value=str() | int() | float()) | ast.Name() | ast.Attribute(value=ast.Name()):
            parts = []
        case _:
            raise ExpressionError(f"'{text}': {type(node).__name__} is not allowed")
    for part in parts:
        _check(part, text)


def names(text: str) -> frozenset[str]:
    """The plain and dotted names an expression reads, without functions and `true`/`otherwise`."""
    found = set()
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
    owners = {name.split(".")[0] for name in found}
    called = {n.func.id for n in ast.walk(parse(text)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    found |= {n.id for n in ast.walk(parse(text)) if isinstance(n, ast.Name)} - called - owners - set(ALWAYS)
    return frozenset(found)


def calls(text: str) -> tuple[tuple[str, tuple[object, ...]], ...]:
    """Functions with their constant arguments, for example (("group", ("age_80",)),)."""
    return tuple(
        (n.func.id, tuple(a.value for a in n.args if isinstance(a, ast.Constant)))
        for n in ast.walk(parse(text))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    )


def true(text: str, scope: Scope) -> bool:
    """Whether the condition holds."""
    return _truth(_value(parse(text), scope))


def value(text: str, scope: Scope) -> object:
    """What the expression gives, for `prefill`; None when something it needs is missing."""
    return _value(parse(text), scope)


def _truth(found: object) -> bool:
    if isinstance(found, str):
        return found in ("yes", "unknown") or found not in ("no", "")
    return bool(found)


def _value(node: ast.expr, scope: Scope) -> object:
    match node:
        case ast.Constant(value=constant):
            return constant
        case ast.Name(id=name):
            return True if name in ALWAYS else scope.values.get(name)
        case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
            return scope.values.get(f"{owner}.{attribute}")
        case ast.List(elts=parts):
            return [_value(part, scope) for part in parts]
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return not _truth(_value(part, scope))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_truth(_value(part, scope)) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_truth(_value(part, scope)) for part in parts)
        case ast.Call(func=ast.Name(id=name), args=args):
            if name not in scope.functions:
                raise ExpressionError(f"function '{name}' is not known here")
            return scope.functions[name](*(_value(arg, scope) for arg in args))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compare(op, _value(left, scope), _value(right, scope))
    raise ExpressionError(f"{type(node).__name__} is not allowed")


def _can_hold(whole: object, part: object) -> bool:
    """A list holds anything, a text only a text; nothing else holds."""
    return isinstance(whole, list | tuple) or (isinstance(whole, str) and isinstance(part, str))


def _compare(op: ast.cmpop, left: object, right: object) -> bool:
    if left is None or right is None:
        return False
    match op:
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
        case ast.In():
            return _can_hold(right, left) and left in right  # type: ignore[operator]
        case ast.NotIn():
            return _can_hold(right, left) and left not in right  # type: ignore[operator]
    if not (isinstance(left, int | float) and isinstance(right, int | float)):
        return False  # an order between "mixed" and a number does not exist
    match op:
        case ast.Lt():
            return left < right
        case ast.LtE():
            return left <= right
        case ast.Gt():
            return left > right
    return left >= right
