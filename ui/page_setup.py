"""What every page shares: who is here, the frame around the page, focus, errors and the save line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, urlencode

import streamlit as st

import data
from assessment.names import ROLE_NAMES
from data import briefings, clock, decisions, people
from data.permissions import Actor, NotAllowed, NotFound, Role
from data.settings import settings
from locales import LANGUAGES, N_, Sayable
from ui.words import at, language, language_of, plain, say, words

PAGES = Path(__file__).resolve().parents[1] / "pages"
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


_CURRENT = ' aria-current="true"'


# ------------------------------------------------------------------ who


def current_actor() -> Actor | None:
    """The person of this rerun, looked up in the database every time; None for a stranger."""
    if settings().oidc_issuer:
        return people.of_cookie(st.user.to_dict(), st.context.cookies.get("role"))
    if data.is_demo():
        return people.demo_person(st.context.cookies.get("demo_as"))
    return None


def require(*roles: Role) -> Actor:
    """Called first in every page: the router is not the only way in. Stops the page for anyone else."""
    actor = current_actor()
    if actor is None or actor.role not in roles:
        not_found()
    return actor


def role_name(role: str) -> str:
    return say(ROLE_NAMES[role])


# ------------------------------------------------------------------ the frame


def frame(
    title: str,
    *,
    actor: Actor | None,
    decision: decisions.Head | None = None,
    token: object = "",
    up: Sequence[tuple[str, str]] = (),
    wide_title: str | None = None,
) -> None:
    """Draws the top line, the way back and the only h1, and sets the browser's title.

    `title` is the page's own words; a person's words in it are shown literally. `up` are (page file, label) of the
    pages above this one of the same decision. When `token` changes, focus moves to the error summary or the h1.
    """
    failed = bool(st.session_state.get("problems"))
    about = f" – {words(decision.title)}" if decision is not None and wide_title is None else ""
    error = say(N_("Error: ")) if failed else ""
    st.set_page_config(page_title=f"{error}{title}{about} – Vaikutuspolku", layout="wide")
    _top(actor)
    if data.is_demo():
        text = say(N_("Demonstration: the municipality, its people, figures and texts are made up."))
        st.html(f'<p class="vp-demo">{escape(text)}</p>')
    if actor is not None and token != "desk":
        with st.container(horizontal=True, key="breadcrumb", gap="medium"):
            st.page_link(PAGES / "desk.py", label=say(N_("My desk")))
            if decision is not None:
                for page, label in up:
                    st.page_link(PAGES / page, label=plain(label), query_params={"decision": str(decision.id)})
    problems_summary()
    if decision is not None and wide_title is None:
        st.html(f'<p class="vp-matter"{_language_of(decision.title)}>{escape(words(decision.title))}</p>')
    st.title(plain(wide_title or title), anchor=False)
    attempt = int(st.session_state.get("attempt", 0))
    st.html(f'<span id="vp-page" data-focus="{escape(str(token))}|{attempt if failed else ""}" hidden></span>')


def _language_of(texts: Mapping[str, str]) -> str:
    """The lang attribute of a text that is not in the reader's language."""
    code = language_of(texts)
    return "" if code == language() else f' lang="{escape(code)}"'


def _top(actor: Actor | None) -> None:
    parameters = {k: v for k, v in st.query_params.items() if k != "lang"}
    links = " ".join(
        f'<a href="?{escape(urlencode({**parameters, "lang": code}))}" lang="{code}" hreflang="{code}"'
        f"{_CURRENT if code == language() else ''}>{LANGUAGE_NAMES[code]}</a>"
        for code in LANGUAGES
    )
    who = ""
    if actor is not None:
        who = f"<span>{escape(role_name(actor.role))}</span>"
        if data.is_demo():
            who += f' <a href="/demo/leave">{escape(say(N_("Change role")))}</a>'
    st.html(
        f'<div class="vp-top"><strong>{escape(settings().municipality)}</strong>'
        f'<span class="vp-languages">{links}</span><span class="vp-who">{who}</span></div>'
    )


