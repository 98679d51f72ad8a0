"""How an assessment was made, as the councillor reads it: steps, warnings, duties, sources, version and fingerprint.

Source: screens design, screen 10; trust design, section 4.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from assessment.briefing import Briefing
from assessment.names import MOVES
from data import instruments
from data.briefings import Published
from locales import N_
from ui.briefing_sections import duty_name, link_or_text, small_table
from ui.page_setup import role_name
from ui.words import at, day, language, say, words
from ui.written import facts, items, sentence, told, written


def made(briefing: Briefing) -> str:
    """Who did what and when, by role, and the template with its fingerprint in short."""
    levels = instruments.current().library.lists["levels"]
    parts = []
    for made_of in briefing.made:
        lines = []
        for step, when in made_of.by_role:
            id, _, role = step.partition(":")
            name = say(MOVES[id]) if id in MOVES else id
            lines.append(escape(f"{name}: {role_name(role)}, {at(when)}"))
        template = say(N_("template {version}, fingerprint {sha}"), version=made_of.version, sha=made_of.sha256[:12])
        level = words(levels[made_of.level].texts()) if made_of.level in levels else ""
        about = " · ".join(filter(None, (level, template)))
        parts.append(f'<h3>{told(made_of.title)}</h3><p class="vp-small">{escape(about)}</p>{items(lines)}')
    return "".join(parts)


def warnings(briefing: Briefing) -> str:
    """Warnings that were published with the assessment."""
    found = items(escape(words(warning.text)) for warning in briefing.warnings)
    return found or sentence(say(N_("There were no warnings.")))


def duties(briefing: Briefing) -> str:
    """What the law asks of this matter and what has been recorded of each duty."""
    head = [say(N_("Status")), say(N_("Law"))]
    library = instruments.current().library
    known = {law.id: law for law in library.laws}
    rows = []
    for duty in briefing.duties:
        status = f"<strong>{escape(words(duty.status_word))}</strong>"
        if duty.when:
            status += f" {escape(day(duty.when))}"
        if duty.reason:
            status += f"<br>{written(duty.reason, briefing.language)}"
        laws = "; ".join(known[id].name(language()) if id in known else id for id in duty.laws)
        rows.append((duty_name(duty), list(zip(head, (status, escape(laws)), strict=True))))
    if not rows:
        return sentence(say(N_("No duties have been recorded.")))
    caption = say(N_("Duties that the law lays on this matter"))
    return small_table(caption, say(N_("Duty")), head, rows, "vp-wide-names")


def sources(briefing: Briefing) -> str:
    """The numbered list that the effects table refers to."""
    lines = []
    for source in briefing.sources:
        facts_of_it = [words(source.kind), source.author or ""]
        if source.period_end:
            facts_of_it.append(str(source.period_end.year))
        if source.scope:
            facts_of_it.append(words(source.scope))
        note = f"<br>{written(source.note, briefing.language)}" if source.note else ""
        where = f"<br>{link_or_text(source.link)}" if source.link else ""
        old = f" <strong>{escape(say(N_('Older than five years')))}</strong>" if source.old else ""
        about = escape(", ".join(filter(None, facts_of_it)))
        lines.append(f"<li>{written(source.title, briefing.language)} ({about}){old}{note}{where}</li>")
    return f'<ol class="vp-list">{"".join(lines)}</ol>' if lines else sentence(say(N_("No sources are cited.")))


FILES = (  # the names of formats are the same in every language
    ("pdf", "PDF"),
    ("docx", "Word (DOCX)"),
    ("html", N_("Web page (HTML)")),
    ("zip", N_("All tables (CSV and JSON)")),
    ("json", N_("The whole briefing (JSON)")),
)


def files(briefing: Briefing, published: Published | None) -> str:
    """The same briefing as files, in the reader's language."""
    query = {"lang": language()} | ({} if published else {"version": "draft"})
    base = f"/files/decisions/{briefing.decision_id}/briefing"
    links = (
        f'<a class="vp-link" href="{escape(f"{base}.{form}?{urlencode(query)}")}" download>{escape(say(name))}</a>'
        for form, name in FILES
    )
    return items(links)


def identity(briefing: Briefing, published: Published | None) -> str:
    """Version and full fingerprint, so that a paper can be compared with the page; a draft has nothing to compare."""
    edition = str(briefing.edition) if briefing.edition is not None else say(N_("draft"))
    rows = [
        (say(N_("Version")), escape(edition)),
        (say(N_("Composed")), escape(at(briefing.composed_at))),
        (say(N_("Register number")), escape(briefing.register_id or "")),
    ]
    if published is not None:
        code = f'<code class="vp-fingerprint">{escape(published.sha256)}</code>'
        rows.append((say(N_("Fingerprint (SHA-256)")), code))
    if published is not None and published.first_sha256 is not None:
        told = say(N_("A resident's words were erased on request after publication. The fingerprint before it:"))
        code = f'<code class="vp-fingerprint">{escape(published.first_sha256)}</code>'
        rows.append((say(N_("Erased")), f"{escape(told)} {code}"))
    if briefing.release is not None:
        rows.insert(2, (say(N_("Residents' input")), escape(say(N_("release {n}"), n=briefing.release.number))))
    return facts(rows)
