"""Sanoitte – teimme – miksi: one card for each theme and each council's statement, as escaped HTML.

The statuses look alike on purpose: that a view changed nothing is told exactly as plainly as that it changed something.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from assessment.matter import Head
from assessment.names import POSITIONS
from data import instruments
from data.responses import Reply, Response, due_of
from data.statements import Statement
from locales import N_
from participation import replies
from participation.release import Release, ThemeCount
from participation.replies import SAYS
from participation.responses import Draft, Status
from ui import figures
from ui.words import day, days_left, language_of, local, say, today, words
from ui.written import items, paragraphs, sentence, told, written

REASONS = {
    "law": N_("A law or an agreement"),
    "cost": N_("Cost"),
    "other_right": N_("Another right of the child or another group weighed more"),
    "evidence": N_("The evidence says otherwise"),
    "done": N_("Already done"),
    "other_option": N_("Another alternative was chosen"),
    "timing": N_("Timing"),
}
_TO_WHOM = {
    "forwarded": N_("Passed on to:"),
    "later": N_("Taken up by:"),
    "out_of_scope": N_("Decided by:"),
}


@dataclass(frozen=True)
class Card:
    """What was said, and the answer to it as this reader may see it."""

    subject: ThemeCount | Statement
    answer: Response | None
    due: date | None

    @property
    def key(self) -> str:
        """ "t12" or "s3": in addresses, widget keys and element ids."""
        return f"t{self.subject.theme_id}" if isinstance(self.subject, ThemeCount) else f"s{self.subject.id}"

    @property
    def draft(self) -> Draft | None:
        return self.answer.draft if self.answer else None

    @property
    def status(self) -> Status:
        return replies.shown_status(self.draft)


def cards_of(
    release: Release | None, said: Sequence[Statement], answers: Sequence[Response], head: Head
) -> tuple[list[Card], list[Card]]:
    """A card for each theme of the release, in its order, and for each council's newest statement."""
    found = {(answer.theme_id, answer.statement_id): answer for answer in answers}

    def card(subject: ThemeCount | Statement, at: tuple[int | None, int | None]) -> Card:
        return Card(subject, found.get(at), due_of(found.get(at), head.decided_on, reply_days()))

    themes = release.themes if release else ()
    return [card(t, (t.theme_id, None)) for t in themes], [card(s, (None, s.id)) for s in said]


def reply_days() -> int:
    """How many days from the decision an answer may take; the municipality's own setting."""
    return instruments.current().library.param("reply_days")


# ------------------------------------------------------------------ words


def status_word(status: str) -> str:
    return words(instruments.current().library.lists["influence_status"][status].texts())


def understood_word(value: str) -> str:
    return words(instruments.current().library.lists["influence_reply"][value].texts())


def council_name(council: str) -> str:
    found = instruments.current().library.lists["roles"].get(council)
    return words(found.texts()) if found else say(N_("Another body"))


def title(card: Card) -> str:
    return words(card.subject.title) if isinstance(card.subject, ThemeCount) else council_name(card.subject.council)


def promise(card: Card, head: Head) -> str:
    """By when the answer comes, in words; a late one says how late."""
    if card.due is not None:
        return say(N_("At the latest on {day} ({left})"), day=day(card.due), left=days_left(card.due))
    if head.meeting_date is not None:
        text = N_("Within {n} days of the decision. The decision is to be made on {day}.")
        return say(text, n=reply_days(), day=day(head.meeting_date))
    return say(N_("Within {n} days of the decision. The day of the decision is not known yet."), n=reply_days())


def is_late(card: Card) -> bool:
    return card.status == "open" and card.due is not None and card.due < today()


def next_step(card: Card) -> str | None:
    """What happens next and when, for a matter that was passed on or put off."""
    when = replies.next_day(card.draft, None)
    if card.draft is None or when is None:
        return None
    if when < today() and card.draft.status == "forwarded":  # what another body does is not ours to call late
        return say(N_("It was to be handled on {day}."), day=day(when))
    if card.draft.status == "forwarded":
        return say(N_("Handled on {day} ({left})"), day=day(when), left=days_left(when))
    return say(N_("Taken up on {day} ({left})"), day=day(when), left=days_left(when))


def decided(head: Head) -> str:
    if head.decided_on is not None:
        return say(N_("{body} decided on {day}"), body=head.body, day=day(head.decided_on))
    if head.meeting_date is not None and head.meeting_date >= today():
        return say(N_("{body} decides on {day}"), body=head.body, day=day(head.meeting_date))
    return say(N_("{body} decides"), body=head.body)


# ------------------------------------------------------------------ pieces of HTML


def _pair(label: str, text: str, code: str) -> str:
    """A short label and, on the same line, what was written."""
    return f'<p><span class="vp-inf-label">{escape(label)}</span> {written(text.strip(), code)}</p>'


def _facts_html(lines: Iterable[str]) -> str:
    return items((escape(line) for line in lines), "vp-inf-facts")


def said(card: Card, head: Head, release: Release | None, *, quotes: bool = False) -> str:
    """What was said, how many said so in which channel, and when."""
    if isinstance(card.subject, ThemeCount):
        return _said_by_residents(card.subject, release, quotes)
    return _said_by_council(card.subject, head)


