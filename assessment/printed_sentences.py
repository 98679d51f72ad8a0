"""Every sentence of certainty as a table to be read and corrected by people: docs/certainty.md.

    python -m assessment.printed_sentences > docs/certainty.md

A test holds the file and the instruments together.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessment import sentences
from assessment.templates.loading import built_in
from assessment.templates.model import Area, Scalar
from locales import LANGUAGES

CERTAINTIES = (3, 2, 1)
INTRODUCTION = """# Sentences of certainty

Every sentence that a councillor may read of an effect: by sign, size, certainty and language. The size is said by the
word of the scale above the sentence; the sentence's verb says the direction and how certain it is. It follows the
weaker of certainty and likelihood. The file is made by `python -m assessment.printed_sentences`; the words are in
`assessment/sentences.py` and, area by area, in the instruments.
"""


def document() -> str:
    return "\n".join([INTRODUCTION, *_by_sign(), *_by_area()]).rstrip() + "\n"


def _by_sign() -> Iterator[str]:
    """One area with every sign and size."""
    used = built_in()
    area = next(area for section in used["eva"].sections for area in section.areas)
    scale = used.library.scale("impact5").values()
    for language in LANGUAGES:
        yield f"## Signs and sizes, {language}\n"
        yield "| Sign and word | High | Moderate | Low |\n|---|---|---|---|"
        for impact, level in scale.items():
            said = (_said(area, impact, certainty, language) for certainty in CERTAINTIES)
            yield f"| {level.sign} {level.text(language)} | {' | '.join(said)} |"
        yield f"| – | {sentences.sentence(area, 'VE1', {}, language)} | | |\n"


def _by_area() -> Iterator[str]:
    """Every area of every instrument whose effects get a direction."""
    for id, template in built_in().templates.items():
        areas = [area for section in template.sections for area in section.areas if area.says is not None]
        for language in (code for code in LANGUAGES if areas and code in areas[0].texts()):
            yield f"## {template.template.title.text(language)} ({id}), {language}\n"
            yield "| High | Moderate | Low |\n|---|---|---|"
            for area in areas:
                for impact in (-1, 1):
                    said = (_said(area, impact, certainty, language) for certainty in CERTAINTIES)
                    yield f"| {' | '.join(said)} |"
            yield ""


def _said(area: Area, impact: Scalar, certainty: int, language: str) -> str:
    return sentences.sentence(area, "VE1", {"impact5": impact, "certainty": certainty}, language)


if __name__ == "__main__":
    print(document(), end="")
