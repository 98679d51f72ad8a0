"""Documents as downloads: whoever asks is looked up, and gets what the page would show them.

Streamlit's own downloads are served at addresses that ask nobody; these are not. A draft is for those who work on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assessment import interchange, wording
from assessment.briefing import Briefing
from assessment.names import ROLE_NAMES
from assessment.wording import Wording
from data import briefings, clock, comments, instruments, matters, responses, themes
from data.briefings import Published
from data.comments import Comment, Thread
from data.permissions import Actor, NotAllowed, NotFound
from data.responses import Response as Answer
from data.settings import settings
from locales import LANGUAGES, translate
from reports import briefing as report
from reports import instrument, matrix, meeting, pdf, tables, web_page, word
from reports.document import Document, Remark
from reports.speaking import Edition
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
    form, language = request.path_params["form"], _language(request)
    if form not in FORMS and form != "json":
        raise HTTPException(404)
    draft = request.query_params.get("version") == "draft"
    return await _asked(request, _answer, request.path_params["decision"], form, language, draft)


def _language(request: Request) -> str:
    language = request.query_params.get("lang") or "fi"
    if language not in LANGUAGES:
        raise HTTPException(404)
    return language


async def _asked(request: Request, answer: Callable[..., Response], *about: object) -> Response:
    """The answer to the person of the request; the same "not found" for a stranger, a stranger's matter and none."""
    actor = await run_in_threadpool(actor_of, request)
    if actor is None:
        raise HTTPException(404)
    try:
        return await run_in_threadpool(answer, actor, *about)
    except (NotFound, NotAllowed):
        raise HTTPException(404) from None


def _zone() -> ZoneInfo:
    return ZoneInfo(settings().time_zone)


def _today() -> date:
    return clock.now().astimezone(_zone()).date()


def _answer(actor: Actor, decision_id: int, form: str, language: str, draft: bool) -> Response:
    one, edition = _edition(actor, decision_id, draft)
    name = f"{decision_id}-{one.edition or 'draft'}"
    if form == "json":
        return _file(one.canonical(), JSON, f"briefing-{name}.json")
    kind = FORMS[form]
    content = made(Asked(one.sha256(), edition, form, language, one))
    return _file(content, kind.mime, f"briefing-{name}-{language}.{form}", kind.inline)


def _edition(actor: Actor, decision_id: int, draft: bool) -> tuple[Briefing, Edition]:
    if draft:
        return briefings.preview(actor, decision_id), Edition(settings().municipality, _today(), _zone())
    found = briefings.published(actor, decision_id)
    if found is None:
        raise NotFound()
    return published(found, responses.listing(actor, decision_id))


def published(found: Published, answers: Sequence[Answer]) -> tuple[Briefing, Edition]:
    """A published briefing and what its documents say of the edition, with the answers that statements have got."""
    author, zone = settings().municipality, _zone()
    statuses = instruments.current().library.lists["influence_status"]
    answered = tuple(
        (answer.statement_id, tuple(statuses[answer.draft.status].texts().items()))
        for answer in answers
        if answer.state == "published" and answer.statement_id is not None
    )
    made_on = found.at.astimezone(zone).date()
    return found.briefing, Edition(
        author, made_on, zone, found.at, found.sha256, found.first_sha256, found.intact, answered
    )


async def of_meeting(request: Request) -> Response:
    """The published briefings of one body's meeting in one file: `/files/meetings/2027-03-24.pdf?body=Valtuusto`."""
    form, language = request.path_params["form"], _language(request)
    try:
        day = date.fromisoformat(request.path_params["day"])
    except ValueError:
        raise HTTPException(404) from None
    if form not in FORMS:
        raise HTTPException(404)
    return await _asked(request, _of_meeting, day, request.query_params.get("body", ""), form, language)


