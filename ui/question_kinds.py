"""Every kind of question: how it is seeded, drawn and read back. A new type of the instruments gets its kind here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from assessment import answers, certainty
from assessment.matter import MAIN
from data.themes import listing
from locales import N_, Message, formats
from ui.field import Field, Kind, Unreadable, day_of, iso
from ui.words import language, plain, say, today, words


def _text_kind(area: bool) -> Kind:
    def draw(field: Field, save: Callable[[], None]) -> None:
        limit = field.question.max_chars or answers.DEFAULT_MAX_CHARS["long_text" if area else "text"]
        common = dict(key=field.base, on_change=save, disabled=field.locked, max_chars=limit, persist_state="session")
        if area:
            st.text_area(field.caption, height=150 if limit > 700 else 110, **common)
        else:
            st.text_input(field.caption, **common)

    return Kind(lambda f, v: {"": v or ""}, draw, lambda f, s: s[f.base])


def read_number(text: str) -> float | int | None:
    """A number as people write it here: 1 200, 2,5, −3. None for nothing."""
    compact = re.sub(r"[\s\u00a0\u202f€]", "", text).replace("−", "-").replace("–", "-")
    if not compact:
        return None
    if not re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", compact):
        raise Unreadable(Message(N_("Write a number, for example 1 200 or 2,5.")))
    value = float(compact.replace(",", "."))
    return int(value) if value.is_integer() else value


def _written(value: float | int | None, digits: int = 2) -> str:
    if value is None:
        return ""
    return formats.number(round(value, digits), language())


def _draw_input(field: Field, save: Callable[[], None], caption: str | None = None) -> None:
    st.text_input(
        caption or field.caption, key=field.base, on_change=save, disabled=field.locked, persist_state="session"
    )


def _money_seed(field: Field, value: Any) -> dict[str, Any]:
    return {"": _written(value / 100 if value is not None else None)}


def _money_read(field: Field, state: Any) -> int | None:
    value = read_number(state[field.base])
    return None if value is None else round(value * 100)


def _money_draw(field: Field, save: Callable[[], None]) -> None:
    _draw_input(field, save, f"{field.caption}, {say(N_('euros'))}")


def _date_draw(field: Field, save: Callable[[], None]) -> None:
    st.date_input(
        field.caption, key=field.base, on_change=save, disabled=field.locked, format="DD.MM.YYYY",
        min_value=date(2000, 1, 1), max_value=date(2100, 12, 31), persist_state="session",
    )  # fmt: skip


Options = Callable[[Field], dict[Any, str]]


def _choice_kind(options: Options, *, long: bool = False) -> Kind:
    def draw(field: Field, save: Callable[[], None]) -> None:
        found = options(field)
        common = dict(key=field.base, on_change=save, index=None, disabled=field.locked, persist_state="session")
        if long or len(found) > 9:
            st.selectbox(
                field.caption, options=list(found), format_func=lambda v: found.get(v, str(v)),
                placeholder=say(N_("Choose")), **common,
            )  # fmt: skip
        else:
            st.radio(field.caption, options=list(found), format_func=lambda v: plain(found.get(v, str(v))), **common)

    return Kind(lambda f, v: {"": v if v in options(f) else None}, draw, lambda f, s: s[f.base])


def _several_kind(options: Options) -> Kind:
    def draw(field: Field, save: Callable[[], None]) -> None:
        found = options(field)
        st.multiselect(
            field.caption, options=list(found), format_func=lambda v: found.get(v, str(v)), key=field.base,
            on_change=save, disabled=field.locked, placeholder=say(N_("Choose one or more")), persist_state="session",
        )  # fmt: skip

    return Kind(lambda f, v: {"": [x for x in v or [] if x in options(f)]}, draw, lambda f, s: s[f.base])


def _library_list(field: Field) -> dict[Any, str]:
    lists = field.matter.instruments.library.lists
    return {value: text.text(language()) for value, text in lists[field.question.options or ""].items()}


def _levels(field: Field) -> dict[Any, str]:
    values = field.matter.instruments.library.scale(field.question.scale or "").values()
    return {v: " ".join(filter(None, (level.sign, level.text(language())))) for v, level in values.items()}


def _yes_no(field: Field) -> dict[Any, str]:
    return {v: t.text(language()) for v, t in field.matter.instruments.library.lists["yes_no"].items()}


def _roles(field: Field) -> dict[Any, str]:
    return {v: t.text(language()) for v, t in field.matter.instruments.library.lists["roles"].items()}


def _alternatives(field: Field) -> dict[Any, str]:
    return {a.code: f"{a.code} {words(a.name)}" for a in field.matter.alternatives}


def _laws(field: Field) -> dict[Any, str]:
    return {law.id: law.name(language()) for law in field.matter.instruments.library.laws}


def _areas(field: Field) -> dict[Any, str]:
    """Areas of EVA, of LAVA and of what is open beside them, not of every instrument there is."""
    matter = field.matter
    templates = [matter.instruments[id] for id in (*MAIN, *matter.others)]
    return {a.id: a.text(language()) for t in templates for s in t.sections for a in s.areas}


def _sources(field: Field) -> dict[Any, str]:
    return {id: source.fields.get("ev_title", str(id)) for id, source in field.matter.evidence.items()}


def _groups(field: Field) -> dict[Any, str]:
    library = field.matter.instruments.library
    ids: Sequence[str] = field.question.only or library.group_ids(field.question.list_)
    return {id: library.group(id).text(language()) for id in ids}


def _groups_kind() -> Kind:
    def seed(field: Field, value: Any) -> dict[str, Any]:
        none = isinstance(value, dict)
        return {
            "": [] if none else list(value or []),
            "--none": none,
            "--why": value.get("reason", "") if none else "",
        }

    def draw(field: Field, save: Callable[[], None]) -> None:
        found = _groups(field)
        none = st.session_state.get(f"{field.base}--none", False)
        st.multiselect(
            field.caption, options=list(found), format_func=lambda v: found.get(v, str(v)), key=field.base,
            on_change=save, disabled=field.locked or none, placeholder=say(N_("Choose one or more")),
            persist_state="session",
        )  # fmt: skip
        changed = dict(on_change=save, disabled=field.locked, persist_state="session")
        if not st.session_state.get(field.base) or none:
            st.checkbox(say(N_("None of these")), key=f"{field.base}--none", **changed)
        if none:
            st.text_input(say(N_("What is this based on?")), key=f"{field.base}--why", **changed)

    def collect(field: Field, state: Any) -> Any:
        if state.get(f"{field.base}--none"):
            return {"none": True, "reason": state.get(f"{field.base}--why", "")}
        return state.get(field.base)

    return Kind(seed, draw, collect)


def _lines_kind() -> Kind:
    """Several short texts, one on a line."""

    def draw(field: Field, save: Callable[[], None]) -> None:
        caption = f"{field.caption} {say(N_('One on each line.'))}"
        st.text_area(
            caption, key=field.base, on_change=save, disabled=field.locked, height=110, persist_state="session"
        )

    return Kind(lambda f, v: {"": "\n".join(v or [])}, draw, lambda f, s: s[f.base].splitlines())


def _explained_kind(options: Options) -> Kind:
    """A status or a right: the value first, then the date or the reason that the value asks for."""

    def seed(field: Field, value: Any) -> dict[str, Any]:
        value = value if isinstance(value, dict) else {"value": value} if value is not None else {}
        return {"": value.get("value"), "--date": day_of(value.get("date")), "--because": value.get("reason", "")}

    def draw(field: Field, save: Callable[[], None]) -> None:
        found, base = options(field), field.base
        st.radio(
            field.caption, options=list(found), format_func=lambda v: plain(found[v]), key=base, on_change=save,
            index=None, horizontal=True, disabled=field.locked, persist_state="session",
        )  # fmt: skip
        level = field.matter.instruments.library.scale(field.question.scale or "check4").values()
        chosen = level.get(st.session_state.get(base, ""))
        changed = dict(on_change=save, disabled=field.locked, persist_state="session")
        if chosen is not None and chosen.requires_date:
            st.date_input(say(N_("By when?")), key=f"{base}--date", format="DD.MM.YYYY", **changed)
        if chosen is not None and chosen.requires_reason:
            st.text_area(say(N_("Why?")), key=f"{base}--because", height=80, **changed)

    def collect(field: Field, state: Any) -> Any:
        value = {
            "value": state.get(field.base),
            "date": iso(state.get(f"{field.base}--date")),
            "reason": state.get(f"{field.base}--because"),
        }
        return {k: v for k, v in value.items() if v not in (None, "")} if value["value"] is not None else None

    return Kind(seed, draw, collect)


BASIS_ASKED = {
    "source": N_("What kind of information does it rest on?"),
    "age": N_("How old is the information?"),
    "scope": N_("Where is it from?"),
    "agree": N_("Do the sources agree?"),
    "direct": N_("Does the information tell of this very effect?"),
}
MOVES = {0: N_("As computed"), 1: N_("One step higher"), -1: N_("One step lower")}


def _certainty_kind() -> Kind:
    """The reasons first, then the level they give, and one step up or down with its reason."""

    def seed(field: Field, value: Any) -> dict[str, Any]:
        said = value if isinstance(value, dict) else {}
        basis = said.get("basis") or {}
        parts = {f"--{name}": basis.get(name) for name in BASIS_ASKED}
        return {**parts, "--move": said.get("move", 0), "--why": said.get("why", ""), "--drawn": True}

    def draw(field: Field, save: Callable[[], None]) -> None:
        base, lists = field.base, field.matter.instruments.library.lists
        changed = dict(on_change=save, disabled=field.locked, persist_state="session")
        st.markdown(f"**{field.caption}**")
        _fill_from_sources(field, save)
        for name, asked in BASIS_ASKED.items():
            found = {v: t.text(language()) for v, t in lists[answers.CERTAINTY_BASIS[name]].items()}
            st.selectbox(
                say(asked), options=list(found), format_func=lambda v, found=found: found[v], index=None,
                key=f"{base}--{name}", placeholder=say(N_("Choose")), **changed,
            )  # fmt: skip
        value = collect(field, st.session_state)
        found_level = certainty.computed((value or {}).get("basis") or {})
        if found_level is None:
            return
        levels = field.matter.instruments.library.scale("certainty").values()
        st.markdown(say(N_("The reasons give: {level}"), level=plain(levels[found_level].text(language()))))
        st.radio(
            say(N_("Is that right?")), options=list(MOVES), format_func=lambda step: say(MOVES[step]),
            key=f"{base}--move", horizontal=True, **changed,
        )  # fmt: skip
        if st.session_state.get(f"{base}--move"):
            st.text_area(say(N_("Why? Councillors see this.")), key=f"{base}--why", height=80, **changed)

    def collect(field: Field, state: Any) -> Any:
        base = field.base
        basis = {name: state.get(f"{base}--{name}") for name in BASIS_ASKED}
        basis = {name: answer for name, answer in basis.items() if answer is not None}
        move, why = state.get(f"{base}--move") or 0, state.get(f"{base}--why") or ""
        stated = field.answer.value
        if not basis:  # a level that was stated without reasons stays until there are some
            return stated if isinstance(stated, int) else None
        return {"basis": basis} | ({"move": move} if move else {}) | ({"why": why} if move and why else {})

    return Kind(seed, draw, collect, composite=True)


def _fill_from_sources(field: Field, save: Callable[[], None]) -> None:
    """What the sources cited in the same cell say themselves: kind, age and where from."""
    beside = field.key.rsplit("/", 1)[0] + "/evidence"
    cited = field.matter.answers(field.template).get(beside)
    ids = (cited.value if cited else None) or ()
    sources = [field.matter.evidence[id].fields for id in ids if id in field.matter.evidence]
    if not sources:
        st.caption(say(N_("Cite the sources below first; then the reasons can be taken from them.")))
        return
    st.button(
        say(N_("Take the reasons from the sources")), key=f"{field.base}--fill", on_click=_take_reasons,
        args=(field.base, certainty.strongest(sources, today()), save),
    )  # fmt: skip


def _take_reasons(base: str, basis: dict[str, str], save: Callable[[], None]) -> None:
    for name, answer in basis.items():
        st.session_state[f"{base}--{name}"] = answer
    save()


def _scale_kind() -> Kind:
    plain_scale, explained = _choice_kind(_levels), _explained_kind(_levels)

    def pick(field: Field) -> Kind:
        return explained if field.question.scale == "check4" else plain_scale

    return Kind(
        lambda f, v: pick(f).seed(f, v), lambda f, save: pick(f).draw(f, save), lambda f, s: pick(f).collect(f, s)
    )


def _per_alternative_kind() -> Kind:
    def seed(field: Field, value: Any) -> dict[str, Any]:
        return {f"--{code.lower()}": (value or {}).get(code, "") for code in field.matter.eva.codes}

    def draw(field: Field, save: Callable[[], None]) -> None:
        st.session_state[f"{field.base}--drawn"] = True
        st.markdown(f"**{field.caption}**")
        for code, name in _alternatives(field).items():
            st.text_area(
                plain(name), key=f"{field.base}--{code.lower()}", on_change=save, disabled=field.locked, height=80,
                persist_state="session",
            )  # fmt: skip

    def collect(field: Field, state: Any) -> Any:
        return {code: state.get(f"{field.base}--{code.lower()}", "") for code in field.matter.eva.codes}

    return Kind(seed, draw, collect, composite=True)


def _rows_kind(
    parts: Sequence[str],
    row: Callable[[Field, str, Callable[[], None]], None],
    read: Callable[[str, Any], dict[str, Any]],
    write: Callable[[dict[str, Any]], dict[str, Any]],
    add: str,
) -> Kind:
    """Rows of the same shape, one more empty than are filled; an emptied row disappears when saved."""

    def seed(field: Field, value: Any) -> dict[str, Any]:
        found = {"--rows": max(len(value or []), 1)}
        for i, item in enumerate([*(value or []), {}]):
            found |= {f"--{i}-{part}": v for part, v in write(item).items()}
        return found

    def draw(field: Field, save: Callable[[], None]) -> None:
        base = field.base
        st.session_state[f"{base}--drawn"] = True
        st.markdown(f"**{field.caption}**")
        for i in range(st.session_state[f"{base}--rows"]):
            for part in parts:
                st.session_state.setdefault(f"{base}--{i}-{part}", write({})[part])
            with st.container(border=True, key=f"{base}--row{i}"):
                row(field, f"{base}--{i}", save)
        if not field.locked and st.button(say(add), key=f"{base}--add"):
            place = st.session_state[f"{base}--rows"]
            for part in parts:  # a row that stood here before somebody else's change may not come back
                st.session_state[f"{base}--{place}-{part}"] = write({})[part]
            st.session_state[f"{base}--rows"] = place + 1
            st.rerun()

    def collect(field: Field, state: Any) -> Any:
        rows = [read(f"{field.base}--{i}", state) for i in range(state[f"{field.base}--rows"])]
        return [row for row in rows if any(v not in (None, "") for v in row.values())]

    return Kind(seed, draw, collect, composite=True)


def _action_row(field: Field, base: str, save: Callable[[], None]) -> None:
    changed = dict(on_change=save, disabled=field.locked, persist_state="session")
    roles = _roles(field)
    st.text_input(say(N_("What is done?")), key=f"{base}-text", max_chars=500, **changed)
    left, right = st.columns(2)
    left.selectbox(
        say(N_("Who is responsible (role)?")), options=list(roles), format_func=lambda v: roles[v], index=None,
        key=f"{base}-owner", placeholder=say(N_("Choose")), **changed,
    )  # fmt: skip
    right.date_input(say(N_("By when?")), key=f"{base}-due", format="DD.MM.YYYY", **changed)


def _action_read(base: str, state: Any) -> dict[str, Any]:
    row = {
        "text": state.get(f"{base}-text", ""),
        "owner": state.get(f"{base}-owner"),
        "due": iso(state.get(f"{base}-due")),
    }
    return {k: v for k, v in row.items() if v not in (None, "")}


def _trace_row(field: Field, base: str, save: Callable[[], None]) -> None:
    themes = {theme.id: theme for theme in listing(field.actor, field.matter.head.id)}
    changed = dict(on_change=save, disabled=field.locked, persist_state="session")
    st.selectbox(
        say(N_("Theme")), options=list(themes), format_func=lambda id: words(themes[id].title), index=None,
        key=f"{base}-theme", placeholder=say(N_("Choose")), **changed,
    )  # fmt: skip
    st.text_area(say(N_("What changed, or why nothing did?")), key=f"{base}-text", height=80, **changed)


def _trace_read(base: str, state: Any) -> dict[str, Any]:
    row = {"theme": state.get(f"{base}-theme"), "text": state.get(f"{base}-text", "")}
    return {k: v for k, v in row.items() if v not in (None, "")}


KINDS: dict[str, Kind] = {
    "text": _text_kind(False),
    "long_text": _text_kind(True),
    "number": Kind(lambda f, v: {"": _written(v)}, _draw_input, lambda f, s: read_number(s[f.base])),
    "number_or_unknown": Kind(lambda f, v: {"": _written(v)}, _draw_input, lambda f, s: read_number(s[f.base])),
    "money": Kind(_money_seed, _money_draw, _money_read),
    "date": Kind(lambda f, v: {"": day_of(v)}, _date_draw, lambda f, s: iso(s[f.base])),
    "yes_no": _choice_kind(_yes_no),
    "choice": _choice_kind(_library_list),
    "multi": _several_kind(_library_list),
    "scale": _scale_kind(),
    "right": _explained_kind(_levels),
    "certainty": _certainty_kind(),
    "groups": _groups_kind(),
    "places": _lines_kind(),
    "impact_areas": _several_kind(_areas),
    "evidence": _several_kind(_sources),
    "indicators": _lines_kind(),
    "actions": _rows_kind(
        ("text", "owner", "due"),
        _action_row,
        _action_read,
        lambda item: {"text": item.get("text", ""), "owner": item.get("owner"), "due": day_of(item.get("due"))},
        N_("Add an action"),
    ),
    "trace": _rows_kind(
        ("theme", "text"),
        _trace_row,
        _trace_read,
        lambda item: {"theme": item.get("theme"), "text": item.get("text", "")},
        N_("Add a theme"),
    ),
    "law_refs": _several_kind(_laws),
    "person_role": _choice_kind(_roles, long=True),
    "choice_alternative": _choice_kind(_alternatives),
    "per_alternative_text": _per_alternative_kind(),
}
