"""Sources of a decision: a list with what each is and where it is cited, one of them with its files, and the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from assessment import evidence as rules
from assessment.attachments import KINDS, MAX_BYTES, MIME
from assessment.evidence import Gap, GapKind
from assessment.matter import Matter, Source
from assessment.wording import Wording
from data import evidence, releases
from data.permissions import Actor
from data.refusals import Conflict, Refused
from locales import N_, Message
from ui import evidence as forms
from ui import indicators
from ui.page_setup import PAGES, clear_problems, done, fail, go, problem_at
from ui.words import language, number, plain, say, say_n, today, words

EDITORS = ("preparer", "coordinator")
GAPS: dict[GapKind, str] = {
    "unknown_effect": N_("The effect is not known"),
    "unknown_answer": N_("Not known"),
    "no_source": N_("A clear effect without a source"),
    "old_source": N_("Rests on an old source"),
}


def listing(actor: Actor, matter: Matter) -> None:
    if actor.role in EDITORS:
        forms.add_form(actor, matter)
        _release_figure(actor, matter)
        st.button(say(N_("Bring in an indicator")), key="new-indicator", on_click=go, kwargs={"new": "indicator"})
    if not matter.evidence:
        st.markdown(say(N_("No sources yet. Add the first one.")))
    for source in matter.evidence.values():
        with st.container(border=True, key=f"source-{source.id}"):
            title = plain(source.fields.get("ev_title", ""))
            st.button(
                title, key=f"open-source-{source.id}", type="tertiary", on_click=go, kwargs={"source": str(source.id)}
            )
            st.html(f'<p class="vp-facts">{escape(" · ".join(_facts(matter, source)))}</p>')


def _facts(matter: Matter, source: Source) -> list[str]:
    wording = Wording(matter, language())
    fields = source.fields
    facts = [wording.option("evidence_types", fields.get("ev_type"))]
    if fields.get("ev_scope"):
        facts.append(wording.option("evidence_scopes", fields["ev_scope"]))
    if fields.get("ev_valid_to"):
        facts.append(say(N_("describes the time until {day}"), day=wording.day(fields["ev_valid_to"])))
    if rules.is_old(source, today()):
        facts.append(say(N_("more than five years old")))
    cited = len(rules.citations(matter, source.id))
    facts.append(say_n(N_("cited in {n} place"), N_("cited in {n} places"), cited))
    if source.files:
        facts.append(say_n(N_("{n} file"), N_("{n} files"), len(source.files)))
    return facts


# ------------------------------------------------------------------ one source


def one(actor: Actor, matter: Matter, source: Source) -> None:
    wording = Wording(matter, language())
    st.button(say(N_("All sources")), key="all-sources", type="tertiary", on_click=go, kwargs={"source": None})
    st.header(plain(source.fields.get("ev_title", "")), anchor=False)
    left, right = st.columns([2, 1], gap="large")
    with left:
        if actor.role in EDITORS:
            _edit(actor, matter, source)
        else:
            for field in matter.instruments.library.evidence_fields:
                if field.id in source.fields:
                    text = wording.value(field, source.fields[field.id])
                    html = f'<p class="vp-label">{escape(field.text(language()))}</p>'
                    st.html(html + f'<p class="vp-answer" data-written>{escape(text)}</p>')
        _figure(actor, matter, source.fields.get("ev_figure"))
        indicators.draw(source.fields.get("ev_indicator"), key=f"indicator-{source.id}")
    with right:
        st.subheader(say(N_("Cited in")), anchor=False)
        for cited in rules.citations(matter, source.id):
            _to(matter, cited.template, cited.key)
        _files(actor, source)


def _to(matter: Matter, template: str, key: str) -> None:
    """A link to the page where an answer is given."""
    section, *rest = key.split("/")
    query = {"decision": str(matter.head.id), "instrument": template, "section": section}
    page = "section.py"
    if len(rest) == 3:
        area, _, group = rest[0].partition(":")
        page, query = "effects.py", {"decision": str(matter.head.id), "instrument": template, "area": area}
        query |= {"alternative": rest[1]} | ({"group": group} if group else {})
    wording = Wording(matter, language())
    label = f"{rest[1]} · {wording.row(rest[0])}" if len(rest) == 3 else wording.place(template, key)
    st.page_link(PAGES / page, label=plain(label), query_params=query)


def _edit(actor: Actor, matter: Matter, source: Source) -> None:
    key = f"edit-source-{source.id}-{source.rev}"
    with st.form(key, border=False):
        given = forms.fields(matter, f"edit{source.id}-{source.rev}", source.fields)
        if st.form_submit_button(say(N_("Save the source"))):
            _save(actor, source, given)


def _save(actor: Actor, source: Source, given: dict[str, Any]) -> None:
    kept = {name: source.fields[name] for name in ("ev_figure", "ev_indicator") if name in source.fields}
    try:
        evidence.edit(actor, source.id, given | kept, source.rev)
    except Refused as refused:
        fail(refused.problems)
    except Conflict:
        fail([("", Message(N_("Somebody else has changed this meanwhile. Look at it again.")))])
    else:
        clear_problems()
        done(say(N_("The source was changed everywhere it is cited. Its older form is kept.")))
    st.rerun()


# ------------------------------------------------------------------ files


def _files(actor: Actor, source: Source) -> None:
    st.subheader(say(N_("Files")), anchor=False)
    for file in source.files:
        size = number(max(0.1, round(file.size / 1024**2, 1)))
        st.download_button(
            say(N_("{name}, {size} megabytes"), name=plain(file.name), size=size), key=f"file-{file.id}",
            data=lambda id=file.id: evidence.content(actor, source.id, id), file_name=file.name, mime=MIME[file.kind],
        )  # fmt: skip
    if actor.role not in EDITORS:
        return
    problem_at("ev-file")
    with st.form(f"attach-{source.id}", clear_on_submit=True, border=False):
        label = say(N_("Keep a file with the source"))
        given = st.file_uploader(label, type=list(KINDS), max_upload_size=MAX_BYTES // 1024**2)
        if st.form_submit_button(say(N_("Keep the file"))) and given is not None:
            _attach(actor, source.id, given.name, given.getvalue())


def _attach(actor: Actor, source_id: int, name: str, content: bytes) -> None:
    try:
        evidence.attach(actor, source_id, name, content)
    except Refused as refused:
        fail(refused.problems)
    else:
        clear_problems()
        done(say(N_("The file is kept.")))
    st.rerun()


# ------------------------------------------------------------------ figures of a release


def _release_figure(actor: Actor, matter: Matter) -> None:
    """What residents said, cited at one figure of the frozen release."""
    release = releases.latest(actor, matter.head.id)
    if release is None:
        return
    choices: dict[str, tuple[str, dict[str, Any]]] = {}
    sha256 = release.sha256()
    for theme in release.themes:
        choices[f"theme-{theme.theme_id}"] = (
            f"{say(N_('Theme'))}: {words(theme.title)}", {"release": sha256, "theme": theme.theme_id}
        )  # fmt: skip
    for activity in release.activities:
        for table in activity.tables:
            if not table.total.hidden and table.text:
                figure = {"release": sha256, "activity": activity.activity_id, "table": table.id}
                name = f"{words(activity.title)}: {words(table.text)}"
                choices[f"{activity.activity_id}-{table.id}"] = (name, figure)
    with st.popover(say(N_("Cite a figure of what residents said"))):
        st.selectbox(
            say(N_("Which figure?")), options=list(choices), format_func=lambda id: choices[id][0], index=None,
            key="figure", placeholder=say(N_("Choose")),
        )  # fmt: skip
        st.button(say(N_("Add as a source")), key="add-figure", on_click=_add_figure, args=(actor, matter, choices))


def _add_figure(actor: Actor, matter: Matter, choices: Mapping[str, tuple[str, dict[str, Any]]]) -> None:
    chosen = st.session_state.get("figure")
    if chosen is None:
        return
    title, figure = choices[chosen]
    fields = {
        "ev_title": title[:160],
        "ev_type": "residents",
        "ev_valid_to": today().isoformat(),
        "ev_scope": "local",
        "ev_strength": 2,
        "ev_figure": figure,
    }
    try:
        evidence.add(actor, matter.head.id, fields)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    done(say(N_("The figure is a source now.")))


def _figure(actor: Actor, matter: Matter, figure: Mapping[str, Any] | None) -> None:
    if not figure:
        return
    st.caption(say(N_("A figure of release {n}"), n=number(int(figure.get("number", 0)))))
    query = {"decision": str(matter.head.id)}
    st.page_link(PAGES / "residents.py", label=say(N_("What residents said")), query_params=query)


# ------------------------------------------------------------------ what is missing, and what others have


def gaps(matter: Matter) -> None:
    st.header(say(N_("What is missing")), anchor=False)
    found = rules.gaps(matter, today())
    if not found:
        st.markdown(say(N_("No gaps.")))
    for kind, label in GAPS.items():
        mine = [gap for gap in found if gap.kind == kind]
        if mine:
            st.subheader(f"{say(label)} ({len(mine)})", anchor=False)
        for gap in mine[:8]:
            _gap(matter, gap)
        if len(mine) > 8:
            st.caption(say_n(N_("and {n} more"), N_("and {n} more"), len(mine) - 8))


def _gap(matter: Matter, gap: Gap) -> None:
    _to(matter, gap.template, gap.key)
    if gap.text:
        st.caption(plain(gap.text))


def reuse(actor: Actor, matter: Matter) -> None:
    """Sources of other decisions: found by their words, cited as they are."""
    if actor.role not in EDITORS:
        return
    st.header(say(N_("Use a source of another decision")), anchor=False)
    asked = st.text_input(say(N_("Search by words")), key="search-sources")
    if not asked.strip():
        st.caption(say(N_("A found source can be chosen in every question of sources after you take it into use.")))
        return
    for found in evidence.search(actor, matter.head.id, asked):
        with st.container(border=True, key=f"found-{found.id}"):
            st.text(found.fields.get("ev_title", ""))
            st.caption(plain(words(found.decision_title)))
            if found.id in matter.evidence:
                st.caption(say(N_("In use here")))
            else:
                st.button(
                    say(N_("Take into use here")), key=f"use-{found.id}", on_click=_use,
                    args=(actor, matter.head.id, found.id),
                )  # fmt: skip


def _use(actor: Actor, decision_id: int, source_id: int) -> None:
    try:
        evidence.use(actor, decision_id, source_id)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    done(say(N_("The source can be cited here now.")))
