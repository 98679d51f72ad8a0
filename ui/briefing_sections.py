"""The councillor's briefing section by section, as escaped HTML: one function for each, in the page's fixed order.

Nothing here decides anything; the value comes composed from `assessment.briefing`.
Source: screens design, screen 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Literal

from assessment.briefing import (
    Action,
    AlternativeLine,
    Briefing,
    DutyLine,
    NotKnown,
)
from assessment.names import POSITIONS
from data.responses import Response
from locales import N_
from ui import word_table
from ui.cards import status_word
from ui.words import day, days_left, euros, language, number, say, say_n, words
from ui.written import facts, items, paragraphs, sentence, told, written

CERTAINTY = (
    N_("A plain statement: high certainty."),
    N_("“Probably”: moderate certainty."),
    N_("“May”: low certainty."),
    N_("“We do not know”: very low certainty."),
)
Place = Literal["effects", "children", "economy", "proposal", "harm", "not-known", "statements", "asked", "made"]
HEADINGS: dict[Place, str] = {
    "effects": N_("Effects of the alternatives"),
    "children": N_("Children and young people"),
    "economy": N_("Economy"),
    "proposal": N_("The proposal and its reasons"),
    "harm": N_("How harm is lessened"),
    "not-known": N_("What is not known"),
    "statements": N_("Statements of the councils"),
    "asked": N_("What has been asked of the preparers"),
    "made": N_("How this assessment was made"),
}


def not_intact() -> str:
    """The stored bytes no longer match their fingerprint: said first, with what to do."""
    title = escape(say(N_("This page does not match the published version")))
    what = say(
        N_(
            "Its content has changed after publication. Do not decide on the basis of this page. "
            "Ask the registry for the published document, and tell the administrator of this service."
        )
    )
    return f'<div class="vp-errors" role="alert"><h2>{title}</h2><p>{escape(what)}</p></div>'


def heading(place: Place) -> str:
    return say(HEADINGS[place])


def contents() -> str:
    """Links to the sections; the order is the page's."""
    links = "".join(f'<li><a href="#vp-{place}">{escape(say(text))}</a></li>' for place, text in HEADINGS.items())
    return f'<nav aria-label="{escape(say(N_("On this page")))}"><ul class="vp-contents">{links}</ul></nav>'


def target(place: Place) -> str:
    """Where a link of the contents leads to."""
    return f'<span id="vp-{place}" class="vp-target" tabindex="-1"></span>'


def part(heading: str, text: str) -> str:
    """A piece under its own heading; nothing at all when it has nothing to say."""
    return f"<h3>{escape(heading)}</h3>{text}" if text else ""


# ------------------------------------------------------------------ the first screen


def duties_not_done(briefing: Briefing) -> str:
    """What the law asks and will not be done stands before everything else."""
    if not briefing.duties_not_done:
        return ""
    lines = []
    for duty in briefing.duties_not_done:
        reason = written(duty.reason, briefing.language) if duty.reason else escape(_unrecorded())
        lines.append(f"<strong>{duty_name(duty)}</strong> {reason}")
    title = escape(say(N_("Required by law, but will not be done")))
    return f'<div class="vp-notice"><h2>{title}</h2>{items(lines)}</div>'


def document_line(briefing: Briefing, published: str | None) -> str:
    """What kind of document this is, and when and where the matter is decided."""
    kind = escape(say(N_("This is an assessment made before the decision. It is not a decision.")))
    where = [written(briefing.body, briefing.language)]
    if briefing.meeting_date:
        text = say(N_("meeting {day}"), day=day(briefing.meeting_date))
        if briefing.stage in ("in_preparation", "hearing", "on_agenda", "returned"):
            text += f" ({days_left(briefing.meeting_date)})"
        where.append(escape(text))
    else:
        where.append(escape(say(N_("the meeting date is not known yet"))))
    if published:
        where.append(escape(published))
    return f'<p class="vp-document"><strong>{kind}</strong><br>{" · ".join(where)}</p>'


