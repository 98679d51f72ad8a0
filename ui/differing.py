"""What changed between two moments: chosen from a list, shown by alternative, and as a text that is ready to use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from assessment import differences
from assessment.differences import Change
from assessment.matter import Matter
from assessment.names import MOVES
from assessment.templates.model import Question
from assessment.wording import Wording
from data.differences import Moment
from data.responses import Response
from locales import N_
from ui.cards import status_word
from ui.page_setup import role_name
from ui.words import at, language, plain, say, say_n, words

KINDS = {
    "started": N_("Decision started"),
    "before_hearing": N_("Before residents were heard"),
    "released": N_("What residents said was frozen"),
    "now": N_("Now"),
}
CHANGED = {"added": N_("Added"), "removed": N_("Removed"), "changed": N_("Changed")}
COMPARED = ("text", "long_text")  # shown word by word


def name(moment: Moment) -> str:
    what = say(KINDS[moment.kind]) if moment.kind in KINDS else say(MOVES[moment.kind])
    if moment.number is not None:
        what = f"{what} ({moment.number})"
    return what if moment.kind == "now" else f"{what}, {at(moment.at)}"


def chosen(moments: Sequence[Moment]) -> tuple[Moment, Moment]:
    """The two moments that the address names; else the step before the newest, and now."""
    first, last = _asked(moments, "from"), _asked(moments, "to")
    last = last or moments[-1]
    earlier = [moment for moment in moments if moment.at < last.at]
    first = first if first is not None and first.at < last.at else (earlier or [moments[0]])[-1]
    return first, last


def _asked(moments: Sequence[Moment], name: str) -> Moment | None:
    wanted = st.query_params.get(name, "")
    if wanted == "now":
        return moments[-1]
    return next((moment for moment in moments if _id(moment) == wanted), None)


def _id(moment: Moment) -> str:
    return "now" if moment.kind == "now" else moment.at.isoformat()


def choose(moments: Sequence[Moment], first: Moment, last: Moment) -> None:
    """Two lists and a button: a choice by itself changes nothing."""
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    ids = [_id(moment) for moment in moments]
    names = {_id(moment): name(moment) for moment in moments}
    for place, key, moment, label in (
        (left, "from", first, N_("Compare from")),
        (middle, "to", last, N_("to")),
    ):
        place.selectbox(
            say(label), options=ids, format_func=lambda id: names[id], index=ids.index(_id(moment)),
            key=f"differences-{key}-{ids.index(_id(moment))}",
        )  # fmt: skip
    keys = tuple(f"differences-{key}-{ids.index(_id(m))}" for key, m in (("from", first), ("to", last)))
    right.button(say(N_("Compare")), key="differences-go", on_click=_go, args=keys)


def _go(first: str, last: str) -> None:
    address = dict(st.query_params)
    st.query_params.from_dict(address | {"from": st.session_state[first], "to": st.session_state[last]})


# ------------------------------------------------------------------ the changes


def table(before: Matter, after: Matter, changes: Sequence[Change]) -> None:
    """By alternative: what kind of change, where, and the old and the new in words."""
    st.markdown(say_n(N_("{n} change"), N_("{n} changes"), len(changes)))
    if not changes:
        st.markdown(say(N_("Nothing that counts has changed between these moments.")))
        return
    names = {one.code: words(one.name) for one in after.alternatives}
    for code, group in differences.by_alternative(changes).items():
        title = say(N_("All alternatives")) if code is None else f"{code} {names.get(code, '')}"
        st.header(plain(title), anchor=False)
        old, new = Wording(before, language()), Wording(after, language())
        st.html(f'<ul class="vp-changes">{"".join(_item(change, old, new) for change in group)}</ul>')


def _item(change: Change, old: Wording, new: Wording) -> str:
    who = change.new or change.old
    when = f"{role_name(who.by_role)}, {at(who.at)}" if who is not None and who.at is not None and who.by_role else ""
    place = f"<strong>{escape(_place(change, new))}</strong>"
    head = f'<p class="vp-label">{escape(say(CHANGED[change.kind]))}: {place}</p>'
    foot = f'<p class="vp-facts">{escape(when)}</p>' if when else ""
    return f"<li>{head}{_both(change, old, new)}{foot}</li>"


def _place(change: Change, wording: Wording) -> str:
    if change.key.startswith("evidence/"):
        source = change.new or change.old
        return f"{say(N_('Source'))}: {(source.value if source else {}).get('ev_title', '')}"
    return wording.place(change.template, change.key)


def _both(change: Change, old: Wording, new: Wording) -> str:
    before, after = _said(change, old, change.old), _said(change, new, change.new)
    asked = new.question(change.template, change.key)
    if change.kind == "changed" and asked is not None and asked.type in COMPARED:
        return f'<p class="vp-answer" data-written>{_word_by_word(before, after)}</p>'
    gone = f"<del>{escape(before)}</del>" if change.kind != "added" else ""
    come = f"<ins>{escape(after)}</ins>" if change.kind != "removed" else ""
    arrow = " → " if gone and come else ""
    return f'<p class="vp-answer" data-written>{gone}{arrow}{come}</p>'


def _word_by_word(before: str, after: str) -> str:
    """The new text with what went and what came; marked in words for those who do not see the marks."""
    gone, come = escape(say(N_("removed:"))), escape(say(N_("added:")))
    pieces = []
    for op, text in differences.words(before, after):
        shown = escape(text)
        if op == "same":
            pieces.append(shown)
        elif op == "removed":
            pieces.append(f'<del><span class="vp-unseen">{gone} </span>{shown}</del>')
        else:
            pieces.append(f'<ins><span class="vp-unseen">{come} </span>{shown}</ins>')
    return "".join(pieces)


def _said(change: Change, wording: Wording, answer: object) -> str:
    found = change.old if answer is change.old else change.new
    if change.key.startswith("evidence/"):
        fields = wording.matter.instruments.library.evidence_fields
        given = (found.value if found else None) or {}
        return "; ".join(f"{f.text(language())} {wording.value(f, given[f.id])}" for f in fields if f.id in given)
    asked: Question | None = wording.question(change.template, change.key)
    if asked is None:
        return str(found.value) if found else ""
    return wording.answer(asked, found)


# ------------------------------------------------------------------ a text that is ready to use


def ready_text(after: Matter, changes: Sequence[Change], answers: Sequence[Response], until: datetime | None) -> None:
    """What changed after the hearing, as a person would write it into the matter's text; to be copied."""
    st.header(say(N_("Ready text: what changed after the hearing")), anchor=False)
    lines = ready_lines(after, changes, answers)
    st.text_area(
        say(N_("Copy the text and finish it by hand.")), value="\n".join(lines), height=260,
        key=f"ready-text-{len(lines)}-{hash(tuple(lines)) & 0xFFFF}",
    )  # fmt: skip


