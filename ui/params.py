"""A template's text with the municipality's own numbers in it."""

from __future__ import annotations

from assessment.matter import Matter
from assessment.templates.model import Text
from ui.words import language, number


def filled(matter: Matter, text: Text) -> str:
    """The text in the reader's language, its {placeholders} replaced by the values of the library's params."""
    found = text.text(language())
    for param in matter.instruments.library.params:
        found = found.replace(f"{{{param.id}}}", number(int(param.default)))
    return found
