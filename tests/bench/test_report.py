"""The last line of a bench and its exit code."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import __main__ as command
from bench import report
from bench.report import Figure, verdict

FIGURES = st.builds(
    Figure,
    name=st.sampled_from(["median", "highest", "memory"]),
    value=st.floats(0, 100),
    limit=st.floats(0, 100),
)


def keeps_the_rule(judge: object, figures: Sequence[Figure]) -> bool:
    """Whether a line ends with ok and exits with 0 exactly when no figure is over its limit."""
    line, code = judge("screens", figures)  # type: ignore[operator]
    within = all(figure.value <= figure.limit for figure in figures)
    return (line.endswith(") ok") and code == 0) if within else (line.endswith(") short") and code != 0)


@given(st.lists(FIGURES, min_size=1, max_size=4))
def test_a_bench_is_ok_only_when_every_figure_keeps_within_its_limit(figures: list[Figure]) -> None:
    assert keeps_the_rule(verdict, figures)


def test_a_judge_of_the_first_figure_alone_would_be_found() -> None:
    """Negative control: the second figure is over its limit and the broken variant does not see it."""

    def first_only(bench: str, figures: Sequence[Figure]) -> tuple[str, int]:
        return verdict(bench, figures[:1])

    figures = [Figure("median", 1.2, 1.5), Figure("highest", 2.1, 2)]
    assert keeps_the_rule(verdict, figures)
    assert not keeps_the_rule(first_only, figures)


def test_a_judge_that_forgets_the_exit_code_would_be_found() -> None:
    def always_zero(bench: str, figures: Sequence[Figure]) -> tuple[str, int]:
        return verdict(bench, figures)[0], 0

    assert not keeps_the_rule(always_zero, [Figure("median", 1.6, 1.5)])


def test_a_figure_at_its_limit_is_ok() -> None:
    assert verdict("scale", [Figure("ratio", 1.1, 1.1)]) == ("scale: ratio 1.10 × (limit 1.10 ×) ok", 0)


def test_the_line_names_each_figure_with_its_limit() -> None:
    line, code = verdict("import", [Figure("reading", 4.234, 6), Figure("memory", 1300.4, 1024, "MB")])
    assert line == "import: reading 4.23 ×, memory 1300 MB (limit 6.00 ×, 1024 MB) short"
    assert code == 1


@pytest.mark.parametrize("figures", [[], [Figure("median", math.nan, 1.5)]], ids=["no figures", "not a number"])
def test_what_was_not_measured_is_short(figures: list[Figure]) -> None:
    line, code = verdict("screens", figures)
    assert line.endswith("short")
    assert code == 1


def test_the_table_puts_each_figure_under_its_heading() -> None:
    assert report.table(["page", "ms"], [["briefing", 41.25], ["a", 9]]).splitlines() == [
        "page        ms",
        "--------------",
        "briefing  41.2",
        "a            9",
    ]


def test_a_bench_exits_with_what_its_figures_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = {"figures": [Figure("ratio", 1.0, 1.1)]}
    module = type("Bench", (), {"measure": staticmethod(lambda: measured["figures"])})
    monkeypatch.setattr(command, "import_module", lambda name: module)
    assert command.main(["scale"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "scale: ratio 1.00 × (limit 1.10 ×) ok"
    measured["figures"] = [Figure("ratio", 1.2, 1.1)]
    assert command.main(["scale"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "scale: ratio 1.20 × (limit 1.10 ×) short"


def test_every_bench_has_its_module() -> None:
    from importlib.util import find_spec

    for name in command.BENCHES:
        assert find_spec(f"bench.{command.MODULES.get(name, name)}") is not None, name
