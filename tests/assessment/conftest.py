"""The briefing of the screens' tests, for the documents made of it."""

from tests.ui.conftest import briefing, conversation, effects, evening, release, survey

__all__ = ["briefing", "conversation", "effects", "evening", "release", "survey"]
