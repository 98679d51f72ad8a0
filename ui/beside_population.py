"""Who took part beside who lives here, shown before any result; and what the answers would be if they were alike.

Source: resident-input design, section 9; every figure follows from what the release publishes.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from locales import N_
from participation.composition import Compared, Line, compare, what_if
from participation.release import STANCES, ActivityResult, Composition, Stance, Table
from ui import vega, word_table
from ui.figures import figure_number, hidden
from ui.vega import INK, Spec
from ui.words import number, say, words
from ui.written import facts, items, sentence, show

PEOPLE, ANSWERED = "#e6e6e6", "#005799"
ROW, BAR = 76, 18  # pixels
EVEN = 0.8  # from here on the groups took part about as eagerly


def draw(activity: ActivityResult, key: str) -> None:
    """The picture, the same as a table, and what it means in words; nothing when it was not compared."""
    if activity.composition is None:
        return
    published, compared = activity.composition, compare(activity.composition)
    st.subheader(say(N_("Who answered, beside who lives here")), anchor=False)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        vega.draw(_chart(compared.lines), alt(compared.lines), key=f"beside-{key}")
        show(meaning(published, compared))
    with right:
        show(table(published, compared.lines))


def _name(line: Line) -> str:
    return words(line.group.label)


def _share(share: float | None) -> str:
    return "–" if share is None else _percent(round(share))


def _percent(n: int) -> str:
    """A per cent on one line."""
    return say(N_("{n} %"), n=number(n)).replace(" ", "\u00a0")


def _about(share: float | None) -> str:
    """A share from rounded numbers, so no finer than fives."""
    if share is None:
        return hidden()
    fives = 5 * round(share / 5)
    return say(N_("about {n}"), n=_percent(fives)) if fives else say(N_("under {n}"), n=_percent(5))


def _one_digit(value: float) -> str:
    """A figure that follows from rounded numbers: its first digit is all that is known."""
    return number(float(f"{value:.1g}"))


def _rate(line: Line) -> str:
    if line.rate is None:
        return hidden() if line.group.participants is None else "–"
    return say(N_("about {n}"), n=_one_digit(line.rate))


def alt(lines: tuple[Line, ...]) -> str:
    said = N_("{group}: {residents} of the residents, {respondents} of the respondents.")
    shares = ((_name(line), _share(line.population_share), _about(line.participant_share)) for line in lines)
    return " ".join(say(said, group=name, residents=all, respondents=some) for name, all, some in shares)


def table(published: Composition, lines: tuple[Line, ...]) -> str:
    head = (say(N_("Number of residents")), say(N_("Respondents")), say(N_("Respondents per 1,000 residents")))
    rows = []
    for line in lines:
        shown = line.group.participants
        cells = (
            f"{number(line.group.population)} ({_share(line.population_share)})",
            hidden() if shown is None else f"{figure_number(shown)} ({_about(line.participant_share)})",
            _rate(line),
        )
        rows.append(word_table.row(escape(_name(line)), zip(head, map(escape, cells), strict=True)))
    caption = say(N_("The same figures as a table"))
    whole = word_table.table(caption, words(published.variable), [escape(name) for name in head], rows, "vp-figures")
    about = [
        (say(N_("Gave no answer to this")), escape(figure_number(published.not_told))),
        (say(N_("Numbers of residents")), escape(" · ".join(filter(None, (published.source, published.updated))))),
    ]
    return whole + facts(about)


def meaning(published: Composition, compared: Compared) -> str:
    """What a reader should make of it, in plain words."""
    names = {line.group.id: _name(line) for line in compared.lines}
    if compared.hidden:
        text = N_("Too few people answered in some groups, or their number protects another: {groups}.")
        groups = ", ".join(names[id] for id in compared.hidden)
        rest = say(N_("That is why it is not counted how evenly the groups were reached."))
        return sentence(f"{say(text, groups=groups)} {rest}")
    if compared.evenness is None or compared.similarity is None:
        return ""
    ranked = sorted(compared.lines, key=lambda line: line.rate or 0)
    least, most = ranked[0], ranked[-1]
    if compared.evenness >= EVEN:
        told = say(N_("The groups answered about equally often."))
    else:
        times = 1 / compared.evenness
        text = N_("Residents of the group {most} answered about {times} times as often as those of the group {least}.")
        often = _one_digit(times) if times >= 3 else number(round(times * 2) / 2)
        told = say(text, most=_name(most), times=often, least=_name(least))
    figures = [
        say(N_("Lowest rate of answering beside the highest (R): {n}"), n=_one_digit(compared.evenness)),
        say(N_("Lowest rate beside that of all: {n}"), n=_one_digit(compared.reach or 0)),
        say(N_("How alike the shares are, 1 being the same: {n}"), n=_one_digit(compared.similarity)),
    ]
    return sentence(told) + items(map(escape, figures))


_IF: dict[Stance, str] = {
    "against": N_("{share} against"),
    "neutral": N_("{share} neither for nor against"),
    "for": N_("{share} for"),
}


def if_alike(question: Table, activity: ActivityResult) -> str:
    """The answers if each group were as large as in the population: a what-if under the result, never in its place."""
    if activity.composition is None or question.crossing is None:
        return ""
    found = what_if(question, activity.composition)
    if found is None:
        return ""
    said = N_(
        "What if: had each group answered as it did but been as large as in the population, {then}. This is a sum, "
        "not a result; it rests on about {n} answers of equal weight."
    )
    return sentence(say(said, then=_three(found.shares), n=_one_digit(found.effective_n)), "vp-small")


def _three(shares: tuple[float, float, float]) -> str:
    parts = (say(_IF[of], share=_about(share)) for of, share in zip(STANCES, shares, strict=True))
    return ", ".join(parts)


# ------------------------------------------------------------------ the picture


def _chart(lines: tuple[Line, ...]) -> Spec:
    """Two bars for each group: its share of the residents above its share of the respondents, on one scale."""
    names = [_name(line) for line in lines]
    longest = max([1.0, *(s for line in lines for s in (line.population_share, line.participant_share) if s)])
    bars, texts = [], []
    for line in lines:
        told = (
            (line.population_share, say(N_("{share} of residents"), share=_share(line.population_share)), PEOPLE, -6),
            (line.participant_share, _respondents(line), ANSWERED, 16),
        )
        for share, text, colour, offset in told:
            place = {"name": _name(line), "zero": 0, "to": round(share or 0, 1), "offset": offset}
            bars.append({**place, "colour": colour})
            texts.append({**place, "text": text})
    layers = []
    for offset in (-6, 16):
        bar = {"type": "bar", "height": BAR, "yOffset": offset, "stroke": INK, "strokeWidth": 1}
        drawn = [one for one in bars if one["offset"] == offset and one["to"]]
        to = vega.across("to", 0, longest * 2.2)
        place = {"x": vega.across("zero", 0, longest * 2.2), "x2": {"field": "to"}, "color": vega.as_given("colour")}
        layers.append(vega.layer(bar, drawn, place))
        text = {"type": "text", "align": "left", "dx": 6, "dy": offset, "fontSize": 15}
        said = [one for one in texts if one["offset"] == offset]
        layers.append(vega.layer(text, said, {"x": to, "text": vega.words("text")}))
    name = {"type": "text", "align": "left", "dy": -26, "fontSize": 16, "fontWeight": "bold"}
    named = [{"name": name} for name in names]
    layers.append(vega.layer(name, named, {"x": {"value": 0}, "text": vega.words("name")}))
    rows = {"field": "name", "type": "nominal", "sort": names, "axis": None, "scale": {"padding": 0}}
    return vega.picture(layers, ROW * len(names), encoding={"y": rows})


def _respondents(line: Line) -> str:
    if line.participant_share is None:
        return say(N_("respondents: not published"))
    return say(N_("{share} of respondents"), share=_about(line.participant_share))
