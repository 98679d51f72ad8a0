"""Ready wordings for a councillor who asks for more, or proposes that the matter is prepared again.

They are made of what the briefing itself says is missing, so that nobody has to find the words on a train. Nothing is
made up: without a gap there is no wording for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assessment.briefing import Briefing, EffectRow, Words
from locales import LANGUAGES, N_, localized, translate

Kind = Literal["more", "return"]
KINDS: tuple[Kind, ...] = ("more", "return")
MOST_OF_A_SORT = 4
LOW = 1  # certainty


@dataclass(frozen=True)
class Wording:
    """A sentence to copy or to send, in every language."""

    kind: Kind
    words: Words


def wordings(briefing: Briefing) -> tuple[Wording, ...]:
    """Requests for more first, then the reasons for a return; each sort at most MOST_OF_A_SORT times."""
    return (*_more(briefing), *_return(briefing))


def _more(briefing: Briefing) -> Iterator[Wording]:
    for gap in briefing.not_known[:MOST_OF_A_SORT]:
        about = _together(gap.area, gap.alternative)
        if gap.text:
            msgid = N_("Please find out before the decision: {about}. The briefing says: “{what}”")
            yield (
                _wording("more", msgid, about=about, what=gap.text)
                if about
                else _wording("more", N_("Please find out before the decision: {what}"), what=gap.text)
            )
        elif about:
            yield _wording("more", N_("Please find out before the decision: {what}"), what=about)
    for group in briefing.not_heard[:MOST_OF_A_SORT]:
        yield _wording("more", N_("How will this group be heard before the decision: {group}?"), group=group)
    for row, code in list(_uncertain(briefing))[:MOST_OF_A_SORT]:
        about = _together(row.title, code)
        yield _wording(
            "more", N_("What is this estimate based on, and how could it be made more certain – {about}?"), about=about
        )
    if briefing.release is None and not briefing.no_input_reason:
        yield _wording("more", N_("Why have residents not been asked, and when will they be?"))
    if len(briefing.alternatives) <= 2:
        yield _wording("more", N_("Which other alternatives were considered, and why were they left out?"))


def _return(briefing: Briefing) -> Iterator[Wording]:
    unknown = _unique(gap.area for gap in briefing.not_known if gap.area)
    if unknown:
        msgid = N_("I propose that the matter is returned to preparation, so that these effects are found out: {what}.")
        yield _wording("return", msgid, what=_listed(unknown))
    if briefing.not_heard:
        msgid = N_("I propose that the matter is returned to preparation, so that these groups are heard: {what}.")
        yield _wording("return", msgid, what=_listed(briefing.not_heard))
    if briefing.duties_not_done:
        msgid = N_("I propose that the matter is returned to preparation, so that what the law asks is done: {what}.")
        yield _wording("return", msgid, what=_listed(duty.text for duty in briefing.duties_not_done))
    if len(briefing.alternatives) <= 2:
        msgid = N_("I propose that the matter is returned to preparation, so that a real alternative is prepared.")
        yield _wording("return", msgid)


def _uncertain(briefing: Briefing) -> Iterator[tuple[EffectRow, str]]:
    for row in briefing.effects:
        for cell in row.cells:
            if cell.kind == "effect" and cell.certainty == LOW and cell.impact not in (None, 0, "na", "unknown"):
                yield row, cell.alternative


def _wording(kind: Kind, msgid: str, **params: str | Words) -> Wording:
    return Wording(kind, {code: translate(code, msgid, **_in(params, code)) for code in LANGUAGES})


def _in(params: Mapping[str, str | Words], code: str) -> dict[str, object]:
    return {name: value if isinstance(value, str) else localized(value, code) for name, value in params.items()}


def _together(area: Words | None, alternative: str | None) -> Words:
    """ "Koulumatkat, VE1"; empty when neither is known."""
    found = {code: ", ".join(filter(None, (localized(area or {}, code), alternative))) for code in LANGUAGES}
    return found if any(found.values()) else {}


def _listed(parts: Iterable[Words]) -> Words:
    kept = list(parts)[:MOST_OF_A_SORT]
    return {code: "; ".join(localized(one, code).rstrip(".") for one in kept) for code in LANGUAGES}


def _unique(parts: Iterable[Words]) -> list[Words]:
    found: dict[str, Words] = {}
    for one in parts:
        found.setdefault(localized(one, "fi"), one)
    return list(found.values())