def _said_by_residents(theme: ThemeCount, release: Release | None, quotes: bool) -> str:
    html = paragraphs(words(theme.summary), language_of(theme.summary))
    channels = {activity.activity_id: activity for activity in release.activities} if release else {}
    lines = []
    for id, shown in theme.counts:
        if id in channels:
            activity = channels[id]
            dates = figures.period(activity.starts, activity.ends)
            where = f"{figures.channel(activity.channel)} {dates}".strip()
            lines.append(f"{where}: {figures.count(shown, 'contributions')}")
    html += _facts_html(lines)
    if theme.minority:
        html += sentence(say(N_("A view of a minority, kept in sight on purpose.")), "vp-inf-facts")
    if quotes:
        html += "".join(written(quote.text, quote.language, "blockquote") for quote in theme.quotes)
    return html


def _said_by_council(statement: Statement, head: Head) -> str:
    dated = say(N_("Statement of {day}"), day=day(statement.date))
    if statement.version > 1:
        dated += f", {say(N_('version {n}'), n=statement.version)}"
    html = sentence(say(POSITIONS[statement.position]), "vp-inf-status")
    html += paragraphs(statement.main_points, head.language) + sentence(dated, "vp-inf-facts")
    if statement.url:
        text = escape(say(N_("The whole statement")))
        html += f'<p><a class="vp-link" rel="noopener noreferrer" href="{escape(statement.url)}">{text}</a></p>'
    return html


def did(card: Card, head: Head) -> str:
    """The status in words, what changed and where it can be seen, or who has the matter now."""
    html = sentence(status_word(card.status), "vp-inf-status")
    draft = card.draft
    if draft is None or draft.status == "open":
        return html + sentence(promise(card, head), "vp-inf-late" if is_late(card) else "")
    says, code = SAYS[draft.status], head.language
    if "what" in says:
        html += paragraphs(draft.what, code)
    if "to_whom" in says and draft.to_whom.strip():
        html += _pair(say(_TO_WHOM[draft.status]), draft.to_whom, code)
    if "where" in says and draft.where.strip():
        html += _pair(say(N_("Where it can be seen:")), draft.where, code)
    step = next_step(card)
    if step:
        html += sentence(step)
    return html


def why(card: Card, head: Head) -> str:
    """The reason, its kind, who decides and which role answers. Empty while the answer is to come."""
    draft = card.draft
    if draft is None or draft.status == "open":
        return ""
    html = ""
    if "code" in SAYS[draft.status] and draft.code:
        label, reason = escape(say(N_("Kind of reason:"))), escape(say(REASONS[draft.code]))
        detail = f" – {written(draft.detail.strip(), head.language)}" if draft.detail.strip() else ""
        html += f'<p><span class="vp-inf-label">{label}</span> {reason}{detail}</p>'
    return html + paragraphs(draft.why, head.language) + _facts(card, head)


def _facts(card: Card, head: Head) -> str:
    lines = [decided(head)]
    if card.draft and card.draft.role:
        lines.append(say(N_("Answered by: {role}"), role=role_label(card.draft.role)))
    if card.answer and card.answer.published_at:
        lines.append(say(N_("Published {day}"), day=day(local(card.answer.published_at).date())))
    return items((escape(line) for line in lines), "vp-inf-facts vp-inf-facts-inline")


def role_label(role: str) -> str:
    found = instruments.current().library.lists["roles"].get(role)
    return words(found.texts()) if found else role


def correction(answer: Response | None, head: Head) -> str:
    """That this is not the first version, and why it was corrected."""
    if answer is None or answer.version == 1:
        return ""
    text = say(N_("Corrected answer, version {n}. Why it was corrected:"), n=answer.version)
    return f'<p class="vp-inf-corrected">{escape(text)} {written(answer.correction_reason or "", head.language)}</p>'


def replied(given: Sequence[Reply], head: Head) -> str:
    """What the councils say of the answer, beside it and in the same size."""
    return "".join(
        f"<section><h4>{escape(say(N_('{council} on the answer'), council=council_name(reply.council)))}</h4>"
        f"{sentence(understood_word(reply.understood), 'vp-inf-status')}{paragraphs(reply.body, head.language)}"
        f"{sentence(day(local(reply.at).date()), 'vp-inf-facts')}</section>"
        for reply in given
    )


def card_html(card: Card, head: Head, release: Release | None) -> str:
    """The whole card, in reading order: heading, said, did, why, and what the councils say of it."""
    parts = [(say(N_("You said")), said(card, head, release)), (say(N_("We did")), did(card, head))]
    reason = why(card, head)
    if reason:
        parts.append((say(N_("Why")), reason + correction(card.answer, head)))
    rows = "".join(
        f'<section class="vp-inf-row"><h4>{escape(name)}</h4><div>{html}</div></section>' for name, html in parts
    )
    beside = replied(card.answer.replies, head) if card.answer else ""
    name = told(card.subject.title) if isinstance(card.subject, ThemeCount) else escape(title(card))
    heading = f'<h3 id="card-{card.key}">{name}</h3>'
    left = f'<div class="vp-inf-card-answer">{heading}{rows}</div>'
    right = f'<div class="vp-inf-card-replies">{beside}</div>' if beside else ""
    css = "vp-inf-card vp-inf-card-two" if beside else "vp-inf-card"
    return f'<article class="{css}" aria-labelledby="card-{card.key}">{left}{right}</article>'