def draft_watermark() -> None:
    st.html(f'<p class="vp-draft">{escape(say(N_("Draft, not published")))}</p>')


# ------------------------------------------------------------------ errors and saving


def fail(problems: Sequence[tuple[str, Sayable]]) -> None:
    """Remembers what is wrong for the summary of the next drawing and moves focus there."""
    st.session_state["problems"] = [(key, message.text(language())) for key, message in problems]
    st.session_state["attempt"] = st.session_state.get("attempt", 0) + 1


def clear_problems() -> None:
    st.session_state.pop("problems", None)


def problems_summary() -> None:
    """The summary above the h1; each line leads to its field."""
    place = st.empty()  # always there: what comes and goes would move, and so close, what is open below it
    found = st.session_state.get("problems")
    if not found:
        return
    lines = "".join(f"<li>{_to_field(key, escape(text)) if key else escape(text)}</li>" for key, text in found)
    heading = escape(say(N_("Check these places")))
    place.html(f'<div id="vp-errors" class="vp-errors" role="alert"><h2>{heading}</h2><ul>{lines}</ul></div>')


def _to_field(key: str, text: str) -> str:
    return f'<a href="#{quote(key)}" data-field="{escape(key)}">{text}</a>'


def problem_at(key: str) -> None:
    """The same words at the field."""
    place = st.empty()  # always there, as in problems_summary
    told = [text for field, text in st.session_state.get("problems") or () if field == key]
    if told:
        place.html(f'<p class="vp-error">{"<br>".join(map(escape, told))}</p>')


def saved() -> None:
    """Remembers that something was committed just now."""
    st.session_state["saved_at"] = clock.now()
    st.session_state.pop("save_failed", None)


def save_line() -> None:
    """One line in one place: "Tallennettu 14.02", only after the commit; the script shows "Tallennetaan…"."""
    failed = st.session_state.get("save_failed")
    if failed:
        text = say(N_("Not saved – the text is still here. Try again."))
    elif "saved_at" in st.session_state:
        text = say(N_("Saved {time}"), time=at(st.session_state["saved_at"]))
    else:
        text = say(N_("Everything you write is saved by itself."))
    state = "failed" if failed else "saved"
    st.html(f'<p class="vp-save" role="status" data-vp-save-line data-state="{state}">{escape(text)}</p>')


def done(text: str) -> None:
    """A message for the next drawing, after an act that leads to another state of the page."""
    st.session_state["notice"] = text


def notice() -> None:
    place = st.empty()  # always there, as in problems_summary
    text = st.session_state.pop("notice", None)
    if text:
        place.success(plain(text))


# ------------------------------------------------------------------ addresses


def decision_in_address() -> int:
    """The id in `?decision=`; anything else is the same "Ei löytynyt" as an unknown one."""
    found = number_in_address("decision")
    if found is None:
        not_found()
    return found


def number_in_address(name: str) -> int | None:
    value = st.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def newest_briefing(actor: Actor, decision_id: int) -> briefings.Published | None:
    """The published briefing of a matter that the reader may see; None while none is out.

    The matter itself has been found before this, so nothing is hidden by saying so.
    """
    try:
        return briefings.published(actor, decision_id)
    except NotFound:
        return None


def choice_in_address(name: str, allowed: Sequence[str], default: str) -> str:
    value = st.query_params.get(name, "")
    return value if value in allowed else default


def not_found() -> NoReturn:
    """One and the same page for what does not exist and what this person may not see."""
    actor = current_actor()
    st.session_state.pop("problems", None)
    frame(say(N_("Not found")), actor=actor, token="not-found")
    st.markdown(say(N_("There is no such page, or it is not open to you. Check the address, or go to your own desk.")))
    st.stop()


def refusals() -> _Refusals:
    """`with refusals():` around a read: what may not be seen becomes "Ei löytynyt"."""
    return _Refusals()


@dataclass
class _Refusals:
    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, NotFound | NotAllowed):
            not_found()
        return False


def go(**parameters: str | None) -> None:
    """For a button's on_click: the address of another part of this page; None drops a parameter."""
    clear_problems()
    for name, value in parameters.items():
        if value is not None:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
