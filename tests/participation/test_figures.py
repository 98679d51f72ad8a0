"""A published figure has one wording, and every page and document asks for it here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as make

from locales import LANGUAGES
from participation import figures
from participation.published_rows import Counts, show_row
from participation.release import STANCES, Row, Shown

WORDS = ("few", "quarter", "half", "three_quarters", "nearly_all")


def test_rounded_shares_say_about_and_exact_totals_do_not() -> None:
    assert figures.share(Shown(kind="percent", low=60, step=10), "fi") == "noin 60\xa0%"
    assert figures.share(Shown(kind="percent", low=61, step=1), "fi") == "61\xa0%"
    assert figures.share(Shown(kind="percent", low=60, step=5), "en") == "about 60%"


def test_ends_of_the_scale_have_their_own_words() -> None:
    assert figures.share(Shown(kind="below", low=10), "fi") == "alle 10\xa0%"
    assert figures.share(Shown(kind="above", low=90), "sv") == "över 90\xa0%"
    assert figures.share(Shown(kind="word", word="quarter"), "fi") == "noin neljännes"
    assert figures.share(Shown(kind="word", word="nearly_all"), "fi") == "lähes kaikki"


def test_counts_are_said_in_their_own_unit() -> None:
    assert figures.count(Shown(kind="band", low=25, high=49), "respondents", "fi") == "25–49 vastaajaa"
    assert figures.count(Shown(kind="under", low=10), "contributions", "fi") == "alle 10 näkemystä"
    assert figures.count(Shown(kind="exact", low=1424), "voters", "en") == "1,424 voters"
    assert figures.count(Shown(kind="exact", low=1), "statements", "fi") == "yksi lausunto"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_has_words_in_every_language(language: str) -> None:
    said = {figures.share(Shown(kind="word", word=word), language) for word in WORDS}
    assert len(said) == len(WORDS)
    row = Row(id="x", label={}, hidden=True)
    assert figures.row_in_words(row, "alternative", "respondents", language) == figures.hidden(language)


def test_a_count_is_not_said_as_a_share_nor_a_share_as_a_count() -> None:
    with pytest.raises(ValueError, match="count"):
        figures.share(Shown(kind="band", low=10, high=24), "fi")
    with pytest.raises(ValueError, match="share"):
        figures.number(Shown(kind="below", low=10), "fi")


def test_a_row_of_one_mind_gives_no_percentages() -> None:
    row = Row(id="x", label={}, n=Shown(kind="band", low=50, high=99), nearly_all="against")
    said = figures.row_in_words(row, "alternative", "respondents", "fi")
    assert said == "lähes kaikki vastaan (50–99 vastaajaa)"
    assert not figures.barred(row)


counts = make.tuples(*[make.integers(0, 300)] * 3, make.one_of(make.none(), make.integers(0, 60)))


@given(counts)
def test_every_row_of_disclosure_control_can_be_said_and_hidden_ones_say_nothing(found: tuple[int, ...]) -> None:
    row = show_row("g", {"fi": "Ryhmä"}, Counts(*found))
    said = figures.row_in_words(row, "comment", "voters", "en")
    assert (said == figures.hidden("en")) == row.hidden
    if row.hidden:
        assert figures.cannot_say(row, "en") is None


@given(counts)
def test_bars_begin_at_25_answers_and_fill_the_whole_length(found: tuple[int, ...]) -> None:
    numbers = Counts(*found)
    row = show_row("g", {"fi": "Ryhmä"}, numbers)
    if figures.barred(row):
        assert numbers.n >= figures.BAR_FROM
        assert sum(figures.lengths(row)) == pytest.approx(100)
        assert all(figures.figure(row, of) is not None for of in STANCES)


def test_without_the_limit_of_25_a_small_group_would_get_a_bar() -> None:
    """The control: the rule above fails when the limit is taken away."""
    row = Row(
        id="g", label={}, n=Shown(kind="band", low=10, high=24), against=Shown(kind="percent", low=50, step=10),
        neutral=Shown(kind="percent", low=20, step=10), for_=Shown(kind="percent", low=30, step=10),
    )  # fmt: skip
    assert not figures.barred(row)
    assert sum(figures.lengths(row)) == pytest.approx(100)  # nothing else would have stopped it
