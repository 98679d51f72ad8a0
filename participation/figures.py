"""A published figure in words: the one place where a `Shown` becomes text, in each language.

Pages, documents and the public pages say the same figure with the same words, because they all ask here. What may be
said is decided earlier, in `participation.disclosure`; this module only reads the form.
Source: resident-input design, section 7 (rules 3, 4, 6 and 8); screens design, sections 4 (screen 11) and 6.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from babel import numbers

from locales import N_, translate
from participation.release import STANCES, ActivityResult, Row, Shown, Stance, Subject, Table

Noun = Literal[
    "respondents", "participants", "voters", "votes", "small_groups", "statements", "comments", "contributions"
]
BAR_FROM = 25  # answers: below it words only (screens design, section 6)

HIDDEN = N_("not published: a small group, or one that protects a small group")
_COUNTED: dict[Noun, str] = {
    "respondents": N_("{count} respondents"),
    "participants": N_("{count} participants"),
    "voters": N_("{count} voters"),
    "votes": N_("{count} votes"),
    "small_groups": N_("{count} small groups"),
    "statements": N_("{count} statements"),
    "comments": N_("{count} comments"),
    "contributions": N_("{count} contributions"),
}
_ONE: dict[Noun, str] = {  # only what is not a person is ever counted as one
    "small_groups": N_("one small group"),
    "statements": N_("one statement"),
}
_WORDS = {
    "few": N_("few"),
    "quarter": N_("about a quarter"),
    "half": N_("about half"),
    "three_quarters": N_("about three quarters"),
    "nearly_all": N_("nearly all"),
}
_OPINION: dict[Stance, str] = {
    "against": N_("Against"),
    "neutral": N_("Neither for nor against"),
    "for": N_("For"),
}
_OPINION_SHORT: dict[Stance, str] = {**_OPINION, "neutral": N_("Neither")}
_VOTE: dict[Stance, str] = {"against": N_("Disagree"), "neutral": N_("Pass"), "for": N_("Agree")}
_OPINION_SHARE: dict[Stance, str] = {
    "against": N_("{share} against"),
    "neutral": N_("{share} neither for nor against"),
    "for": N_("{share} for"),
}
_VOTE_SHARE: dict[Stance, str] = {
    "against": N_("{share} disagree"),
    "neutral": N_("{share} pass"),
    "for": N_("{share} agree"),
}
_LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


def number(shown: Shown, language: str) -> str:
    """How many, without a noun: "424", "25–49", "alle 10"."""
    if shown.kind == "band":
        return f"{_decimal(shown.low or 0, language)}–{_decimal(shown.high or 0, language)}"
    if shown.kind == "under":
        return translate(language, N_("under {n}"), n=_decimal(shown.low or 0, language))
    if shown.kind == "exact":
        return _decimal(shown.low or 0, language)
    raise ValueError(f"a {shown.kind} figure is a share, not a count")


def count(shown: Shown, noun: Noun, language: str) -> str:
    """How many of what: "25–49 vastaajaa"."""
    if shown.kind == "exact" and shown.low == 1 and noun in _ONE:
        return translate(language, _ONE[noun])
    return translate(language, _COUNTED[noun], count=number(shown, language))


def share(shown: Shown, language: str) -> str:
    """A share as it is published: "noin 60 %", "alle 10 %", "noin neljännes"; whole per cents are exact totals."""
    if shown.kind == "word" and shown.word is not None:
        return translate(language, _WORDS[shown.word])
    if shown.kind == "percent":
        return _percent(shown, language) if shown.step == 1 else _about(N_("about {share}"), shown, language)
    if shown.kind == "below":
        return _about(N_("under {share}"), shown, language)
    if shown.kind == "above":
        return _about(N_("over {share}"), shown, language)
    raise ValueError(f"a {shown.kind} figure is a count, not a share")


def short_share(shown: Shown, language: str) -> str:
    """The same share where there is little room: "n. 60 %"."""
    if shown.kind == "percent" and shown.step != 1:
        return _about(N_("c. {share}"), shown, language)
    return share(shown, language)


def stance(of: Stance, subject: Subject, language: str, *, short: bool = False) -> str:
    """The class as a heading: "Vastaan", for votes on a comment "Eri mieltä"; `short` is for narrow places."""
    opinion = _OPINION_SHORT if short else _OPINION
    return translate(language, (_VOTE if subject == "comment" else opinion)[of])


def stance_share(row: Row, of: Stance, subject: Subject, language: str) -> str | None:
    """ "noin 60 % vastaan"; None when the row does not publish the class."""
    shown = figure(row, of)
    words = _VOTE_SHARE if subject == "comment" else _OPINION_SHARE
    return None if shown is None else translate(language, words[of], share=share(shown, language))


def figure(row: Row, of: Stance) -> Shown | None:
    """The published share of one class; "nearly all" stands for the class that has as good as everyone."""
    if row.nearly_all is not None:
        return Shown(kind="word", word="nearly_all") if row.nearly_all == of else None
    return {"against": row.against, "neutral": row.neutral, "for": row.for_}[of]


def hidden(language: str) -> str:
    """What stands in the place of every hidden row, so that nobody can tell which of them was small."""
    return translate(language, HIDDEN)


def shares(row: Row, subject: Subject, language: str) -> str:
    """The three classes in their fixed order: "noin 60 % vastaan, noin 10 % …, noin 30 % puolesta"."""
    if row.hidden:
        return hidden(language)
    said = (stance_share(row, of, subject, language) for of in STANCES)
    return ", ".join(text for text in said if text)


def row_in_words(row: Row, subject: Subject, noun: Noun, language: str) -> str:
    """A row as one clause with its size: "noin 60 % vastaan, … (25–49 vastaajaa)"."""
    if row.hidden or row.n is None:
        return hidden(language)
    return f"{shares(row, subject, language)} ({count(row.n, noun, language)})"


def cannot_say(row: Row, language: str) -> str | None:
    """ "En osaa sanoa" has its own figure outside the 100 %."""
    if row.hidden or row.cannot_say is None:
        return None
    return translate(language, N_("cannot say: {count}"), count=number(row.cannot_say, language))


def row_in_full(row: Row, subject: Subject, noun: Noun, language: str) -> str:
    """The same clause with those who cannot say: every figure that the row publishes."""
    unsure = cannot_say(row, language)
    return row_in_words(row, subject, noun, language) + (f"; {unsure}" if unsure else "")


def voices(activity: ActivityResult, table: Table) -> Noun:
    """What the answers of a table are counted in: votes are cast by voters."""
    return "voters" if table.subject == "comment" else people(activity)


def people(activity: ActivityResult) -> Noun:
    """What those who took part are called; small groups consist of participants."""
    return "respondents" if activity.unit == "respondents" else "participants"


def small_group_count(activity: ActivityResult) -> int | None:
    """How many small groups chose their TOP 3; None when the activity had none."""
    return max((idea.of_groups for idea in activity.top_ideas), default=None)


def took_part(activity: ActivityResult, language: str, *, short: bool = False) -> str:
    """Who and how many, in the activity's own unit: "424 vastaajaa", "7 pienryhmää", "3 lausuntoa".

    `short` leaves out how many people sat in the small groups.
    """
    said = []
    groups = small_group_count(activity)
    if groups is not None:
        said.append(count(Shown(kind="exact", low=groups), "small_groups", language))
    if activity.participants is not None and not (short and said):
        said.append(count(activity.participants, people(activity), language))
    elif activity.unit == "statements" and activity.texts is not None:
        said.append(count(activity.texts, "statements", language))
    elif not said and activity.texts is not None:
        said.append(count(activity.texts, "comments", language))
    return ", ".join(said) if said else translate(language, N_("participants were not counted"))


def barred(row: Row) -> bool:
    """Whether the row may be drawn as a bar: at least 25 answers and shares in per cent."""
    return not row.hidden and row.n is not None and (row.n.low or 0) >= BAR_FROM and row.nearly_all is None


def lengths(row: Row) -> tuple[float, float, float]:
    """The three segments of a bar in per cent, adding up to 100.

    Published shares are rounded and never adjusted, so they are scaled here for drawing alone. "Alle 10 %" and
    "yli 90 %" are drawn at the middle of what they may be.
    """
    drawn = [_middle(shown) for shown in (row.against, row.neutral, row.for_) if shown is not None]
    whole = sum(drawn)
    if len(drawn) != 3 or not whole:
        raise ValueError(f"row {row.id} has no shares to draw")
    against, neutral, for_ = (100 * value / whole for value in drawn)
    return against, neutral, for_


def _middle(shown: Shown) -> float:
    low = float(shown.low or 0)
    return {"below": low / 2, "above": (100 + low) / 2}.get(shown.kind, low)


def _about(msgid: str, shown: Shown, language: str) -> str:
    return translate(language, msgid, share=_percent(shown, language))


@lru_cache(maxsize=512)
def _percent(shown: Shown, language: str) -> str:
    return str(numbers.format_percent((shown.low or 0) / 100, locale=_LOCALES[language]))


@lru_cache(maxsize=4096)
def _decimal(value: int, language: str) -> str:
    return str(numbers.format_decimal(value, locale=_LOCALES[language]))
