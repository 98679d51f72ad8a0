"""Numbers, dates and money as they are written in each language."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from babel import dates, numbers

BABEL = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
_PATTERN = {"fi": "d.M.yyyy", "sv": "d.M.yyyy", "en": "d MMMM yyyy"}


def time(moment: datetime, language: str) -> str:
    """14.02; in English 14:02. The moment is in the reader's time zone already."""
    return moment.strftime("%H:%M" if language == "en" else "%H.%M")


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """24.3.2027; in English 24 March 2027."""
    return str(dates.format_date(value, _PATTERN[language], locale=BABEL[language]))


def number(value: float, language: str, digits: int | None = None) -> str:
    """1 200,5; with `digits` that many decimals."""
    if digits is not None:
        return str(numbers.format_decimal(value, format="#,##0." + "0" * digits, locale=BABEL[language]))
    return str(numbers.format_decimal(value, locale=BABEL[language]))


def euros(cents: int, language: str) -> str:
    """Whole euros with the sign: −310 000 €."""
    shown = numbers.format_currency(
        cents / 100, "EUR", locale=BABEL[language], format="#,##0\u00a0¤", currency_digits=False
    )
    return str(shown).replace("-", "−")


_FIGURE = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%|€|M€|km\b|m\b|euro)")


def kept_together(text: str) -> str:
    """A person's text in which a figure is not parted from its thousands or its unit at the end of a line."""
    return _FIGURE.sub("\u00a0", text)
