"""Pictures of residents' answers: 100 % stacked bars of three classes, each with its alt text and its table.

A picture is made of what a Release publishes and of nothing else, since the browser receives its data. Below 25
answers, and where nearly all are of one mind, there is no bar but words. Lengths are scaled to the whole bar; labels,
alt text and table say the published figures.
Source: screens design, section 6.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from locales import N_
from participation.figures import BAR_FROM, Noun, Subject, barred, figure, lengths, voices
from participation.release import STANCES, ActivityResult, Row, Shown, Stance, Table
from ui import figures, vega, word_table
from ui.vega import INK, Spec
from ui.words import language, say, words
from ui.written import show

COLOURS: dict[Stance, str] = {"against": "#bd2f00", "neutral": "#e6e6e6", "for": "#005799"}
_ON: dict[Stance, str] = {"against": "#ffffff", "neutral": INK, "for": "#ffffff"}
# Word and number where the segment has room for both, else the number, else nothing: the table has it. The browser
# knows how wide the bar is; a letter of 15 px text takes about 6.7 px.
_ROOM = "(datum.to - datum.from) * width / 100 - 4"
_LABEL = f"{_ROOM} >= 7 * length(datum.long) ? datum.long : {_ROOM} >= 7 * length(datum.label) ? datum.label : ''"


@dataclass(frozen=True)
class Line:
    """One row of a picture with its name in the reader's language."""

    name: str
    row: Row


@dataclass(frozen=True)
class Picture:
    """`chart` is None when no row may be drawn. `head` and `rows` are the table with every published row."""

    chart: Spec | None
    alt: str
    first: str  # heading of the first column
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]  # name and figures in words
    worded: tuple[tuple[str, str], ...]  # published rows without a bar: name and words
    hidden: tuple[str, ...]
    subject: Subject
    compact: bool = False


def alternatives(activity: ActivityResult, codes: Sequence[str]) -> Picture | None:
    """What those who answered think of each alternative, in register order; None when they were not asked."""
    found = {table.id: table for table in activity.tables if table.subject == "alternative"}
    lines = [Line(code, found[code].total) for code in codes if code in found]
    if not lines:
        return None
    noun = voices(activity, found[lines[0].name])
    return picture(lines, "alternative", noun, say(N_("Alternative")), compact=True)


# cache: (table, activity, language) -> picture. A published table never changes and stays the same object in memory
# from rerun to rerun, so it is known by that; it is held here beside its picture, or another could take its place.
_KEPT = 256
_pictures: OrderedDict[tuple[int, int, str], tuple[Table, ActivityResult, Picture]] = OrderedDict()


def groups(table: Table, activity: ActivityResult) -> Picture:
    """All who answered one question, and under them each group that may be published."""
    key = (id(table), id(activity), language())
    found = _pictures.get(key)
    if found is None:
        found = _pictures[key] = (table, activity, _groups(table, activity))
        if len(_pictures) > _KEPT:
            _pictures.popitem(last=False)
    return found[2]


def _groups(table: Table, activity: ActivityResult) -> Picture:
    lines = [Line(words(row.label), row) for row in (table.total, *table.rows)]
    return picture(lines, table.subject, voices(activity, table), say(N_("Who")))


def picture(lines: Sequence[Line], subject: Subject, noun: Noun, first: str, *, compact: bool = False) -> Picture:
    """`first` heads the first column of the table. `compact` puts short names left of their bars, else above them."""
    shown = [line for line in lines if not line.row.hidden]
    drawn = [line for line in shown if barred(line.row)]
    unsure = any(line.row.cannot_say is not None for line in shown)
    return Picture(
        chart=_chart(drawn, subject, noun, compact) if drawn else None,
        alt=" ".join(f"{line.name}: {figures.row_in_full(line.row, subject, noun)}." for line in drawn),
        first=first,
        head=_head(subject, unsure),
        rows=tuple((line.name, _figures(line.row, unsure)) for line in shown),
        worded=tuple(
            (line.name, figures.row_in_full(line.row, subject, noun)) for line in shown if not barred(line.row)
        ),
        hidden=tuple(line.name for line in lines if line.row.hidden),
        subject=subject,
        compact=compact,
    )


def draw(found: Picture, key: str) -> None:
    """The key to the colours and the bars; under them the rows that have words only and the hidden ones by name."""
    if found.chart is not None:
        show(colour_key(found.subject, short=found.compact))
        vega.draw(found.chart, found.alt, key)
    rest = leftovers(found)
    if rest:
        show(rest)


def table(found: Picture, caption: str) -> str:
    """The same figures as a table; empty when nothing is published."""
    if not found.rows:
        return ""
    rows = (
        word_table.row(escape(name), zip(found.head, map(escape, figures_of_row), strict=True))
        for name, figures_of_row in found.rows
    )
    return word_table.table(caption, found.first, [escape(name) for name in found.head], rows, "vp-figures")


def colour_key(subject: Subject, *, short: bool = False) -> str:
    """Which colour is which class, in words."""
    parts = []
    for of in STANCES:
        swatch = f'<span class="vp-swatch vp-swatch-{of}" aria-hidden="true"></span>'
        parts.append(f"<li>{swatch}{escape(figures.stance(of, subject, short=short))}</li>")
    return f'<ul class="vp-key">{"".join(parts)}</ul>'


