"""The matrix of areas and alternatives: all of it in words, and one cell at a time for writing."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment import answers, progress, sentences
from assessment.case import Case
from assessment.cells import Cell, MatrixRow
from assessment.matter import Matter
from assessment.templates.model import Area, Library, Section
from assessment.wording import Wording
from data import releases
from data.permissions import Actor
from locales import N_
from ui import comments, evidence, fields
from ui.field import Field
from ui.page_setup import go
from ui.questions import here, may_edit
from ui.words import language, plain, say, say_n, words


def overview(matter: Matter, case: Case, section: Section) -> None:
    """A line for each row with a word for each alternative, and a button that opens it."""
    if section.intro:
        st.markdown(section.intro.text(language()))
    given, total = progress.counts(case, section.id)
    st.markdown(say(N_("{given}/{total} cells ready"), given=given, total=total))
    library, wording = matter.instruments.library, Wording(matter, language())
    pillar = None
    for row in case.rows(section):
        area = row.area
        if area.pillar and area.pillar != pillar:
            pillar = area.pillar
            st.header(library.option("pillars", pillar).text(language()), anchor=False)
        # A group's row stands a step to the right, under its area.
        with st.container(key=f"{'group' if row.group else 'area'}-{_key(row)}", gap=None):
            if area.from_:
                st.html(f"<span>{escape(area.text(language()))}</span>")
                lines = (f"{c}\u00a0{state(library, case.cells[(row.id, c)])}" for c in case.codes[1:])
                words_ = " · ".join((say(N_("read from the child impact assessment")), *lines))
            else:
                codes = case.codes if row.group is None else case.codes[1:]
                first = next((c for c in codes if not progress.cell_done(case.cells[(row.id, c)])), codes[0])
                st.button(
                    plain(wording.row(row.id)), key=f"open-{_key(row)}", type="tertiary", on_click=go,
                    kwargs={"area": area.id, "group": row.group, "alternative": first},
                )  # fmt: skip
                words_ = " · ".join(f"{c}\u00a0{state(library, case.cells[(row.id, c)])}" for c in codes)
            st.html(f'<span class="vp-status">{escape(words_)}</span>')


def _key(row: MatrixRow) -> str:
    return row.id.replace("_", "-").replace(":", "-")


def state(library: Library, cell: Cell) -> str:
    """A word for where the cell stands: its effect, "not assessed" or what is missing."""
    if not cell.assessed:
        return say(N_("Not assessed")).lower()
    if cell.alternative == "VE0":
        return say(N_("Described")).lower()
    level = library.scale("impact5").values()[cell.impact]
    word = f"{level.sign}\u00a0{level.text(language()).split(':')[0]}"  # the scale's own explanation is too long here
    return f"{word}, {say(N_('unfinished')).lower()}" if cell.broken else word


def cell(actor: Actor, matter: Matter, case: Case, section: Section, row: MatrixRow, code: str) -> None:
    """The fields of one cell that are in use now; others open when the answers call for them."""
    st.markdown(row.area.ask.text(language()))
    with st.container(horizontal=True, key="alternatives"):
        for alternative in matter.alternatives:
            chosen = alternative.code == code
            st.button(
                alternative.code,
                key=f"go-{alternative.code.lower()}",
                type="primary" if chosen else "secondary",
                on_click=go,
                kwargs={"alternative": alternative.code},
            )
    current = next(a for a in matter.alternatives if a.code == code)
    st.header(plain(f"{code} {words(current.name)}"), anchor=False)
    if row.area.from_:
        st.markdown(say(N_("This row is read from the child impact assessment.")))
        return
    if row.group is not None and code == "VE0":
        st.markdown(say(N_("The present state is described once for the whole area.")))
        _onward(case, section, row, code)
        return
    found = case.cells[(row.id, code)]
    names = section.baseline_cell if code == "VE0" else case.cell_fields(section, found.values)
    if code != "VE0" and found.impact is None:
        names = ("impact5",)  # the rest opens when there is a direction
    locked = not may_edit(actor, matter, case.template.id)
    for name in names:
        if name == "groups" and row.group is not None:
            continue  # the row is about this group
        field = answers.cell_field(matter.instruments, name)
        key = f"{section.id}/{row.id}/{code}/{name}"
        required = name in ("impact5", "state_now") or name in _asked(case, section, found)
        fields.draw(Field(actor, matter, case.template.id, key, field, field.text(language()), required, locked))
        if field.type == "evidence" and not locked:
            evidence.add_form(actor, matter)
    if row.group is None and code == "VE0":
        _apart(actor, matter, case, row.area, locked)
    _onward(case, section, row, code)


def _apart(actor: Actor, matter: Matter, case: Case, area: Area, locked: bool) -> None:
    """The groups that get a row of their own under this area."""
    asked = answers.APART
    hint = say(N_("Each gets a row of its own. Choose a group when the effect on it differs from that on others."))
    fields.draw(
        Field(actor, matter, case.template.id, f"apart/{area.id}", asked, asked.text(language()), False, locked, hint)
    )


def _asked(case: Case, section: Section, found: Cell) -> set[str]:
    """Fields that the rules ask for, filled in already or not; of several that will do, those that are filled in."""
    asked: set[str] = set()
    for rule in case.cell_rules(section, found.values):
        enough = [name for name in rule.require_one_of if found.values.get(name)]
        asked |= {*rule.require, *(enough or rule.require_one_of)}
    return asked


def _onward(case: Case, section: Section, row: MatrixRow, code: str) -> None:
    """To the next cell that is not ready, in the order of rows and alternatives; or back to all."""
    places = [(r, c) for r in case.rows(section) if not r.area.from_ for c in case.codes]
    here = places.index((row, code)) if (row, code) in places else 0
    following = [*places[here + 1 :], *places[:here]]
    unready = next(((r, c) for r, c in following if not _ready(case.cells[(r.id, c)])), None)
    with st.container(horizontal=True, key="onward"):
        if unready:
            st.button(
                say(N_("Continue to the next open cell")), key="next-cell", type="primary", on_click=go,
                kwargs={"area": unready[0].area.id, "group": unready[0].group, "alternative": unready[1]},
            )  # fmt: skip
        all_cells = say(N_("All areas"))
        st.button(all_cells, key="all-cells", on_click=go, kwargs={"area": None, "group": None, "alternative": None})


def _ready(found: Cell) -> bool:
    return found.computed or progress.cell_done(found)


def aside(actor: Actor, matter: Matter, case: Case, section: Section, row: MatrixRow, code: str) -> None:
    """The very sentence that councillors will read, what is missing, VE0 beside it, and what residents said."""
    area, found = row.area, case.cells[(row.id, code)]
    group = matter.instruments.library.group(row.group) if row.group else None
    here(actor, matter, case.template.id, section)
    if code != "VE0":
        st.subheader(say(N_("Councillors will read")), anchor=False)
        sentence = sentences.sentence(area, code, dict(found.values), language(), group)
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
    key = f"{section.id}/{row.id}/{code}/{'state_now' if code == 'VE0' else 'impact5'}"
    name = f"{code} · {Wording(matter, language()).row(row.id)}"
    comments.draw(actor, matter.stored[case.template.id].id, {key: name})
    done, total = progress.counts(case, section.id)
    st.caption(say_n(N_("{n} cell is open"), N_("{n} cells are open"), total - done))
