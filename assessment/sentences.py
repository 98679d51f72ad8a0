"""The sentence a councillor reads for one cell: one place where a figure and its certainty become words.

The sentence follows the weaker of certainty and likelihood: 3 the plain verb, 2 "todennäköisesti", 1 "saattaa",
unknown "emme tiedä". Source: screens design, section 5 (GRADE narrative statements; Wintle et al. 2019 on numbers in
the sentence).
"""

from __future__ import annotations

from typing import Any

from assessment.templates.model import Area, Text

# One place for the words of each language. {ve} is the alternative, {verb}, {infinitive} and {rest} come from the
# area's `says`, {area} is its title.
_DIRECTED = {
    "fi": {
        3: "{ve} {verb} {rest}",
        2: "{ve} todennäköisesti {verb} {rest}",
        1: "{ve} saattaa {infinitive} {rest}",
    },
    "sv": {
        3: "{ve} {verb} {rest}",
        2: "{ve} {verb} sannolikt {rest}",
        1: "{ve} kan eventuellt {infinitive} {rest}",
    },
    "en": {
        3: "{ve} {verb} {rest}",
        2: "{ve} probably {verb} {rest}",
        1: "{ve} may {infinitive} {rest}",
    },
}
_NONE = {
    "fi": {
        3: "{area}: {ve} ei muuta tilannetta olennaisesti",
        2: "{area}: {ve} ei todennäköisesti muuta tilannetta olennaisesti",
        1: "{area}: {ve} ei ehkä muuta tilannetta olennaisesti",
    },
    "sv": {
        3: "{area}: {ve} ändrar inte läget väsentligt",
        2: "{area}: {ve} ändrar sannolikt inte läget väsentligt",
        1: "{area}: {ve} ändrar kanske inte läget väsentligt",
    },
    "en": {
        3: "{area}: {ve} does not change the situation materially",
        2: "{area}: {ve} probably does not change the situation materially",
        1: "{area}: {ve} may not change the situation materially",
    },
}
_MIXED = {
    "fi": {
        3: "{area}: {ve} hyödyttää joitakin ja haittaa joitakin",
        2: "{area}: {ve} todennäköisesti hyödyttää joitakin ja haittaa joitakin",
        1: "{area}: {ve} saattaa hyödyttää joitakin ja haitata joitakin",
    },
    "sv": {
        3: "{area}: {ve} är till nytta för en del och till skada för andra",
        2: "{area}: {ve} är sannolikt till nytta för en del och till skada för andra",
        1: "{area}: {ve} kan eventuellt vara till nytta för en del och till skada för andra",
    },
    "en": {
        3: "{area}: {ve} benefits some and harms others",
        2: "{area}: {ve} probably benefits some and harms others",
        1: "{area}: {ve} may benefit some and harm others",
    },
}
_UNKNOWN = {
    "fi": "{area}: emme tiedä, miten {ve} vaikuttaa; näyttö on hyvin epävarmaa",
    "sv": "{area}: vi vet inte hur {ve} inverkar; underlaget är mycket osäkert",
    "en": "{area}: we do not know what {ve} does; the evidence is very uncertain",
}
_NOT_APPLICABLE = {
    "fi": "{area}: ei koske tätä asiaa",
    "sv": "{area}: gäller inte det här ärendet",
    "en": "{area}: does not apply to this matter",
}
_NOT_ASSESSED = {"fi": "{area}: ei arvioitu", "sv": "{area}: inte bedömd", "en": "{area}: not assessed"}


def strength(certainty: Any, likelihood: Any) -> int:
    """The weaker of the two, 1..3; a missing certainty speaks as low certainty, a missing likelihood is no limit."""
    given = [value for value in (certainty, likelihood) if isinstance(value, int)]
    return min(given) if isinstance(certainty, int) else 1


def sentence(area: Area, code: str, values: dict[str, Any], language: str, group: Text | None = None) -> str:
    """The full sentence for one effect cell, with its quantity when there is one.

    A row that is about one group names it before the colon, where no language bends it: "80 vuotta täyttäneet: VE1 …".
    An area of an instrument that is not in `language` is spoken of in a language that it is in: never half and half.
    """
    language = _spoken(area, language)
    impact = values.get("impact5")
    about = [area.text(language)] + ([group.text(language)] if group else [])
    words = {"ve": code, "area": ", ".join(about)}
    if impact is None:
        return _end(_NOT_ASSESSED[language].format(**words))
    if impact == "na":
        return _end(_NOT_APPLICABLE[language].format(**words))
    if impact == "unknown":
        return _end(_UNKNOWN[language].format(**words))
    level = strength(values.get("certainty"), values.get("likelihood"))
    if impact == "mixed":
        said = _MIXED[language][level].format(**words)
    elif impact == 0:
        said = _NONE[language][level].format(**words)
    else:
        said = _directed(area, impact, language, level, words, group)
    quantity = values.get("quantity")
    return _end(
        f"{said}: {quantity}" if quantity and ": " not in said else f"{said} – {quantity}" if quantity else said
    )


def _spoken(area: Area, language: str) -> str:
    known = area.texts()
    return language if language in known or not known else next(iter(known))


def _directed(area: Area, impact: int, language: str, level: int, words: dict[str, str], group: Text | None) -> str:
    if area.says is None:  # a municipality's own area: the sign's word carries the direction
        return f"{words['area']}: {words['ve']}"
    says = area.says.worse if impact < 0 else area.says.better
    verb, infinitive, rest = (part.strip() for part in says.text(language).split("|"))
    said = _DIRECTED[language][level].format(**words, verb=verb, infinitive=infinitive, rest=rest)
    return said if group is None else f"{group.text(language)}: {said}"


def _end(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
