"""The small language of conditions: what is allowed, what unknown and missing mean."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import expressions
from assessment.expressions import ExpressionError, Scope

SCOPE = Scope(
    {"s_many": "yes", "s_few": "no", "s_open": "unknown", "points": 3, "impact": "mixed", "chosen": ["a", "b"]},
    {"any_yes": lambda *ids: "s_many" in ids, "empty": lambda value: value in (None, "", [])},
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("s_many", True),
        ("s_few", False),
        ("s_open", True),  # not knowing counts as yes
        ("s_missing", False),
        ("not s_missing", True),
        ("points <= 3 and not any_yes('s_network')", True),
        ("points > 3 or s_few", False),
        ("impact in [-2, -1, 'mixed']", True),
        ("impact > 1", False),  # there is no order between "mixed" and a number
        ("'b' in chosen", True),
        ("'c' not in chosen", True),
        ("otherwise", True),
        ("true", True),
        ("empty(s_missing)", True),
    ],
)
def test_conditions_read_as_they_say(text: str, holds: bool) -> None:
    assert expressions.true(text, SCOPE) is holds


@pytest.mark.parametrize("text", ["x == 1", "x != 1", "x in [1]", "x not in [1]", "x < 1", "x >= 1"])
def test_a_comparison_with_a_missing_value_is_false(text: str) -> None:
    assert not expressions.true(text, SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "().__class__",
        "x.y.z",
        "[a for a in b]",
        "lambda: 1",
        "a + b",
        "a[0]",
        "f(x=1)",
        "1 < 2 < 3",
        "a if b else c",
        "f'{a}'",
        "{'a': 1}",
        "a is b",
        "a ==",
    ],
)
def test_nothing_but_the_language_parses_or_runs(text: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.true(text, SCOPE)


def test_names_and_calls_are_told_without_running_anything() -> None:
    text = "s_children and lava.status in ['missing'] and group('age_80')"
    assert expressions.names(text) == {"s_children", "lava.status"}
    assert expressions.calls(text) == (("group", ("age_80",)),)


@given(st.text(max_size=40))
def test_any_text_is_an_answer_or_an_expression_error(text: str) -> None:
    with suppress(ExpressionError):
        expressions.true(text, SCOPE)


PIECES = (
    "s_many", "s_few", "s_open", "points", "impact", "chosen", "nothing", "lava.status", "any_yes", "empty", "unknown",
    "and", "or", "not", "in", "not in", "==", "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", ",", "'yes'", "'b'", "3",
    "-2", "2.5", "1e400", "otherwise", "true", "false", "none", "__class__", ".", "lambda:", "*", "**", "%", "is", "if",
    "else", "for", ":=", "f'{x}'", "{", "}", "#", "\\", "\n", "\x00", "ä", "0x", "''",
)  # fmt: skip


def test_ten_thousand_made_up_expressions_give_a_value_or_a_named_error() -> None:
    """Half are pieces of the language in any order, half well-formed comparisons; the seed makes them the same ones."""
    source = random.Random(20261128)
    names = ("s_many", "points", "impact", "chosen", "nothing", "any_yes('s_many')", "empty(chosen)")
    signs = ("==", "!=", "<", ">=", "in", "not in")
    values = ("'yes'", "3", "-2", "[1, 'mixed']", "['a', 'b']", "s_few", "true")
    ran = refused = 0
    for number in range(10_000):
        if number % 2:
            text = " ".join(source.choice(PIECES) for _ in range(source.randint(1, 12)))
        else:
            parts = [
                f"{source.choice(names)} {source.choice(signs)} {source.choice(values)}"
                for _ in range(source.randint(1, 4))
            ]
            text = source.choice((" and ", " or ", " and not ")).join(parts)
        try:
            value = expressions.true(text, SCOPE)
        except ExpressionError as error:
            refused += bool(str(error))
        else:
            ran += value in (True, False)
    assert ran + refused == 10_000
    assert ran > 3_000
    assert refused > 3_000
