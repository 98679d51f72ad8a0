"""Documents as downloads: whoever asks is looked up, and gets what the page would show them.

Streamlit's own downloads are served at addresses that ask nobody; these are not. A draft is for those who work on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assessment.briefing import Briefing
from data import briefings, clock, instruments, responses
from data.permissions import Actor, NotAllowed, NotFound
from data.settings import settings
from locales import LANGUAGES
from reports import briefing as report
from reports import pdf, tables, web_page, word
from reports.briefing import Edition
from reports.document import Document
from web.visitor import actor_of

HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class Form:
    mime: str
    made: Callable[[Document], bytes]
    inline: bool = False  # opens in the browser


FORMS = {
    "pdf": Form(pdf.MIME, pdf.pdf_of),
    "docx": Form(word.MIME, word.docx_of),
    "html": Form(f"{web_page.MIME}; charset=utf-8", web_page.html_of, inline=True),
    "zip": Form(tables.MIME, tables.zip_of),
}
JSON = "application/json"


async def briefing(request: Request) -> Response:
    """The published briefing, or with `?version=draft` the draft; not found for whoever may not see it."""
    form, decision_id = request.path_params["form"], request.path_params["decision"]
    language = request.query_params.get("lang") or "fi"
    if (form not in FORMS and form != "json") or language not in LANGUAGES:
        raise HTTPException(404)
    actor = await run_in_threadpool(actor_of, request)
    if actor is None:
        raise HTTPException(404)
    draft = request.query_params.get("version") == "draft"
    try:
        return await run_in_threadpool(_answer, actor, decision_id, form, language, draft)
    except (NotFound, NotAllowed):
        raise HTTPException(404) from None


def _answer(actor: Actor, decision_id: int, form: str, language: str, draft: bool) -> Response:
    one, edition = _edition(actor, decision_id, draft)
    name = f"{decision_id}-{one.edition or 'draft'}"
    if form == "json":
        return _file(one.canonical(), JSON, f"briefing-{name}.json")
    kind = FORMS[form]
    content = _made(Asked(one.sha256(), edition, form, language, one))
    return _file(content, kind.mime, f"briefing-{name}-{language}.{form}", kind.inline)


def _edition(actor: Actor, decision_id: int, draft: bool) -> tuple[Briefing, Edition]:
    author, zone = settings().municipality, ZoneInfo(settings().time_zone)
    if draft:
        return briefings.preview(actor, decision_id), Edition(author, clock.now().astimezone(zone).date(), zone)
    found = briefings.published(actor, decision_id)
    if found is None:
        raise NotFound()
    statuses = instruments.current().library.lists["influence_status"]
    answered = tuple(
        (answer.statement_id, tuple(statuses[answer.draft.status].texts().items()))
        for answer in responses.listing(actor, decision_id)
        if answer.state == "published" and answer.statement_id is not None
    )
    made_on = found.at.astimezone(zone).date()
    return found.briefing, Edition(
        author, made_on, zone, found.at, found.sha256, found.first_sha256, found.intact, answered
    )


@dataclass(frozen=True)
class Asked:
    """A file of one briefing; `sha256` stands for its content."""

    sha256: str
    edition: Edition
    form: str
    language: str
    briefing: Briefing = field(compare=False)


@lru_cache(maxsize=32)
def _made(asked: Asked) -> bytes:
    """The file; the same briefing gives the same file, so it is kept for the next reader of a meeting."""
    document = report.document(asked.briefing, instruments.current(), asked.language, asked.edition)
    return FORMS[asked.form].made(document)


def _file(content: bytes, mime: str, name: str, inline: bool = False) -> Response:
    how = "inline" if inline else "attachment"
    return Response(content, media_type=mime, headers={**HEADERS, "Content-Disposition": f'{how}; filename="{name}"'})


ROUTES = [Route("/files/decisions/{decision:int}/briefing.{form}", briefing)]