def leftovers(found: Picture) -> str:
    """Rows without a bar: in words, or by name with the same words for every hidden one."""
    parts = [f"<li>{escape(name)}: {escape(text)}</li>" for name, text in found.worded]
    if found.hidden:
        parts.append(f"<li>{escape('; '.join(found.hidden))}: {escape(figures.hidden())}</li>")
    return f'<ul class="vp-list vp-worded">{"".join(parts)}</ul>' if parts else ""


# ------------------------------------------------------------------ the table


def _head(subject: Subject, unsure: bool) -> tuple[str, ...]:
    classes = tuple(figures.stance(of, subject) for of in STANCES)
    return (say(N_("Answers")), *classes, *([say(N_("Cannot say"))] if unsure else []))


def _figures(row: Row, unsure: bool) -> tuple[str, ...]:
    """A published row in words; what it does not publish is a dash."""
    shares = tuple(_share(row, of) for of in STANCES)
    return (_number(row.n), *shares, *([_number(row.cannot_say)] if unsure else []))


def _number(shown: Shown | None) -> str:
    return "–" if shown is None else figures.figure_number(shown)


def _share(row: Row, of: Stance) -> str:
    shown = figure(row, of)
    return "–" if shown is None else figures.share(shown)


# ------------------------------------------------------------------ the bars


def _chart(drawn: Sequence[Line], subject: Subject, noun: Noun, compact: bool) -> Spec:
    unsure = not compact and any(line.row.cannot_say is not None for line in drawn)
    step = 25 if compact else 84 if unsure else 62
    offset = 0 if compact else 2 if unsure else 12
    names = [line.name for line in drawn]
    bar = {"height": 22 if compact else 26, "yOffset": offset, "stroke": INK, "strokeWidth": 1}
    layers = [
        vega.layer(
            {"type": "bar", **bar},
            _segments(drawn, subject),
            {
                "x": vega.across("from"),
                "x2": {"field": "to"},
                "color": vega.as_given("colour"),
            },
        ),
        vega.layer(
            {"type": "text", "dy": offset, "fontSize": 15},
            _segments(drawn, subject),
            {
                "x": vega.across("middle"),
                "text": vega.words("said"),
                "color": vega.as_given("ink"),
            },
            transform=[{"calculate": _LABEL, "as": "said"}],
        ),
    ]
    if not compact:
        layers.append(_names_above(drawn, noun, dy=-26 if unsure else -16))
    if unsure:
        layers += _cannot_say(drawn)
    y = {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "axis": _names_left() if compact else None,
        "scale": {"paddingInner": 0, "paddingOuter": 0},
    }
    return vega.picture(layers, step * len(drawn), encoding={"y": y})


def _segments(drawn: Sequence[Line], subject: Subject) -> list[Spec]:
    """What the browser receives: published figures as words, and lengths drawn from them."""
    found = []
    for line in drawn:
        start = 0.0
        for of, length in zip(STANCES, lengths(line.row), strict=True):
            shown = figure(line.row, of)
            text = figures.short_share(shown) if shown is not None else ""
            found.append(
                {
                    "name": line.name,
                    "from": round(start, 2),
                    "to": round(start + length, 2),
                    "middle": round(start + length / 2, 2),
                    "label": text,
                    "long": f"{figures.stance(of, subject, short=True).lower()} {text}",
                    "colour": COLOURS[of],
                    "ink": _ON[of],
                }
            )
            start += length
    return found


def _names_left() -> Spec:
    return {
        "title": None,
        "domain": False,
        "ticks": False,
        "labelFontSize": 16,
        "labelFontWeight": "bold",
        "labelColor": INK,
        "labelPadding": 8,
        "aria": False,
    }


def _names_above(drawn: Sequence[Line], noun: Noun, dy: int) -> Spec:
    named = [
        {"name": line.name, "title": f"{line.name} ({figures.count(line.row.n, noun)})"}
        for line in drawn
        if line.row.n is not None
    ]
    mark = {"type": "text", "align": "left", "dy": dy, "fontSize": 16}
    return vega.layer(mark, named, {"x": {"value": 0}, "text": vega.words("title")})


def _cannot_say(drawn: Sequence[Line]) -> list[Spec]:
    """Its own thin bar outside the 100 %, as long as the number is beside the number of those with an opinion.

    As everywhere, fewer than 25 have no bar.
    """
    found = []
    for line in drawn:
        said = figures.cannot_say(line.row)
        if said is None or line.row.cannot_say is None or line.row.n is None:
            continue
        length = min(100 * _middle(line.row.cannot_say) / _middle(line.row.n), 100)
        if line.row.cannot_say.kind == "under" or (line.row.cannot_say.low or 0) < BAR_FROM:
            length = 0.0
        found.append({"name": line.name, "zero": 0, "to": round(length, 2), "label": said})
    text = {"type": "text", "align": "left", "dx": {"expr": "datum.to > 0 ? 6 : 0"}, "dy": 28, "fontSize": 14}
    layers = [vega.layer(text, found, {"x": vega.across("to"), "text": vega.words("label")})]
    long_enough = [record for record in found if record["to"]]
    if long_enough:
        bar = {"type": "bar", "height": 8, "yOffset": 28, "fill": "#ffffff", "stroke": INK, "strokeWidth": 1}
        layers.append(vega.layer(bar, long_enough, {"x": vega.across("zero"), "x2": {"field": "to"}}))
    return layers


def _middle(shown: Shown) -> float:
    """The middle of what a published count may be."""
    low = shown.low or 0
    if shown.kind == "under":
        return (low - 1) / 2
    return (low + (low if shown.high is None else shown.high)) / 2
