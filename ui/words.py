"""Words, numbers, dates and money in the reader's language. A session has one language; switching reloads the page."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import locales
from assessment import wording
from data import clock
from data.settings import settings
from locales import N_, formats

# cache: the language of the run that this thread draws; a page asks a thousand times, and the session answers slowly
_of_run = threading.local()


def language() -> str:
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return _of_session()
    if getattr(_of_run, "run", None) is not run:
        _of_run.run, _of_run.language = run, _of_session()
    found: str = _of_run.language
    return found


def _of_session() -> str:
    if "language" not in st.session_state:
        st.session_state["language"] = locales.choose(
            st.query_params.get("lang"), st.context.cookies.get("lang"), st.context.headers.get("Accept-Language")
        )
    found: str = st.session_state["language"]
    return found


def say(msgid: str, **params: object) -> str:
    """A sentence of the catalogue in the reader's language."""
    return locales.translate(language(), msgid, **params)


def say_n(singular: str, plural: str, n: int, **params: object) -> str:
    return locales.translate_plural(language(), singular, plural, n, **params)


def words(texts: Mapping[str, str] | None) -> str:
    """A text that is kept in several languages, in the reader's or else in Finnish."""
    return locales.localized(texts or {}, language())


def language_of(texts: Mapping[str, str]) -> str:
    """The language that `words` gives, for the lang attribute when it is not the reader's."""
    return language() if texts.get(language()) else next((code for code in ("fi", *texts) if texts.get(code)), "fi")


# What Markdown makes a link of by itself, even when every sign is escaped.
_ADDRESS = re.compile(r"(https?:(?=//)|www(?=\.)|@(?=\w))", re.IGNORECASE)
_JOINER = "\u2060"  # invisible, takes no room, and is no part of an address


def plain(text: str) -> str:
    """People's words inside a label or any Markdown: shown literally, never as markup and never as a link."""
    text = text.replace(":streamlit:", f":{_JOINER}streamlit:")  # becomes a picture even when it is escaped
    return re.sub(r"([\\!-/:-@\[-`{-~])", r"\\\1", _ADDRESS.sub(rf"\1{_JOINER}", text))


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(settings().time_zone))


def today() -> date:
    return local(clock.now()).date()


def day(value: date | None) -> str:
    """24.3.2027; in English 24 March 2027."""
    return "" if value is None else formats.day(value, language())


def at(moment: datetime) -> str:
    """14.02 for today, else 24.3.2027 klo 14.02."""
    here = local(moment)
    return formats.time(here, language()) if here.date() == today() else wording.at(here, language())


def days_left(value: date) -> str:
    """In words: "7 päivää", "tänään", "myöhässä 9 päivää"."""
    n = (value - today()).days
    if n == 0:
        return say(N_("today"))
    if n < 0:
        return say_n(N_("{n} day late"), N_("{n} days late"), -n)
    return say_n(N_("in {n} day"), N_("in {n} days"), n)


def number(value: float, digits: int | None = None) -> str:
    return formats.number(value, language(), digits)


def euros(cents: int) -> str:
    """Whole euros with the sign: −310 000 €."""
    return formats.euros(cents, language())
