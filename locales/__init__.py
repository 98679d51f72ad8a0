"""Texts in Finnish, Swedish and English: one catalogue per language, one function that picks the language.

A message id is the English sentence. `fi.po` and `sv.po` hold the translations; English needs none.
Numbers and dates follow the language through Babel. The package knows no other package of the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LANGUAGES = ("fi", "sv", "en")
Localized = Mapping[str, str]
FOLDER = Path(__file__).parent


def N_(msgid: str) -> str:
    """Marks a message for extraction where it is written; it is translated where it is shown."""
    return msgid


@runtime_checkable
class Sayable(Protocol):
    """What has its words in every language: a Message, or a text of a template."""

    def text(self, language: str) -> str: ...


@dataclass(frozen=True)
class Message:
    """A sentence that is translated only when a reader's language is known.

    `params` are put into the sentence with `str.format`; what is Sayable among them is said in the language first.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        return translate(language, self.msgid, **self.params)


def choose(asked: str | None, remembered: str | None, accepted: str | None) -> str:
    """`?lang=`, else the cookie, else the first usable entry of Accept-Language, else Finnish."""
    browser = [part.split(";")[0].strip()[:2].lower() for part in (accepted or "").split(",")]
    return next((code for code in (asked, remembered, *browser) if code in LANGUAGES), "fi")


@cache
def catalogue(language: str) -> Catalog | None:
    """The translations of one language; None for English, whose sentences are the message ids."""
    if language == "en":
        return None
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def _translated(language: str, msgid: str) -> str:
    texts = catalogue(language)
    found = texts.get(msgid) if texts else None
    if found is None or not found.string:
        return msgid
    return found.string if isinstance(found.string, str) else found.string[0]


def translate(language: str, msgid: str, **params: object) -> str:
    """The sentence in `language`; a missing translation shows the English one, and a test finds it."""
    text = _translated(language, msgid)
    return text.format(**{k: _shown(v, language) for k, v in params.items()}) if params else text


def translate_plural(language: str, singular: str, plural: str, n: int, **params: object) -> str:
    """One or many: all our languages have these two forms. `n` is in the sentence as `{n}`."""
    return translate(language, singular if n == 1 else plural, n=n, **params)


def localized(texts: Localized, language: str) -> str:
    """A text kept in several languages: the reader's, else Finnish, else whatever there is."""
    return texts.get(language) or texts.get("fi") or next(iter(texts.values()), "")


def _shown(value: object, language: str) -> object:
    if isinstance(value, str | int | float):
        return value
    return value.text(language) if isinstance(value, Sayable) else value
