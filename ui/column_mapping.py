"""The columns of a survey: what each holds, decided by a person from samples and a suggestion.

What looks like personal data is left out and cannot be chosen; only its header is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from locales import N_
from participation.column_roles import Class, Column, Look, Role
from ui.page_setup import problem_at
from ui.words import plain, say, say_n
from ui.written import items, sentence

ROLES: dict[Role, str] = {
    "ignore": N_("Leave out"),
    "scale": N_("For or against, on a scale"),
    "open": N_("Open answer, to be read by a person"),
    "single": N_("One choice"),
    "multi": N_("Several choices"),
    "background": N_("Background of the respondent, such as an age group"),
    "time": N_("Time of the answer"),
    "id": N_("Number of the answer, only against duplicates"),
}
CLASSES: dict[Class, str] = {
    "against": N_("Against"),
    "neutral": N_("Neither for nor against"),
    "for": N_("For"),
    "cannot_say": N_("Cannot say"),
}
SEPARATORS = {";": N_("semicolon"), ",": N_("comma"), "|": N_("vertical bar")}
NO_ALTERNATIVE = ""
MOST_STEPS = 12  # different values of a scale that are shown for classing


def draw(looks: Sequence[Look], alternatives: Mapping[str, str]) -> None:
    """Each column that may be kept: left its role, right what is in it. `alternatives` are names by code."""
    personal = [look.header for look in looks if look.identifying]
    if personal:
        told = say(N_("These columns look like personal data and are always left out:"))
        st.html(sentence(told) + items(escape(header) for header in personal))
    for place, look in enumerate(looks):
        if not look.identifying:
            with st.container(key=f"column-{place}", border=True):
                _column(place, looks, alternatives)


def mapping(looks: Sequence[Look], state: Mapping[str, object]) -> str:
    """What is on the screen as the survey adapter takes it: JSON by header, columns that are left out without more."""
    found = {look.header: column(place, looks, state) for place, look in enumerate(looks)}
    named = {header: one.model_dump(mode="json", exclude_defaults=True) for header, one in found.items()}
    return json.dumps(named, ensure_ascii=False)


def column(place: int, looks: Sequence[Look], state: Mapping[str, object]) -> Column:
    """One column as it is on the screen; what is not on the screen is as suggested."""
    look = looks[place]
    if look.identifying:
        return Column(role="ignore")
    role = _role(place, look, state)
    match role:
        case "scale":
            keys = class_keys(place, looks, state)
            classes = {value: state.get(key, look.suggestion.map.get(value)) for value, key in keys.items()}
            known = {value: found for value, found in classes.items() if found in CLASSES}
            code = state.get(f"alternative-{place}", look.suggestion.alternative)
            return Column.model_validate({"role": "scale", "map": known, "alternative": code or None})
        case "single" | "multi" | "background":
            lines = str(state.get(f"values-{place}", "\n".join(choices(look)))).splitlines()
            separator = state.get(f"separator-{place}", look.suggestion.separator) if role == "multi" else None
            values = [value for value in lines if value.strip()]
            return Column.model_validate({"role": role, "values": values, "separator": separator})
    return Column.model_validate({"role": role})


def class_keys(place: int, looks: Sequence[Look], state: Mapping[str, object]) -> dict[str, str]:
    """The widget in which each step of a scale is classed. Columns with the same steps are classed once."""
    same = (
        at for at, look in enumerate(looks)
        if set(steps(look)) == set(steps(looks[place])) and _role(at, look, state) == "scale"
    )  # fmt: skip
    first = next(same, place)
    return {value: f"class-{first}-{at}" for at, value in enumerate(steps(looks[first]))}


def _role(place: int, look: Look, state: Mapping[str, object]) -> object:
    return "ignore" if look.identifying else state.get(f"role-{place}", look.suggestion.role)


def steps(look: Look) -> Sequence[str]:
    """The values of a scale, in the order in which they are classed."""
    known = tuple(look.suggestion.map)
    return (*known, *(value for value in look.values if value not in known)) if known else look.values[:MOST_STEPS]


def choices(look: Look) -> Sequence[str]:
    return look.suggestion.values or look.values


def _column(place: int, looks: Sequence[Look], alternatives: Mapping[str, str]) -> None:
    look = looks[place]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(f'<p class="vp-question">{escape(look.header)}</p>')
        problem_at(f"role-{place}")
        st.session_state.setdefault(f"role-{place}", look.suggestion.role)
        role = st.selectbox(
            say(N_("What does this column hold?")), list(ROLES), format_func=lambda role: say(ROLES[role]),
            key=f"role-{place}",
        )  # fmt: skip
        if role == "scale":
            _scale(place, looks, alternatives)
        elif role in ("single", "multi", "background"):
            _choices(place, look, role)
    with right, st.container(gap="xxsmall"):
        filled = say_n(N_("{n} cell is filled, for example:"), N_("{n} cells are filled, for example:"), look.filled)
        nothing = say_n(N_("{n} cell is filled."), N_("{n} cells are filled."), look.filled)
        st.html(sentence(filled if look.samples else nothing, "vp-small"))
        for sample in look.samples:
            st.text(sample)


def _scale(place: int, looks: Sequence[Look], alternatives: Mapping[str, str]) -> None:
    look = looks[place]
    codes = [NO_ALTERNATIVE, *alternatives]
    suggested = look.suggestion.alternative
    st.session_state.setdefault(f"alternative-{place}", suggested if suggested in codes else NO_ALTERNATIVE)
    st.selectbox(
        say(N_("Which alternative is it about?")), codes, key=f"alternative-{place}",
        format_func=lambda code: alternatives.get(code, say(N_("None of them"))),
    )  # fmt: skip
    state = {str(key): value for key, value in st.session_state.items()}
    keys = class_keys(place, looks, state)
    if not keys:
        st.html(sentence(say(N_("The column has too many different values for a scale.")), "vp-error"))
    elif not next(iter(keys.values())).startswith(f"class-{place}-"):
        st.html(sentence(say(N_("Its steps mean the same as in the first column with these steps.")), "vp-small"))
        return
    else:
        st.html(sentence(say(N_("What does each step mean?"))))
    for value, key in keys.items():
        st.session_state.setdefault(key, look.suggestion.map.get(value))
        st.selectbox(
            plain(value), list(CLASSES), format_func=lambda found: say(CLASSES[found]), key=key,
            placeholder=say(N_("Choose")),
        )  # fmt: skip


def _choices(place: int, look: Look, role: str) -> None:
    st.session_state.setdefault(f"values-{place}", "\n".join(choices(look)))
    label = f"{say(N_('Values that may be given.'))} {say(N_('One on each line.'))}"
    st.text_area(label, key=f"values-{place}", height=120)
    if role == "multi":
        st.session_state.setdefault(f"separator-{place}", look.suggestion.separator or ";")
        st.selectbox(
            say(N_("What stands between the choices in a cell?")), list(SEPARATORS), key=f"separator-{place}",
            format_func=lambda sign: f"{sign} ({say(SEPARATORS[sign])})",
        )  # fmt: skip