def ready_lines(after: Matter, changes: Sequence[Change], answers: Sequence[Response]) -> list[str]:
    """Themes and statements that changed something, then what changed in each alternative."""
    wording = Wording(after, language())
    used = [one for one in answers if one.draft.status in ("changed", "partly")]
    lines = [say(N_("The following changed after residents and the councils were heard."))]
    for one in used:
        lines.append(f"– {one.draft.what.strip()} ({status_word(one.draft.status).lower()}: {one.draft.where.strip()})")
    if not used:
        lines.append(say(N_("No answer says yet that a view changed something.")))
    for code, group in differences.by_alternative(changes).items():
        lines.append("")
        lines.append(wording.alternative(code) if code else say(N_("All alternatives")))
        lines += [_line(change, wording) for change in group]
    if not changes:
        lines.append(say(N_("Nothing that counts has changed between these moments.")))
    return lines


def _line(change: Change, wording: Wording) -> str:
    place = _place(change, wording).removeprefix(f"{change.alternative} · ")
    after = " / ".join(_said(change, wording, change.new).split("\n"))
    before = " / ".join(_said(change, wording, change.old).split("\n"))
    if change.kind == "changed":
        return f"– {place}: {before} → {after}"
    return f"– {say(CHANGED[change.kind])}: {place}: {after if change.kind == 'added' else before}"
