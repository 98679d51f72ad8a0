"""The description of /api/v1 in OpenAPI 3.1; a briefing and a release have the schemas of their own values."""

from __future__ import annotations

from functools import cache
from typing import Any

from assessment.briefing import Briefing
from participation.release import Release
from participation.responses import Draft

TEXTS = {"type": "object", "additionalProperties": {"type": "string"}, "description": "By language: fi, sv, en."}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


STRING, DAY = {"type": "string"}, {"type": "string", "format": "date"}
MOMENT, ADDRESS = {"type": "string", "format": "date-time"}, {"type": "string", "format": "uri"}
NUMBER = {"type": "integer"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Every property is always there; null where there is nothing."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


DECISION = _object(
    {
        "id": ADDRESS,
        "source_id": _or_null(STRING) | {"description": "The id in the list it came from; an OParl address stays."},
        "register_id": _or_null(STRING),
        "title": TEXTS,
        "summary": TEXTS,
        "language": STRING,
        "body": STRING,
        "service": STRING,
        "stage": STRING,
        "meeting_date": _or_null(DAY),
        "decided_on": _or_null(DAY),
        "made_up": {"type": "boolean", "description": "Demonstration data."},
        "alternatives": {"type": "array", "items": _object({"code": STRING, "name": TEXTS})},
        "briefing": _or_null(
            _object(
                {
                    "version": NUMBER,
                    "sha256": STRING,
                    "published": MOMENT,
                    "url": ADDRESS,
                    "html": ADDRESS,
                    "pdf": ADDRESS,
                }
            )
        ),
        "input": _or_null(ADDRESS),
        "responses": ADDRESS,
    }
)
PAGE = _object(
    {
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Decision"}},
        "pagination": _object(dict.fromkeys(("totalElements", "elementsPerPage", "currentPage", "totalPages"), NUMBER)),
        "links": {"type": "object", "additionalProperties": ADDRESS},
    }
)
PROBLEM = _object({"status": NUMBER, "detail": STRING})


@cache
def document(server: str) -> dict[str, Any]:
    """The whole description. `server` is the address of /api/v1."""
    schemas: dict[str, Any] = {"Decision": DECISION, "Decisions": PAGE, "Problem": PROBLEM}
    for name, model in (("Briefing", Briefing), ("Release", Release)):
        schema = model.model_json_schema(mode="validation", ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[name] = schema
    draft = Draft.model_json_schema(ref_template="#/components/schemas/{model}")
    reply = _object({"council": STRING, "understood": STRING, "text": STRING})
    of_response = {
        "theme_id": _or_null(NUMBER),
        "statement_id": _or_null(NUMBER),
        "version": NUMBER,
        "published": _or_null(MOMENT),
        **draft["properties"],
        "replies": {"type": "array", "items": reply},
    }
    schemas["Responses"] = _object({"data": {"type": "array", "items": _object(of_response)}})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vaikutuspolku",
            "version": "1",
            "description": "Announced decisions and what has been published of them. Answers carry an ETag.",
        },
        "servers": [{"url": server}],
        "paths": _paths(),
        "components": {"schemas": schemas},
    }


def _paths() -> dict[str, Any]:
    id = {"name": "decision", "in": "path", "required": True, "schema": NUMBER}
    language = _query("lang", {"enum": ["fi", "sv", "en"], "default": "fi"})
    form = {"name": "form", "in": "path", "required": True, "schema": {"enum": ["pdf", "docx", "html", "zip"]}}
    paging = [_query("page", NUMBER | {"minimum": 1}), _query("limit", NUMBER | {"minimum": 1, "maximum": 200})]
    return {
        "/openapi.json": _get("This description", [], "application/json", {"type": "object"}),
        "/decisions": _get("Announced decisions, page by page", paging, "application/json", _ref("Decisions")),
        "/decisions/{decision}": _get("One decision", [id], "application/json", _ref("Decision")),
        "/decisions/{decision}/briefing": _get(
            "The published briefing, byte for byte what its fingerprint is of",
            [id],
            "application/json",
            _ref("Briefing"),
        ),
        "/decisions/{decision}/briefing.{form}": _get(
            "The published briefing as a document", [id, form, language], "text/html", STRING
        ),
        "/decisions/{decision}/input": _get(
            "The newest release of residents' input", [id], "application/json", _ref("Release")
        ),
        "/decisions/{decision}/responses": _get(
            "What was done with what residents and councils said", [id], "application/json", _ref("Responses")
        ),
        "/calendar.ics": _get("Hearings and meetings as iCalendar", [language], "text/calendar", STRING),
    }


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(summary: str, parameters: list[dict[str, Any]], mime: str, schema: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    answers = {
        "200": {"description": "Found", "content": {mime: {"schema": schema}}},
        "304": {"description": "As the ETag says, nothing has changed"},
        "400": {"description": "A parameter is wrong", "content": problem},
        "404": {"description": "Nothing is published here", "content": problem},
    }
    return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}