def what_is_decided(briefing: Briefing) -> str:
    return f"<p>{told(briefing.summary)}</p>" if any(briefing.summary.values()) else _nothing()


def no_assessment(briefing: Briefing) -> str:
    """When the screening found no need for an assessment: its reason, which is public."""
    if briefing.level != "none":
        return ""
    text = escape(say(N_("No impact assessment is made. Reason:")))
    reason = written(briefing.none_reason, briefing.language) if briefing.none_reason else escape(_unrecorded())
    return f"<p><strong>{text}</strong> {reason}</p>"


def alternatives(briefing: Briefing) -> str:
    """One line each, in register order; which of them is proposed is said in words and changes nothing else."""
    proposed = f' <span class="vp-small">({escape(say(N_("the proposal")))})</span>'
    return facts(
        (
            (line.code, told(line.name) + (proposed if line.code == briefing.proposal else ""))
            for line in briefing.alternatives
        ),
        "vp-alternatives",
    )


def key_differences(briefing: Briefing) -> str:
    """At most three sentences, whose verbs carry their certainty, and what those verbs mean."""
    if not briefing.key_differences:
        return sentence(say(N_("No differences between the alternatives have been recorded.")))
    quantities = [cell.quantity for row in briefing.effects for cell in row.cells if cell.quantity]
    lines = (_marked(words(text), quantities, briefing.language) for text in briefing.key_differences)
    return items(lines) + certainty_legend()


def certainty_legend() -> str:
    return sentence(" ".join(say(text) for text in CERTAINTY), "vp-small")


def _marked(text: str, quantities: Iterable[str], code: str) -> str:
    """Our sentence in the reader's language, with the quantity that a person wrote marked as theirs."""
    found = max((q for q in quantities if q in text), key=len, default="")
    if not found:
        return escape(text)
    before, after = text.split(found, 1)
    return f"{escape(before)}{written(found, code)}{escape(after)}"


# ------------------------------------------------------------------ economy and the proposal


def costs(lines: Sequence[AlternativeLine]) -> str:
    """Costs per alternative compared with VE0; a saving carries its minus."""
    head = (N_("Per year"), N_("Once"), N_("Can it be undone?"))
    rows = []
    for line in lines:
        if line.code == "VE0":
            cells = [say(N_("reference"))] * 2 + [words(line.reversibility) if line.reversibility else "–"]
        else:
            cells = [_money(line.cost_year), _money(line.cost_once)]
            cells.append(words(line.reversibility) if line.reversibility else say(N_("Not recorded")))
        rows.append(
            (f"{escape(line.code)} {told(line.name)}", list(zip(map(say, head), map(escape, cells), strict=True)))
        )
    caption = say(N_("Costs and savings compared with the present state (VE0); a saving has a minus sign"))
    return small_table(caption, say(N_("Alternative")), [say(name) for name in head], rows, "vp-wide-names")


def economic_effects(briefing: Briefing) -> str:
    """The assessed effects on the economy as the sentences that carry their certainty."""
    found = []
    for row in briefing.effects:
        if row.area not in briefing.economy:
            continue
        lines = [
            _marked(words(cell.sentence), [cell.quantity] if cell.quantity else [], briefing.language)
            for cell in row.cells
            if cell.kind == "effect" and cell.sentence and cell.impact != "na"
        ]
        if lines:
            found.append((words(row.title), items(lines)))
    return facts(found)


def proposal(briefing: Briefing) -> str:
    """What is proposed and why, and what it is in conflict with."""
    if briefing.proposal is None:
        return sentence(say(N_("No alternative has been proposed yet.")))
    return facts(
        [
            (say(N_("Proposed")), f"<strong>{escape(alternative_name(briefing, briefing.proposal))}</strong>"),
            (say(N_("Why")), said(briefing.proposal_why, briefing) or escape(_unrecorded())),
            (say(N_("Aims that conflict")), said(briefing.conflict, briefing)),
            (say(N_("Why there is only one alternative")), said(briefing.single_reason, briefing)),
        ]
    )