def _of_meeting(actor: Actor, day: date, body: str, form: str, language: str) -> Response:
    found = briefings.of_meeting(actor, day, body)
    if not found:
        raise NotFound()
    used = instruments.current()
    parts = []
    for one in found:
        briefing, edition = published(one, responses.listing(actor, one.briefing.decision_id))
        parts.append(report.document(briefing, used, language, edition, annex=False))
    whole = meeting.document(body, day, parts, language, author=settings().municipality, made_on=_today())
    kind = FORMS[form]
    return _file(kind.made(whole), kind.mime, f"{day.isoformat()}-{language}.{form}", kind.inline)


@dataclass(frozen=True)
class Asked:
    """A file of one briefing; `sha256` stands for its content."""

    sha256: str
    edition: Edition
    form: str
    language: str
    briefing: Briefing = field(compare=False)


@lru_cache(maxsize=32)
def made(asked: Asked) -> bytes:
    """The file; the same briefing gives the same file, so it is kept for the next reader of a meeting."""
    document = report.document(asked.briefing, instruments.current(), asked.language, asked.edition)
    return FORMS[asked.form].made(document)


def _file(content: bytes, mime: str, name: str, inline: bool = False) -> Response:
    how = "inline" if inline else "attachment"
    return Response(content, media_type=mime, headers={**HEADERS, "Content-Disposition": f'{how}; filename="{name}"'})


# ------------------------------------------------------------------ what those who work on it have


async def assessment(request: Request) -> Response:
    """One instrument filled in (`/files/decisions/7/assessment/lava.docx`), with `?comments=1` also what is said of it.

    `csv` is its effects alone.
    """
    place, form, language = request.path_params, request.path_params["form"], _language(request)
    if form not in ("pdf", "docx", "html", "csv"):
        raise HTTPException(404)
    with_comments = request.query_params.get("comments") == "1"
    return await _asked(request, _assessment, place["decision"], place["instrument"], form, language, with_comments)


def _assessment(
    actor: Actor, decision_id: int, instrument_id: str, form: str, language: str, with_comments: bool
) -> Response:
    matter = matters.read(actor, decision_id)
    case = matter.case(instrument_id)
    if case is None:
        raise NotFound()
    name = f"{instrument_id}-{decision_id}.{form}"
    if form == "csv":
        try:
            return _file(matrix.csv_of(case, Wording(matter, language)), matrix.MIME, name)
        except ValueError:  # an instrument without effects
            raise NotFound() from None
    said = comments.listing(actor, matter.stored[instrument_id].id) if with_comments else {}
    remarks = {key: [_remark(one, language) for one in _in_order(threads)] for key, threads in said.items()}
    document = instrument.filled(
        matter, instrument_id, language, author=settings().municipality, made_on=_today(), remarks=remarks
    )
    return _file(FORMS[form].made(document), FORMS[form].mime, name)


def _in_order(threads: Sequence[Thread]) -> list[Comment]:
    return [one for thread in threads for one in (thread.first, *thread.answers)]


def _remark(one: Comment, language: str) -> Remark:
    when = wording.at(one.at.astimezone(_zone()), language)
    return Remark(f"{translate(language, ROLE_NAMES[one.by_role])}, {when}", one.body)


async def whole(request: Request) -> Response:
    """The matter as a file that opens as a new draft."""
    return await _asked(request, _whole, request.path_params["decision"])


def _whole(actor: Actor, decision_id: int) -> Response:
    matter = matters.read(actor, decision_id)
    named = {one.id: one.title for one in themes.listing(actor, decision_id)}
    return _file(interchange.of(matter, named).bytes(), JSON, f"{decision_id}.json")


ROUTES = [
    Route("/files/meetings/{day}.{form}", of_meeting),
    Route("/files/decisions/{decision:int}/briefing.{form}", briefing),
    Route("/files/decisions/{decision:int}/assessment/{instrument}.{form}", assessment),
    Route("/files/decisions/{decision:int}/matter.json", whole),
]
