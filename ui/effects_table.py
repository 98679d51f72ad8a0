"""The effects table: areas against alternatives in one HTML table, four lines in each cell.

Columns stand in register order. There are no totals, no ranking and no weights. Every cell has words: what was not
assessed says so. On a phone each row becomes cards with the alternative's code in front.
Source: screens design, section 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from assessment.briefing import AlternativeLine, EffectCell, EffectRow, Source
from assessment.first_rows import choose
from locales import N_
from participation.release import ActivityResult, Release, ThemeCount
from ui import word_table
from ui.figures import channel, largest_count, people, row_in_full
from ui.words import language_of, say, say_n, words
from ui.written import in_language, sentence, told, written


def body(rows: Sequence[EffectRow], about: Told, asked: str) -> str:
    """The table with its caption, or the words that nothing has been assessed."""
    if not rows:
        return sentence(say(N_("No effects have been assessed yet.")))
    chosen = choose(rows, asked)
    caption = say(N_("Effects compared with the present state (VE0). The columns are in register order."))
    if chosen.differing:
        caption += " " + say(
            N_(
                "Shown are {shown} of the {all} areas in which the alternatives differ: those with the largest effects."
            ),
            shown=len(chosen.rows),
            all=len(chosen.rows) + chosen.differing,
        )
    return table(chosen.rows, about, caption=caption, residents=True)


def buttons(rows: Sequence[EffectRow], asked: str) -> None:
    """For the rows that stay behind. What is asked for goes into the address."""
    chosen = choose(rows, asked)
    with st.container(horizontal=True, key="more-areas"):
        if chosen.differing:
            text = say_n(
                N_("Show {n} more area in which the alternatives differ"),
                N_("Show {n} more areas in which the alternatives differ"),
                chosen.differing,
            )
            st.button(text, key="areas-differing", on_click=_ask, args=("differing",))
        if chosen.equal:
            text = say_n(
                N_("Show {n} area in which the alternatives do not differ"),
                N_("Show {n} areas in which the alternatives do not differ"),
                chosen.equal,
            )
            st.button(text, key="areas-all", on_click=_ask, args=("all",))
        if asked:
            st.button(say(N_("Show fewer areas")), key="areas-fewer", on_click=_ask, args=("",))


def _ask(areas: str) -> None:
    """The rows wanted go into the address, so that the page can be shared as it stands."""
    if areas:
        st.query_params["areas"] = areas
    else:
        st.query_params.pop("areas", None)


@dataclass(frozen=True)
class Told:
    """What a table needs besides its rows: names, sources and residents' input of the same briefing."""

    alternatives: Sequence[AlternativeLine]
    language: str  # in which people wrote
    sources: Sequence[Source] = ()
    release: Release | None = None
    brief: bool = False  # without VE0's column, sources and residents' themes

    @property
    def columns(self) -> Sequence[AlternativeLine]:
        return [line for line in self.alternatives if not (self.brief and line.code == "VE0")]

    def number(self, source: int) -> int | None:
        """The place of a source in the list of sources, from 1."""
        return next((n for n, found in enumerate(self.sources, 1) if found.id == source), None)

    def themes(self, ids: Sequence[int]) -> list[ThemeCount]:
        if self.release is None or self.brief:
            return []
        return [theme for theme in self.release.themes if theme.theme_id in ids]


def table(rows: Sequence[EffectRow], about: Told, *, caption: str, residents: bool = False) -> str:
    """The whole table as escaped HTML. `residents` adds what residents think of each alternative as a whole."""
    body = [_row(row, about) for row in rows]
    if residents and about.release is not None:
        body += [_voices(activity, about) for activity in about.release.activities if _judged(activity)]
    head = [f'<span class="vp-code">{escape(line.code)}</span> {told(line.name)}' for line in about.columns]
    return word_table.table(caption, say(N_("What is affected")), head, body, "vp-effects")


def _row(row: EffectRow, about: Told) -> str:
    of_all = _themes_of_all(row)  # said once beside the area's name instead of in each cell
    shared = "".join(_theme(theme, about) for theme in about.themes(sorted(of_all)))
    codes = {line.code for line in about.columns}
    cells = ((cell.alternative, _cell(cell, about, of_all)) for cell in row.cells if cell.alternative in codes)
    return word_table.row(told(row.title) + shared, cells)


def _themes_of_all(row: EffectRow) -> set[int]:
    effects = [set(cell.themes) for cell in row.cells if cell.kind == "effect"]
    return set.intersection(*effects) if len(effects) > 1 else set()


def _cell(cell: EffectCell, about: Told, said_in_heading: set[int]) -> str:
    if cell.kind == "not_assessed":
        return f'<p class="vp-effect">{escape(words(cell.word))}</p>'
    lines = _baseline(cell, about) if cell.kind == "baseline" else _effect(cell, about)
    voices = [_theme(theme, about) for theme in about.themes(cell.themes) if theme.theme_id not in said_in_heading]
    return "".join([*lines, _basis(cell, about), *voices])