def background(briefing: Briefing) -> str:
    """Why the matter is decided now, what can still be influenced and what is fixed."""
    return facts(
        [
            (say(N_("The problem")), said(briefing.problem, briefing)),
            (say(N_("The aim")), said(briefing.goal, briefing)),
            (say(N_("Still open")), escape("; ".join(words(text) for text in briefing.still_open))),
            (say(N_("Already fixed")), said(briefing.fixed, briefing)),
        ]
    )


def one_by_one(briefing: Briefing) -> str:
    """Each alternative on its own: what it is, whose it is, for whom it is best and worst."""
    parts = []
    for line in briefing.alternatives:
        own = facts(
            [
                (say(N_("What it means")), said(line.description, briefing)),
                (say(N_("Suggested by")), escape(words(line.origin)) if line.origin else ""),
                (say(N_("Best for")), said(line.best_for, briefing)),
                (say(N_("Worst for")), said(line.worst_for, briefing)),
            ]
        )
        parts.append(f"<h3>{escape(line.code)} {told(line.name)}</h3>{own}")
    return "".join(parts)


# ------------------------------------------------------------------ harm, gaps, statements


def mitigation(briefing: Briefing) -> str:
    """Measures that lessen harm: first those of the whole proposal, then alternative by alternative."""
    whole = say(N_("The whole proposal"))
    by_code: dict[str, list[Action]] = {name: [] for name in (whole, *(line.code for line in briefing.alternatives))}
    for action in briefing.mitigation:
        by_code.setdefault(action.alternative or whole, []).append(action)
    found = facts((name, actions(own, briefing.language)) for name, own in by_code.items())
    return found or sentence(say(N_("No measures that lessen harm have been recorded.")))


def actions(found: Iterable[Action], code: str) -> str:
    """What, whose and by when."""
    lines = []
    for action in found:
        whose = [words(action.owner) if action.owner else "", day(action.due)]
        if action.area:
            whose.insert(0, words(action.area))
        tail = ", ".join(filter(None, whose))
        lines.append(written(action.text, code) + (f' <span class="vp-small">({escape(tail)})</span>' if tail else ""))
    return items(lines)


def burden(briefing: Briefing) -> str:
    """Groups that the proposed alternative harms in several areas: counts, never a sum of scores."""
    return items(
        escape(say_n(N_("{group}: harm in {n} area"), N_("{group}: harm in {n} areas"), n, group=words(group)))
        for group, n in briefing.burden
    )


def accepted_harm(briefing: Briefing) -> str:
    """Harm that is not lessened, with its reason."""
    return _gaps(briefing.accepted_harm, briefing) or sentence(say(N_("There is no harm without measures.")))


def follow_up(briefing: Briefing) -> str:
    """When it is looked at whether the effects came true."""
    if briefing.follow_up_on is None:
        return ""
    return sentence(say(N_("Whether the effects came true is checked on {day}."), day=day(briefing.follow_up_on)))


def not_known(briefing: Briefing) -> str:
    """What is not known, who was not heard, and how old the data is."""
    found = _gaps(briefing.not_known, briefing) or sentence(say(N_("Nothing has been marked as not known.")))
    if briefing.not_heard:
        groups = "; ".join(words(group) for group in briefing.not_heard)
        found += sentence(say(N_("Not heard: {groups}."), groups=groups))
    if briefing.effects:
        share = number(100 * briefing.share_unknown, 0)
        found += sentence(say(N_("Answered “not known”: {share} % of the assessed points."), share=share))
    return found + age_of_data(briefing)


def age_of_data(briefing: Briefing) -> str:
    """From when to when the sources are, and which of them are old."""
    years = [source.period_end.year for source in briefing.sources if source.period_end]
    if not years:
        return sentence(say(N_("The age of the data is not recorded.")))
    span = str(years[0]) if min(years) == max(years) else f"{min(years)}–{max(years)}"
    found = sentence(say(N_("The sources describe the years {years}."), years=span))
    old = [written(source.title, briefing.language) for source in briefing.sources if source.old]
    if old:
        found += sentence(say(N_("Older than five years:"))) + items(old)
    return found


