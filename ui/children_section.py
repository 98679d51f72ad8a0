"""Children and young people on the councillor's briefing: LAVA in short, never folded.

Source: screens design, screen 10; assessment design, section 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

from assessment.briefing import AlternativeLine, Briefing, Children, EffectRow
from locales import N_
from ui import effects_table
from ui.briefing_sections import actions, alternative_name, effect_word, part, said, small_table
from ui.words import day, say, today, words
from ui.written import facts, items, paragraphs, sentence, told, written


def children(briefing: Briefing, told_with: effects_table.Told) -> str:
    """LAVA in short, or why there is none. Never folded."""
    about, code = briefing.children, briefing.language
    if about is None:
        return no_children(briefing)
    differing = [row for row in about.rows if row.differs]
    life = ""
    if differing:
        caption = say(N_("Areas of children's lives in which the alternatives differ"))
        life = effects_table.table(differing, replace(told_with, brief=True), caption=caption)
    return "".join(
        [
            children_facts(about, code),
            part(say(N_("What weighs for children")), children_weighed(about, briefing)),
            part(say(N_("Children's rights")), principles(about, briefing.alternatives, code)),
            part(say(N_("Children's everyday life")), life + equal_areas(about.rows)),
            part(say(N_("How children were heard")), lundy(about, code)),
            part(say(N_("Told to children")), summary_for_children(about, briefing)),
            part(say(N_("Before you decide, check")), checks(briefing)),
        ]
    )


def children_facts(about: Children, code: str) -> str:
    """Who, how many, and how they took part."""
    who = escape("; ".join(words(age) for age in about.ages))
    many = escape(about.count or "")
    if not many and about.count_unknown:
        many = f"{escape(say(N_('Not known:')))} {written(about.count_unknown, code)}"
    level = f"<strong>{escape(words(about.level))}</strong>" if about.level else escape(say(N_("Not recorded")))
    if about.not_asked_reason:
        level += f". {written(about.not_asked_reason, code)}"
    return facts(
        [
            (say(N_("Which children")), who),
            (say(N_("How many")), many),
            (say(N_("Whose situation needs attention")), escape("; ".join(words(s) for s in about.situations))),
            (say(N_("How children took part")), level),
        ]
    )


def lundy(about: Children, code: str) -> str:
    """The four conditions of being heard (space, voice, audience, influence): what was done and what was not."""
    found = []
    for name in dict.fromkeys(words(item.dim) for item in about.lundy):
        own = [item for item in about.lundy if words(item.dim) == name]
        lines = []
        for item in own:
            state = words(item.value) if item.value else say(N_("Not recorded"))
            when = f" {day(item.planned_on)}" if item.planned_on else ""
            reason = f". {written(item.reason, code)}" if item.reason else ""
            lines.append(f"{escape(words(item.text))} <strong>{escape(state + when)}</strong>{reason}")
        found.append(f"<div><dt>{escape(name)}</dt><dd>{items(lines)}</dd></div>")
    return f'<dl class="vp-pairs">{"".join(found)}</dl>' if found else ""


def principles(about: Children, lines: Sequence[AlternativeLine], code: str) -> str:
    """The four general principles of the Convention against the alternatives."""
    codes = [line.code for line in lines if any(p.alternative == line.code for p in about.principles)]
    if not codes:
        return ""
    rows = []
    for id in dict.fromkeys(p.id for p in about.principles):
        own = {p.alternative: p for p in about.principles if p.id == id}
        first = next(iter(own.values()))
        article = escape(say(N_("article {n}"), n=first.article))
        cells = []
        for alternative in codes:
            found = own.get(alternative)
            if found is None:
                cells.append((alternative, effect_word(None, say(N_("Not assessed")))))
            else:
                reason = written(found.reason, code, "p", "vp-line") if found.reason else ""
                cells.append((alternative, effect_word(found.sign, words(found.word)) + reason))
        rows.append((f'{told(first.title)} <span class="vp-small">({article})</span>', cells))
    caption = say(N_("The general principles of children's rights compared with the present state (VE0)"))
    return small_table(caption, say(N_("Principle")), codes, rows, "vp-reasons")


def children_weighed(about: Children, briefing: Briefing) -> str:
    """Which alternative is best for children, whether it is proposed, and what makes up for it when it is not."""
    if about.best is None:
        best = escape(say(N_("Not recorded")))
    else:
        best = f"<strong>{escape(alternative_name(briefing, about.best))}</strong>"
        if about.same_as_proposal is not None:
            same, other = say(N_("It is the proposed alternative.")), say(N_("It is not the proposed alternative."))
            best += f". {escape(same if about.same_as_proposal else other)}"
    return facts(
        [
            (say(N_("Best for children")), best),
            (say(N_("What weighed more")), said(about.other_interest, briefing)),
            (say(N_("What makes up for it")), actions(about.compensation, briefing.language)),
            (say(N_("Where this assessment is weak")), said(about.weak, briefing)),
        ]
    )


def summary_for_children(about: Children, briefing: Briefing) -> str:
    """What is told to the children themselves, and when."""
    if not about.summary_for_children:
        return sentence(say(N_("There is no summary for children.")))
    told_on = [
        _on(about.told_on, N_("Told to children {day}."), N_("Will be told to children {day}.")),
        _on(about.asked_again_on, N_("Asked again {day}."), N_("Will be asked again {day}.")),
    ]
    how = f" {written(about.told_how, briefing.language)}" if about.told_how else ""
    after = f'<p class="vp-small">{escape(" ".join(filter(None, told_on)))}{how}</p>'
    return f'<div class="vp-for-children">{paragraphs(about.summary_for_children, briefing.language)}</div>{after}'


def _on(when: date | None, past: str, coming: str) -> str:
    """What happens on a day, told as done only when the day has come."""
    if when is None:
        return ""
    return say(coming if when > today() else past, day=day(when))


def no_children(briefing: Briefing) -> str:
    if briefing.children_screening:
        return sentence(words(briefing.children_screening))
    return sentence(say(N_("The effects on children have not been assessed yet.")))


def checks(briefing: Briefing) -> str:
    """What a councillor may check before deciding."""
    return items((escape(words(check)) for check in briefing.checks), "vp-list vp-checks")


def equal_areas(rows: Sequence[EffectRow]) -> str:
    """Names of the areas in which the alternatives do not differ."""
    names = effects_table.same_everywhere(rows)
    return sentence(say(N_("The alternatives do not differ in: {areas}."), areas=names)) if names else ""
