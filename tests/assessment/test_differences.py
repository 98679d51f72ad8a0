"""What changed, word by word: nothing is said to change that did not, and nothing that did is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assessment import differences

TEXTS = st.text(alphabet="abc äö.,\n", max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_put_together_are_the_two_texts(old: str, new: str) -> None:
    runs = differences.words(old, new)
    assert "".join(text for op, text in runs if op != "added") == old
    assert "".join(text for op, text in runs if op != "removed") == new


@given(TEXTS)
def test_a_text_that_did_not_change_has_no_marks(text: str) -> None:
    assert {op for op, _ in differences.words(text, text)} <= {"same"}


def test_words_are_compared_not_letters() -> None:
    runs = differences.words("Koulu säilyy kylässä.", "Koulu lakkautetaan kylässä.")
    assert runs == (("same", "Koulu "), ("removed", "säilyy"), ("added", "lakkautetaan"), ("same", " kylässä."))


def test_the_longest_text_that_is_compared_word_by_word() -> None:
    long = "sana " * (differences.LONGEST // 2)  # a word and a space are two tokens
    assert differences.words(long, long + "x") == (("removed", long), ("added", long + "x"))
    assert differences.words(long + "x", long) == (("removed", long + "x"), ("added", long))
    assert differences.words(long, "sana ") == (("same", "sana "), ("removed", long[5:]))
    assert differences.words("", "x " * differences.LONGEST) == (("added", "x " * differences.LONGEST),)


def test_a_word_that_is_repeated_often_is_still_compared() -> None:
    old = "ja " * 250 + "loppu"
    assert differences.words(old, "alku " + old) == (("added", "alku "), ("same", old))


def test_a_very_long_text_is_told_as_a_whole() -> None:
    old, new = "sana " * 3000, "toinen " * 3000
    assert differences.words(old, new) == (("removed", old), ("added", new))
