"""The matrix of areas and alternatives: all of it in words, and one cell at a time for writing."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment import answers, progress, sentences
from assessment.case import Case, Cell
from assessment.matter import Matter
from assessment.templates.model import Area, Library, Section
from data import releases
from data.permissions import Actor
from locales import N_
from ui import evidence, fields
from ui.page_setup import go
from ui.questions import may_edit
from ui.words import language, plain, say, say_n, words


def overview(matter: Matter, case: Case, section: Section) -> None:
    """A row for each area with a word for each alternative, and a button that opens it."""
    if section.intro:
        st.markdown(section.intro.text(language()))
    given, total = progress.counts(case, section.id)
    st.markdown(say(N_("{given}/{total} cells ready"), given=given, total=total))
    pillar = None
    for area in case.areas(section):
        if area.pillar and area.pillar != pillar:
            pillar = area.pillar
            st.header(matter.instruments.library.option("pillars", pillar).text(language()), anchor=False)
        with st.container(
            key=f"area-{area.id.replace('_', '-')}", horizontal=True, vertical_alignment="center",
            horizontal_alignment="distribute",
        ):  # fmt: skip
            if area.from_:
                st.html(f"<span>{escape(area.text(language()))}</span>")
            else:
                first = next((c for c in case.codes if not progress.cell_done(case.cells[(area.id, c)])), case.codes[0])
                st.button(
                    plain(area.text(language())), key=f"open-{area.id.replace('_', '-')}", type="tertiary",
                    on_click=go, kwargs={"area": area.id, "alternative": first},
                )  # fmt: skip
            library = matter.instruments.library
            words_ = " · ".join(f"{code} {state(library, case.cells[(area.id, code)])}" for code in case.codes)
            st.html(f'<span class="vp-status">{escape(words_)}</span>')


def state(library: Library, cell: Cell) -> str:
    """A word for where the cell stands: its effect, "not assessed" or what is missing."""
    if not cell.assessed:
        return say(N_("Not assessed")).lower()
    if cell.alternative == "VE0":
        return say(N_("Described")).lower()
    level = library.scale("impact5").values()[cell.impact]
    word = f"{level.sign} {level.text(language()).split(':')[0]}"  # the scale's own explanation is too long here
    return f"{word}, {say(N_('unfinished')).lower()}" if cell.broken else word


def cell(actor: Actor, matter: Matter, case: Case, section: Section, area: Area, code: str) -> None:
    """The fields of one cell that are in use now; others open when the answers call for them."""
    st.markdown(area.ask.text(language()))
    with st.container(horizontal=True, key="alternatives"):
        for alternative in matter.alternatives:
            chosen = alternative.code == code
            st.button(
                alternative.code,
                key=f"go-{alternative.code.lower()}",
                type="primary" if chosen else "secondary",
                help=None,
                on_click=go,
                kwargs={"alternative": alternative.code},
            )
    current = next(a for a in matter.alternatives if a.code == code)
    st.header(plain(f"{code} {words(current.name)}"), anchor=False)
    if area.from_:
        st.markdown(say(N_("This row is read from the child impact assessment.")))
        return
    found = case.cells[(area.id, code)]
    names = section.baseline_cell if code == "VE0" else case.cell_fields(section, found.values)
    if code != "VE0" and found.impact is None:
        names = ("impact5",)  # the rest opens when there is a direction
    for name in names:
        field = answers.cell_field(matter.instruments, name)
        key = f"{section.id}/{area.id}/{code}/{name}"
        locked = not may_edit(actor, matter, case.template.id)
        required = name in ("impact5", "state_now") or name in _asked(case, section, found)
        fields.draw(fields.Field(actor, matter, case.template.id, key, field, field.text(language()), required, locked))
        if field.type == "evidence" and not locked:
            evidence.add_form(actor, matter)
    _onward(case, section, area, code)


def _asked(case: Case, section: Section, found: Cell) -> set[str]:
    """Fields that the rules ask for, filled in already or not; of several that will do, those that are filled in."""
    asked: set[str] = set()
    for rule in case.cell_rules(section, found.values):
        enough = [name for name in rule.require_one_of if found.values.get(name)]
        asked |= {*rule.require, *(enough or rule.require_one_of)}
    return asked


def _onward(case: Case, section: Section, area: Area, code: str) -> None:
    """To the next cell that is not ready, in the order of areas and alternatives; or back to all."""
    places = [(a.id, c) for a in case.areas(section) if not a.from_ for c in case.codes]
    here = places.index((area.id, code)) if (area.id, code) in places else 0
    following = [*places[here + 1 :], *places[:here]]
    unready = next((place for place in following if not progress.cell_done(case.cells[place])), None)
    with st.container(horizontal=True, key="onward"):
        if unready:
            st.button(
                say(N_("Continue to the next open cell")), key="next-cell", type="primary", on_click=go,
                kwargs={"area": unready[0], "alternative": unready[1]},
            )  # fmt: skip
        all_cells = say(N_("All areas"))
        st.button(all_cells, key="all-cells", on_click=go, kwargs={"area": None, "alternative": None})


def aside(actor: Actor, matter: Matter, case: Case, section: Section, area: Area, code: str) -> None:
    """The very sentence that councillors will read, what is missing, VE0 beside it, and what residents said."""
    found = case.cells[(area.id, code)]
    if code != "VE0":
        st.subheader(say(N_("Councillors will read")), anchor=False)
        sentence = sentences.sentence(area, code, dict(found.values), language())
        st.html(f'<p class="vp-sentence" data-written>{escape(sentence)}</p>')
        for id in found.broken:
            text = matter.instruments.library.rule(id).text(language())
            st.html(f'<p class="vp-missing">{escape(text)}</p>')
        baseline = case.cells[(area.id, "VE0")].values.get("state_now")
        st.subheader(say(N_("Present state (VE0)")), anchor=False)
        st.text(baseline or say(N_("Not described yet.")))
    release = releases.latest(actor, matter.head.id)
    said = [t for t in (release.themes if release else ()) if area.id in t.areas]
    if said:
        st.subheader(say(N_("What residents said")), anchor=False)
        st.html("<ul>" + "".join(f"<li>{escape(words(theme.title))}</li>" for theme in said) + "</ul>")
    library = matter.instruments.library
    lines = [library.law(law).name(language()) for law in area.law]
    lines += [f"{n} {library.article(n).text(language())}" for n in area.crc]
    if lines:
        st.subheader(say(N_("Basis")), anchor=False)
        st.html("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")
    done, total = progress.counts(case, section.id)
    st.caption(say_n(N_("{n} cell is open"), N_("{n} cells are open"), total - done))
