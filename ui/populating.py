"""Numbers of residents for the groups of a survey: a file of statistics is read, matched by a person, and given.

The table of the file lives in the session until its numbers are given, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from data import population as store
from data.activities import Activity
from data.permissions import Actor
from data.population import Asked, Beside
from data.refusals import Refused
from locales import N_, Message
from participation import population
from participation.jsonstat import Dimension
from participation.population import Chosen, Unfit, ages, numbers, suggest, suggested_dimension
from ui import statistics_file, word_table
from ui.page_setup import PAGES, clear_problems, done, fail, problem_at
from ui.statistics_file import Held
from ui.words import number, plain, say, say_n, words
from ui.written import facts, sentence

USE = "population"
AGES_FROM = 12  # categories: from here on ages are chosen as a first and a last one


def held(activity_id: int) -> Held | None:
    return statistics_file.held(USE, activity_id)


def given(beside: Beside) -> str:
    """What has been given, as a table, and where it is from."""
    residents = beside.given
    assert residents is not None
    whole = sum(residents.numbers.values())
    head = (say(N_("Number of residents")), say(N_("Share")))
    rows = (
        word_table.row(escape(name), zip(head, (escape(number(n)), escape(_share(n, whole))), strict=True))
        for name, n in residents.numbers.items()
    )
    title = beside.asked.name if beside.asked else say(N_("Group"))
    table = word_table.table(say(N_("Residents by group")), title, [escape(name) for name in head], rows)
    told = [
        (N_("Table"), residents.table),
        (N_("Source"), residents.source),
        (N_("Updated"), residents.updated),
    ]
    return table + facts((say(name), escape(value)) for name, value in told if value)


def _share(n: int, whole: int) -> str:
    return say(N_("{n} %"), n=number(round(100 * n / whole))) if whole else "–"


def surveys(found: Mapping[int, tuple[Activity, Beside]], query: Mapping[str, str]) -> None:
    """The surveys of a decision, and which of them stand beside the population."""
    for id, (activity, beside) in found.items():
        assert beside.asked is not None
        with st.container(key=f"survey-{id}", border=True):
            name = words(activity.title)
            st.header(plain(name), anchor=False)
            state = N_("Numbers of residents are missing.") if beside.missing else N_("Numbers of residents are given.")
            st.html(sentence(say(state)))
            label = say(N_("Numbers of residents: {activity}"), activity=name)
            st.page_link(PAGES / "population.py", label=plain(label), query_params={**query, "activity": str(id)})


# ------------------------------------------------------------------ the file


def choose_file(activity: Activity) -> None:
    st.html(
        sentence(
            say(
                N_(
                    "Give a table of official statistics: JSON-stat 2, or CSV or XLSX with the number in the last "
                    "column and in the others what it is of."
                )
            )
        )
    )
    statistics_file.ask(USE, activity.id, say(N_("Table of residents")), population.read)


def drop() -> None:
    """Forgets the table and what was said of it."""
    clear_problems()
    statistics_file.drop(USE)


# ------------------------------------------------------------------ matching


def match(actor: Actor, asked: Asked, one: Held) -> None:
    """Which variable, which part of the rest, and what each group is made of."""
    table, state = one.table, st.session_state
    st.html(sentence(one.headline(), "vp-small"))
    by_id = {dimension.id: dimension for dimension in table.dimensions}
    state.setdefault("population-dimension", suggested_dimension(asked.values, table))
    problem_at("population-dimension")
    chosen = st.radio(
        say(N_("Which column has the groups of “{name}”?"), name=plain(asked.name)), list(by_id),
        format_func=lambda id: plain(by_id[id].label), key="population-dimension",
    )  # fmt: skip
    if chosen is None:
        return
    for place, dimension in enumerate(table.dimensions):
        if dimension.id != chosen and len(dimension.categories) > 1:
            _one_of(place, dimension)
    st.subheader(say(N_("What is each group made of?")), anchor=False)
    along = by_id[chosen]
    suggested = suggest(asked.values, along)
    if state.get("population-of-dimension") != chosen:  # the groups are of another variable now
        for key in [key for key in state if str(key).startswith("population-group-")]:
            del state[key]
        state["population-of-dimension"] = chosen
    for place, value in enumerate(asked.values):
        _parts(place, value, along, suggested[value])
    _not_reached(along, _left(along, _groups(asked.values, along)))
    state.setdefault("population-source", " ".join(filter(None, (table.source, table.label))))
    problem_at("population-source")
    st.text_input(say(N_("Where the numbers are from")), key="population-source", max_chars=store.LONGEST)
    st.button(say(N_("Give the numbers")), type="primary", key="give", on_click=_give, args=(actor, one, asked.values))


def _one_of(place: int, dimension: Dimension) -> None:
    names = dict(dimension.categories)
    key = f"population-of-{place}"
    problem_at(key)
    label = say(N_("Which part of “{name}”?"), name=plain(dimension.label))
    st.selectbox(label, list(names), index=None, format_func=names.get, key=key, placeholder=say(N_("Choose")))


def _parts(place: int, value: str, along: Dimension, suggested: tuple[str, ...]) -> None:
    """The categories of one group; many ages in a row are chosen by the first and the last."""
    key, names = f"population-group-{place}", dict(along.categories)
    problem_at(key)
    if not _by_ages(along):
        st.session_state.setdefault(key, list(suggested))
        st.multiselect(
            plain(value), list(names), format_func=lambda code: names.get(code, ""), key=key,
            placeholder=say(N_("Choose one or more")),
        )  # fmt: skip
        return
    ends = (suggested[0], suggested[-1]) if suggested else (None, None)
    columns = st.columns(2)
    labels = (N_("{group}: first age"), N_("{group}: last age"))
    for column, label, end, which in zip(columns, labels, ends, ("first", "last"), strict=True):
        with column:
            st.session_state.setdefault(f"{key}-{which}", end)
            told = dict(key=f"{key}-{which}", format_func=names.get, placeholder=say(N_("Choose")))
            st.selectbox(say(label, group=plain(value)), list(along.codes), **told)


def _groups(values: Sequence[str], along: Dimension) -> dict[str, tuple[str, ...]]:
    """What each group is made of, as the fields stand now: a button may be pressed before a change has been drawn."""
    state, codes, found = st.session_state, along.codes, {}
    for place, value in enumerate(values):
        key = f"population-group-{place}"
        if _by_ages(along):
            first, last = (state.get(f"{key}-{which}") for which in ("first", "last"))
            known = first in codes and last in codes
            found[value] = tuple(codes[codes.index(first) : codes.index(last) + 1]) if known else ()
        else:
            found[value] = tuple(code for code in state.get(key, ()) if code in codes)
    return found


def _by_ages(along: Dimension) -> bool:
    """Whether the categories are ages one after another, too many to be picked one by one."""
    return len(along.categories) >= AGES_FROM and sum(ages(label) is not None for _, label in along.categories) > 2


def _left(along: Dimension, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    taken = {code for codes in groups.values() for code in codes}
    return tuple(code for code in along.codes if code not in taken)


def _not_reached(along: Dimension, left: tuple[str, ...]) -> None:
    """Parts of the population that nobody answered for: shown as groups of their own when a person says so."""
    names = dict(along.categories)
    if not left or _by_ages(along):
        return
    st.session_state["population-not-reached"] = [
        code for code in st.session_state.get("population-not-reached", []) if code in left
    ]
    st.multiselect(
        say(N_("Groups from which nobody answered, shown as not reached (optional)")), list(left),
        format_func=lambda code: names.get(code, ""), key="population-not-reached",
        placeholder=say(N_("Choose one or more")),
    )  # fmt: skip


def _give(actor: Actor, one: Held, values: Sequence[str]) -> None:
    """Stores the numbers of the groups, from the fields as they stand now."""
    state = st.session_state
    dimension = state["population-dimension"]
    rest = {
        each.id: (f"population-of-{place}", state.get(f"population-of-{place}"))
        for place, each in enumerate(one.table.dimensions)
        if each.id != dimension and len(each.categories) > 1
    }
    missing = [
        (key, Message(N_("Choose which part of the table is meant."))) for key, code in rest.values() if not code
    ]
    if missing:
        fail(missing)
        return
    along = next(each for each in one.table.dimensions if each.id == dimension)
    names = dict(along.categories)
    groups = _groups(values, along)
    left = _left(along, groups)
    extra = {names[code]: (code,) for code in state.get("population-not-reached", ()) if code in left}
    chosen = Chosen(dimension, {id: code for id, (_, code) in rest.items()}, {**groups, **extra})
    try:
        found = numbers(one.table, chosen)
        source = str(state["population-source"])
        store.give(actor, one.owner, found, title=one.table.label, source=source, updated=one.table.updated)
    except Unfit as unfit:
        fail([("population-dimension", unfit.message)])
        return
    except Refused as refused:
        at = {"source": "population-source"}
        fail([(at.get(place, "population-dimension"), message) for place, message in refused.problems])
        return
    drop()
    forms = (N_("Residents were given for {n} group."), N_("Residents were given for {n} groups."))
    done(say_n(*forms, len(found)))