def statements(briefing: Briefing, answers: Sequence[Response]) -> str:
    """What the councils said, and how far their answer has come."""
    if not briefing.statements:
        return sentence(say(N_("No statements of councils have been recorded.")))
    by_statement = {answer.statement_id: answer for answer in answers if answer.state == "published"}
    found = []
    for line in briefing.statements:
        answer = by_statement.get(line.id)
        status = status_word(answer.draft.status if answer else "open")
        position = say(POSITIONS[line.position]) if line.position in POSITIONS else line.position
        head = f"<h3>{escape(words(line.council))}</h3>"
        meta = f'<p class="vp-small">{escape(day(line.date))} · {escape(position)}</p>'
        link = f"<p>{link_or_text(line.url)}</p>" if line.url else ""
        answered = f"<p>{escape(say(N_('Answer:')))} <strong>{escape(status)}</strong></p>"
        found.append(f"{head}{meta}{paragraphs(line.main_points, briefing.language)}{link}{answered}")
    return "".join(found)


# ------------------------------------------------------------------ shared pieces


def small_table(
    caption: str, first: str, head: Sequence[str], rows: Sequence[tuple[str, Sequence[tuple[str, str]]]], css: str
) -> str:
    """A small table; row headings and cells are already HTML."""
    return word_table.table(
        caption, first, [escape(name) for name in head], (word_table.row(*row) for row in rows), css
    )


def effect_word(sign: str | None, word: str) -> str:
    mark = f'<span class="vp-sign" aria-hidden="true">{escape(sign)}</span> ' if sign else ""
    return f'<p class="vp-effect">{mark}{escape(word)}</p>'


def _gaps(found: Iterable[NotKnown], briefing: Briefing) -> str:
    lines = []
    for gap in found:
        about = ", ".join(filter(None, (words(gap.area) if gap.area else "", gap.alternative or "")))
        head = f"<strong>{escape(about)}:</strong> " if about else ""
        how = ""
        if gap.how:
            how = f"<br>{escape(say(N_('How to find out:')))} {written(gap.how, briefing.language)}"
        lines.append(f"{head}{written(gap.text, briefing.language)}{how}")
    return items(lines)


def duty_name(duty: DutyLine) -> str:
    body = f" ({escape(words(duty.body))})" if duty.body else ""
    return f"{escape(words(duty.kind))}{body}: {escape(words(duty.text))}"


def alternative_name(briefing: Briefing, code: str) -> str:
    line = next((line for line in briefing.alternatives if line.code == code), None)
    return f"{code} {words(line.name)}" if line else code


def link_or_text(address: str) -> str:
    """A link when it is a web address; anything else, a register number for example, stays text."""
    text = escape(address)
    if not address.startswith(("https://", "http://")):
        return text
    return f'<a class="vp-link" rel="noopener noreferrer" href="{text}">{text}</a>'


def said(text: str | None, briefing: Briefing) -> str:
    return written(text, briefing.language) if text else ""


def _money(cents: int | None) -> str:
    return say(N_("Not recorded")) if cents is None else euros(cents)


def _unrecorded() -> str:
    return say(N_("No reason is recorded."))


def _nothing() -> str:
    return sentence(say(N_("Nothing has been written here yet.")))


def language_note(briefing: Briefing) -> str:
    """For a reader whose language is not the one people wrote in."""
    if briefing.language == language():
        return ""
    texts: Mapping[str, str] = {"fi": N_("Finnish"), "sv": N_("Swedish"), "en": N_("English")}
    name = say(texts.get(briefing.language, briefing.language))
    note = say(
        N_("Texts written by the preparers and residents are shown in the language they were written in: {name}."),
        name=name,
    )
    return sentence(note, "vp-small")
