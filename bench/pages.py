"""The screens of the demonstration that are measured: which page, as whom, of which decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The decisions of the demonstration, in the order in which it makes them.
SCHOOLS, SPORTS, FOLLOWED, YOUTH, POOL = "1", "2", "4", "6", "8"


@dataclass(frozen=True)
class Screen:
    """One page as one role sees it: its address and what is in it."""

    name: str
    role: str
    page: str
    query: Mapping[str, str]


def _of(decision: str, **more: str) -> dict[str, str]:
    return {"decision": decision, **more}


SCREENS = (
    Screen("desk of a preparer", "preparer", "", {}),
    Screen("desk of a councillor", "councillor", "", {}),
    Screen("desk of the youth council", "youth_council", "", {}),
    Screen("decisions", "councillor", "decisions", {}),
    Screen("guide", "councillor", "guide", {}),
    Screen("new decision", "preparer", "new", {}),
    Screen("matters of agendas", "preparer", "agenda", {}),
    Screen("screening", "preparer", "screening", _of(POOL)),
    Screen("task list", "preparer", "tasks", _of(POOL)),
    Screen("task list, published", "preparer", "tasks", _of(SCHOOLS)),
    Screen("questions", "preparer", "section", _of(POOL, section="basics")),
    Screen("effects, all areas", "preparer", "effects", _of(POOL)),
    Screen("effects, one area", "preparer", "effects", _of(POOL, area="p_health", alternative="VE1")),
    Screen("early participation", "preparer", "participation", _of(SCHOOLS)),
    Screen("bring in, activities", "preparer", "import", _of(SCHOOLS)),
    Screen("bring in, one activity", "preparer", "import", _of(SCHOOLS, activity="4")),
    Screen("residents by group", "preparer", "population", _of(SCHOOLS, activity="3")),
    Screen("review of texts", "preparer", "texts", _of(SCHOOLS)),
    Screen("review of texts, read", "preparer", "texts", _of(SCHOOLS, show="all")),
    Screen("erase words on request", "preparer", "erasure", _of(SCHOOLS)),
    Screen("how long input is kept", "coordinator", "retention", {}),
    Screen("themes", "preparer", "themes", _of(SCHOOLS)),
    Screen("freeze the release", "preparer", "release", _of(SCHOOLS)),
    Screen("answers to themes", "preparer", "responses", _of(SCHOOLS)),
    Screen("check and send", "reviewer", "check", _of(YOUTH)),
    Screen("sources", "preparer", "evidence", _of(SCHOOLS)),
    Screen("what changed", "preparer", "differences", _of(SCHOOLS)),
    Screen("documents", "preparer", "documents", _of(SCHOOLS)),
    Screen("newer version", "preparer", "upgrade", _of(POOL)),
    Screen("what happened", "preparer", "follow-up", _of(FOLLOWED)),
    Screen("how often were we right", "preparer", "calibration", {}),
    Screen("briefing", "councillor", "briefing", _of(SCHOOLS)),
    Screen("briefing, draft", "preparer", "briefing", _of(SPORTS, version="draft")),
    Screen("what residents said", "councillor", "residents", _of(SCHOOLS)),
    Screen("you said – we did – why", "youth_council", "influence", _of(SCHOOLS)),
    Screen("changes and authenticity", "signer", "trail", _of(SCHOOLS)),
)
