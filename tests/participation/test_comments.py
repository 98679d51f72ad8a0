"""Texts from outside services: their words without markup, and ids that are the same in every export."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import comments

PLAIN = st.text(alphabet="abc <>&;=5äö\n", max_size=60)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Koulu säilyy.", "Koulu säilyy."),
        ("  Koulu\nsäilyy ", "Koulu\nsäilyy"),
        ("<p>Koulu säilyy.</p><p>Kiitos!</p>", "Koulu säilyy.\nKiitos!"),
        ('Katso <a href="https://x.fi?a=1&amp;b=2" target=_blank>tästä</a>.', "Katso tästä."),
        ("Yksi<br>kaksi<br/>kolme<BR />neljä", "Yksi\nkaksi\nkolme\nneljä"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("&lt;Koulu&gt; &amp; päiväkoti", "<Koulu> & päiväkoti"),
        ("a < b ja c > d", "a < b ja c > d"),
        ("a<b and c>d", "a<b and c>d"),
        ("Luokka on > 25 & < 30", "Luokka on > 25 & < 30"),
        ("<script>alert(1)</script>Hei<style>p {}</style>", "Hei"),
        ("ennen<!-- salainen -->jälkeen", "ennenjälkeen"),
        ('<img src="https://x.fi/1.png">kuva', "kuva"),
    ],
)
def test_the_words_stay_and_the_markup_goes(body: str, words: str) -> None:
    assert comments.without_markup(body) == words


@given(PLAIN)
def test_a_text_without_tags_loses_no_letters(body: str) -> None:
    kept = comments.without_markup(body)
    if not comments._TAG.search(body) and "&" not in body and "<!--" not in body:
        assert "".join(kept.split()) == "".join(body.split())


def test_the_same_words_at_the_same_time_are_told_apart_by_their_order() -> None:
    taken: set[str] = set()
    first = comments.content_id("Osio", "2025-03-14", "Sama", taken=taken)
    second = comments.content_id("Osio", "2025-03-14", "Sama", taken=taken)
    assert second == f"{first}-2"
    assert comments.content_id("Osio", "2025-03-14", "Muu", taken=taken) not in (first, second)
    again: set[str] = set()
    assert comments.content_id("Osio", "2025-03-14", "Sama", taken=again) == first