def _baseline(cell: EffectCell, about: Told) -> list[str]:
    return [
        f'<p class="vp-effect">{escape(words(cell.word))}</p>',
        _said(cell.state, about),
        _certainty(cell, about),
    ]


def _effect(cell: EffectCell, about: Told) -> list[str]:
    sign = f'<span class="vp-sign" aria-hidden="true">{escape(cell.sign)}</span> ' if cell.sign else ""
    lines = [f'<p class="vp-effect">{sign}{escape(words(cell.word))}</p>']
    if cell.groups_lose:
        lines.append(_line(say(N_("Harm to: {groups}"), groups=_joined(cell.groups_lose))))
    if cell.worst_area:
        lines.append(_line(say(N_("Worst: {area}"), area=words(cell.worst_area))))
    lines.append(_said(cell.quantity, about))
    if cell.impact == "na":
        lines.append(_said(cell.rationale, about))
    elif cell.impact == "unknown":
        lines.append(_found_out(cell, about))
    else:
        lines.append(_certainty(cell, about))
    return lines


def _found_out(cell: EffectCell, about: Told) -> str:
    if not cell.how_to_find_out:
        return ""
    how = escape(say(N_("How to find out:")))
    return f'<p class="vp-line">{how} {written(cell.how_to_find_out, about.language)}</p>'


def _certainty(cell: EffectCell, about: Told) -> str:
    """The certainty word and, instead of the scale's general reason, the kinds and years of the sources cited."""
    if not cell.certainty_word:
        return ""
    word = words(cell.certainty_word)
    if about.brief:
        return f'<p class="vp-certainty">{escape(word.split(":")[0])}</p>'
    cited = [source for source in about.sources if source.id in cell.sources]
    if cited:
        kinds = dict.fromkeys(_kind_and_year(source) for source in cited)
        word = f"{word.split(':')[0]}: {', '.join(kinds)}"
    moved = f" ({escape(cell.certainty_why)})" if cell.certainty_why else ""
    return f'<p class="vp-certainty">{escape(word)}{moved}</p>'


def _kind_and_year(source: Source) -> str:
    kind = words(source.kind).lower()
    return f"{kind} {source.period_end.year}" if source.period_end else kind


def _basis(cell: EffectCell, about: Told) -> str:
    if about.brief:
        return ""
    numbers = sorted(n for n in map(about.number, cell.sources) if n is not None)
    if not numbers:
        return "" if cell.impact == "na" else f'<p class="vp-basis">{escape(say(N_("No sources")))}</p>'
    listed = ", ".join(map(str, numbers))
    text = (
        say(N_("Source {numbers}"), numbers=listed)
        if len(numbers) == 1
        else say(N_("{n} sources: {numbers}"), n=len(numbers), numbers=listed)
    )
    return f'<p class="vp-basis">{escape(text)}</p>'


def _theme(theme: ThemeCount, about: Told) -> str:
    """What residents said of this area: the theme, and how often it was raised in the channel that raised it most."""
    assert about.release is not None  # a theme comes from its release
    code = language_of(theme.title)
    title = f"<span{in_language(code)}>{escape(words(theme.title))}</span>"
    counts = largest_count(theme, about.release)
    tail = f" ({escape(counts)})" if counts else ""
    return f'<p class="vp-voice"><span class="vp-who">{escape(say(N_("Residents:")))}</span> {title}{tail}</p>'


def _judged(activity: ActivityResult) -> bool:
    return any(table.subject == "alternative" for table in activity.tables)


def _voices(activity: ActivityResult, about: Told) -> str:
    """One row: what those who answered this channel think of each alternative."""
    tables = {table.id: table for table in activity.tables if table.subject == "alternative"}
    heading = say(N_("Residents on the whole alternative"))
    where = escape(channel(activity.channel))
    cells = []
    for line in about.columns:
        found = tables.get(line.code)
        if found is None:
            text = say(N_("Not asked about this alternative"))
        else:
            text = row_in_full(found.total, "alternative", people(activity))
        cells.append((line.code, _line(text)))
    return word_table.row(f'{escape(heading)}<p class="vp-basis">{where}</p>', cells, "vp-voices")


def _joined(groups: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(dict.fromkeys(words(group) for group in groups))


def _line(text: str) -> str:
    return f'<p class="vp-line">{escape(text)}</p>'


def _said(text: str | None, about: Told) -> str:
    return written(text, about.language, "p", "vp-line") if text else ""


def same_everywhere(rows: Sequence[EffectRow]) -> str:
    """The areas in which the alternatives do not differ, by name."""
    return "; ".join(words(row.title) for row in rows if not row.differs)
