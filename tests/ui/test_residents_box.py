"""What residents said, drawn: a release may hold texts alone, no theme, or nobody left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment.briefing import Briefing
from participation.release import ActivityResult, Release
from ui import activity_results, residents_said

Reader = Callable[[str], None]


@pytest.mark.parametrize("themes", [True, False])
@pytest.mark.parametrize("heard", [True, False])
def test_a_release_of_texts_alone_is_drawn(
    reader: Reader, briefing: Briefing, release: Release, survey: ActivityResult, themes: bool, heard: bool
) -> None:
    texts = survey.model_copy(update={"tables": (), "opinion": None, "top_ideas": (), "unit": "comments"})
    of = release.model_copy(update={"activities": (texts,), "themes": release.themes if themes else ()})
    reader("fi")
    residents_said.box(briefing.model_copy(update={"release": of, "not_heard": () if heard else briefing.not_heard}))
    activity_results.draw(texts, ["VE1"], 0)


def test_a_conversation_without_groups_is_drawn(reader: Reader, release: Release) -> None:
    reader("fi")
    for activity in release.activities:
        if activity.opinion is not None:
            alone = activity.opinion.model_copy(update={"status": "none", "groups": (), "consensus": ()})
            without = activity.model_copy(update={"opinion": alone, "tables": ()})
            activity_results.draw(without, ["VE1"], 0)
