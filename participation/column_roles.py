"""What a column of a survey holds: the roles a person may give it, and what its header and its cells suggest.

Two things are decided here. A suggestion is help, and a person confirms it. That a column looks like names, e-mail
addresses, phone numbers, personal identity codes, addresses, IP addresses or accounts is a rule: such a column can
only be ignored.

Source: resident-input design, section 2 ("All of them") and 2.3.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import islice, pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from participation import privacy
from participation.records import SAMPLES, day, folded, sample

Role = Literal["id", "time", "single", "multi", "scale", "open", "background", "ignore"]
Class = Literal["against", "neutral", "for", "cannot_say"]

MOST_BANDS = 30  # values of a background variable
MOST_CHOICES = 12  # different values up to which a column is taken for a closed question
MOST_VALUES = 200  # different values that a person who maps a column is shown
LONGEST_CHOICE = 100  # characters
LOOKED_AT = 500  # different values of a column that are looked at for personal data


class Column(BaseModel):
    """What a person decided of one column.

    role         see section 2.3; `ignore` drops the column
    map          scale: each value of the column and its class
    alternative  scale: the alternative that the question is about, "VE1"; None for any other question
    values       single, background, multi: the values that may be given
    separator    multi: what stands between the choices in a cell; None when a cell holds one choice
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    role: Role
    map: dict[str, Class] = {}
    alternative: str | None = None
    values: list[str] = []
    separator: str | None = None


@dataclass(frozen=True)
class Look:
    """What a person sees of a column when giving it a role.

    An identifying column shows its header and how many cells are filled, nothing of what they hold.
    """

    header: str
    filled: int
    identifying: bool
    samples: tuple[str, ...]  # up to three
    values: tuple[str, ...]  # all different values, when they are few and short enough to be choices
    suggestion: Column


def look(header: str, cells: Mapping[str, int]) -> Look:
    """One column as a person sees it; `cells` tells how many of them hold each text."""
    counts = _filled(cells)
    if identifies(header, counts):
        return Look(header, counts.total(), True, (), (), Column(role="ignore"))
    different = list(dict.fromkeys(one_line(value) for value in islice(counts, MOST_VALUES + 1)))
    harmless = [value for value in different if is_harmless(value)]
    few = len(counts) <= MOST_VALUES and len(harmless) == len(different)
    return Look(
        header=header,
        filled=counts.total(),
        identifying=False,
        samples=tuple(sample(value) for value in harmless[:SAMPLES]),
        values=tuple(harmless) if few and all(len(value) <= LONGEST_CHOICE for value in harmless) else (),
        suggestion=_suggested(header, counts),
    )


def _filled(cells: Mapping[str, int]) -> Counter[str]:
    return Counter({cell: n for cell, n in cells.items() if cell and not cell.isspace()})


def is_identifying(header: str, cells: Mapping[str, int]) -> bool:
    """Whether `look` would say so; it takes a fraction of the time."""
    return identifies(header, _filled(cells))


def shape(headers: Iterable[str]) -> str:
    """SHA-256 of a table's headers, whatever their order: files of one shape ask the same questions."""
    return hashlib.sha256("\x1f".join(sorted(folded(header) for header in headers)).encode()).hexdigest()


def as_before(looks: Sequence[Look], columns: Mapping[str, object]) -> tuple[Look, ...]:
    """The columns with what was said of them last time as the suggestion, as far as it still fits.

    What looks like personal data now is left out, whatever was said then. Values and steps that are new are added, so
    that a person sees and decides on them.
    """
    return tuple(_before(look, columns.get(look.header)) for look in looks)


def _before(look: Look, said: object) -> Look:
    if look.identifying or said is None:
        return look
    try:
        column = Column.model_validate(said)
    except ValidationError:
        return look
    if column.role in ("single", "multi", "background"):
        column = column.model_copy(update={"values": list(dict.fromkeys([*column.values, *look.values]))})
    return replace(look, suggestion=column)


def suggest(header: str, values: Sequence[str]) -> Column:
    """The role that a column probably has, from its header and its cells; always one that can be taken as it is."""
    return look(header, Counter(values)).suggestion


def identifies(header: str, counts: Mapping[str, int]) -> bool:
    """Whether a column holds personal data by its header or by its values; `counts` tells how often each comes.

    A value counts when all of it is personal data: a telephone number within an open answer is found in the review.
    Most of the values must be so, or a tenth of them when they are at least three.
    """
    if asks_who(header):
        return True
    looked = {one_line(value): counts[value] for value in _spread(counts)}
    total = sum(looked.values())
    personal = sum(n for value, n in looked.items() if is_personal(value))
    if personal * 2 >= total > 0 or (personal >= 3 and personal * 10 >= total):
        return True
    names = sum(privacy.NAME.fullmatch(value) is not None for value in looked)
    # Names differ from each other; districts and schools come again and again.
    return names >= 3 and names * 2 >= len(looked) and len(looked) * 2 >= total


def asks_who(header: str) -> bool:
    """Whether a header asks for personal data."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", folded(header))
    joined = ["".join(pair) for pair in pairwise(words)]
    if any(ALWAYS_PERSONAL.fullmatch(word) for word in (*words, *joined)):
        return True
    if len(words) > LABEL_WORDS or any(NOT_A_PERSON.match(word) for word in words):
        return False
    return any(PERSONAL_LABEL.fullmatch(word) for word in words)


def is_personal(value: str) -> bool:
    """Whether a value as a whole is personal data; an address may have its post town with it."""
    if len(value) > LONGEST_CHOICE:
        return False
    if HANDLE.fullmatch(value) or BARE_PHONE.fullmatch(value) or _is_ip(value):
        return True
    flagged = [flag for flag in privacy.flags(value) if flag.kind in PERSONAL_KINDS]
    if not flagged:
        return False
    rest = "".join(" " if any(f.start <= at < f.end for f in flagged) else sign for at, sign in enumerate(value))
    if any(flag.kind == "address" for flag in flagged):
        rest = POST_TOWN.sub("", rest.strip(" .,;"), count=1)
    return re.search(r"\w", rest) is None


def is_harmless(value: str) -> bool:
    """Whether a value may be shown as a sample: nothing in it looks like personal data, a name included."""
    return bool(value.strip()) and not privacy.flags(value) and not is_personal(one_line(value))


def may_be_listed(value: str) -> bool:
    """Whether a value may be one of a list. Two capitalised words may be a place; a phone number is never a choice."""
    return not is_personal(one_line(value)) and not any(f.kind in PERSONAL_KINDS for f in privacy.flags(value))


def tells_age(value: str) -> bool:
    """A bare age, a year or a date; a school class or a postal code is none of them."""
    return day(value) is not None or re.fullmatch(r"1[3-9]|[2-9]\d|1[01]\d|(?:19|20)\d\d", value.strip()) is not None


def one_line(cell: str) -> str:
    return " ".join(cell.split())


def key(value: str) -> str:
    """A value for comparing; a spreadsheet writes 3 as 3.0 or 3,0."""
    if value.isascii() and value.isalnum():  # most are, and the rest of this changes nothing of them
        return value.casefold()
    return _DECIMAL_ZEROS.sub(r"\1", folded(value))


def keys(values: Sequence[str]) -> Iterable[str]:
    """The `key` of each value."""
    together = "".join(values)
    return map(str.casefold if together.isascii() and together.isalnum() else key, values)


def parts(cell: str, separator: str | None) -> list[str]:
    """The choices in a cell of a multiple-choice question."""
    return [one_line(part) for part in (cell.split(separator) if separator else [cell]) if part.strip()]


_DECIMAL_ZEROS = re.compile(r"^(\d+)[.,]0+$", re.ASCII)

# Personal data

# Asking for it by such a word is asking for personal data, however long the question is.
ALWAYS_PERSONAL = re.compile(
    r"hetu|henkilötunnu\w*|henkilöturvatunnu\w*|personbeteckning\w*|personnummer|ssn|"
    r"etunim\w*|sukunim\w*|kokonim\w*|förnamn\w*|efternamn\w*|firstname|lastname|surname|fullname|"
    r"sähköpostios\w*|e-?postadress\w*|e-?mail|puhelinnumero\w*|telefonnummer\w*|phonenumber|"
    r"yhteystieto\w*|yhteystied\w*|kontaktuppgift\w*|"
    r"katuoso\w*|kotioso\w*|lähioso\w*|postioso\w*|gatuadress\w*|hemadress\w*|"
    r"syntymäaika\w*|syntymäpäivä\w*|födelsedatum|födelsetid|birthdate|birthday|dateofbirth|dob|"
    r"tilinumero\w*|iban|kontonummer|käyttäjätunnu\w*|käyttäjänim\w*|användarnamn|username|"
    r"ip-?osoi\w*|ip-?adress\w*|iphash"
)
# In a short label such a word names the column; in a long question it may be about anything.
PERSONAL_LABEL = re.compile(
    r"nim(?:i|esi|enne)|namn|name|author|creator|submitter|laatija|kirjoittaja|lähettäjä|tekijä|skapare|författare|"
    r"sähköposti(?:si|nne)?|e-?post|mail|puhelin|puhelimesi|puh|gsm|matkapuhelin|phone|telephone|telefon|mobil\w*|"
    r"osoit(?:e|teesi)|adress|address|syntynyt|syntymävuosi|födelseår|birth|"
    r"ip|tili|tilisi|konto|account|user|käyttäjä|användare"
)
# "Koulun nimi" is not a person's name.
NOT_A_PERSON = re.compile(
    r"koulu|alue|kaupungino|kylä|päiväko|kunna|palvelu|hanke|school|area|district|project|skol|områd|stadsdel"
)
LABEL_WORDS = 4
PERSONAL_KINDS = ("hetu", "email", "phone", "iban", "address")
HANDLE = re.compile(r"@\w{2,}")
BARE_PHONE = re.compile(r"(?:4\d|50)\d{6,8}")  # of which a spreadsheet has dropped the first zero
POST_TOWN = re.compile(r"(?:\d{5})?[, ]*[A-ZÅÄÖ]?[\w-]*$")


def _is_ip(value: str) -> bool:
    if not 7 <= len(value) <= 45 or not ("." in value or ":" in value):
        return False
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


# Suggestions

# fmt: off
ID_WORDS = {
    "id", "nro", "numero", "tunnus", "tunniste", "vastausnumero", "vastaustunnus", "vastaustunniste", "rivi",
    "nr", "svarsid", "svarsnummer", "number", "row", "responseid", "respondentid",
}
TIME_WORDS = {
    "aika", "aikaleima", "päivämäärä", "pvm", "vastausaika", "vastauspäivä", "lähetetty", "aloitusaika", "lopetusaika",
    "valmistumisaika", "tid", "datum", "tidpunkt", "svarstid", "time", "date", "timestamp", "submitted", "started",
    "completed", "completion", "created",
}
GROUP_WORDS = {
    "ikä", "ikäsi", "ikäryhmä", "ikäryhmäsi", "ikäluokka", "alue", "asuinalue", "asuinalueesi", "kaupunginosa",
    "kunnanosa", "kylä", "asun", "rooli", "roolisi", "roolissa", "vastaajaryhmä", "sukupuoli", "kieli", "äidinkieli",
    "postinumero", "koulu", "olen", "ålder", "åldersgrupp", "område", "bostadsområde", "stadsdel", "roll", "kön",
    "språk", "postnummer", "skola", "age", "agegroup", "area", "district", "role", "gender", "language", "postcode",
    "school",
}
# fmt: on
IN_HEADER = re.compile(r"\bVE[ -]?(\d{1,2})\b", re.IGNORECASE)
# In this order: "ei samaa eikä eri mieltä" holds the words of both sides.
CLASS_WORDS: tuple[tuple[Class, re.Pattern[str]], ...] = (
    (
        "cannot_say",
        re.compile(
            r"\be[ni] (?:osaa|tiedä|halua vastata)|\beos\b|ei mielipidettä|vet (?:inte|ej)|kan (?:inte|ej) säga|"
            r"ingen åsikt|don.?t know|do not know|cannot say|can.?t say|no opinion"
        ),
    ),
    (
        "neutral",
        re.compile(r"\be[ni]\b.*\be(?:ikä|nkä)\b|neutraa|neutral|ei kumpaakaan|siltä väliltä|varken|neither"),
    ),
    (
        "against",
        re.compile(
            r"eri mieltä|vastusta|vastaan\b|kieltei|huono|\be[ni] (?:kannata|puolla)|annan åsikt|motsätt|\bemot\b|"
            r"dålig|negativ|disagree|oppose|against|do not support|\bpoor\b|\bbad\b"
        ),
    ),
    (
        "for",
        re.compile(
            r"samaa mieltä|kannata|puolla|puoltaa|puolesta|myöntei|hyvä|samma åsikt|stöde?r\b|understöd|positiv|"
            r"\bbra\b|agree|support|in favou?r|\bgood\b"
        ),
    ),
)


def _spread(counts: Mapping[str, int]) -> list[str]:
    """At most about a thousand different values from the whole of a column."""
    return list(islice(counts, None, None, max(1, len(counts) // LOOKED_AT)))


def _suggested(header: str, counts: Counter[str]) -> Column:
    """The role of a column that does not identify anybody; `counts` tells how often each value comes."""
    looked = {value: counts[value] for value in _spread(counts)}
    filled = sum(looked.values())
    shown = {key(value): one_line(value) for value in reversed(looked)}
    words = set(re.findall(r"[^\W_]+", folded(header)))
    if not filled:
        return Column(role="ignore")
    days = sum(day(value) is not None for value in shown.values())
    if days * 10 >= len(shown) * 9 and (words & TIME_WORDS or len(shown) > MOST_CHOICES):
        return Column(role="time")
    if len(shown) == filled and (words & ID_WORDS or (filled >= 5 and all(map(str.isdecimal, shown)))):
        return Column(role="id")
    choices = sorted(shown.values(), key=_in_order)
    if not all(map(may_be_listed, choices)):
        return Column(role="open")
    if len(choices) <= MOST_CHOICES:
        classes = {value: found for value in choices if (found := _class_of(value))}
        if len(classes) == len(choices) and {"for", "against"} & set(classes.values()):
            return Column(role="scale", map=classes, alternative=_alternative_in(header))
    few = len(choices) * 2 <= filled and all(len(value) <= LONGEST_CHOICE for value in choices)
    if words & GROUP_WORDS:
        if sum(map(tells_age, choices)) * 2 >= len(choices):
            return Column(role="ignore")  # exact ages or years of birth
        if few and len(choices) <= MOST_BANDS and not any(map(tells_age, choices)):
            return Column(role="background", values=choices)
    several = _several(looked)
    if several is not None:
        return several
    if few and len(choices) <= MOST_CHOICES:
        return Column(role="single", values=choices)
    return Column(role="open")


def _in_order(value: str) -> tuple[int, str]:
    """Bands by their first number: 7-12 before 13-15."""
    number = re.match(r"\d{1,9}", value)
    return int(number.group()) if number else 10**9, folded(value)


def _several(looked: Mapping[str, int]) -> Column | None:
    """A multiple-choice column: many cells hold several of a few parts that come again and again."""
    for separator in (";", "|", ","):
        choices: Counter[str] = Counter()
        with_several = 0
        for value, n in looked.items():
            split = parts(value, separator)
            with_several += n * (len(split) > 1)
            choices.update(dict.fromkeys(split, n))
        few = len(choices) <= MOST_CHOICES and len(choices) * 2 <= choices.total()
        short = all(len(choice) <= LONGEST_CHOICE for choice in choices)
        if with_several * 5 >= sum(looked.values()) and few and short and all(map(may_be_listed, choices)):
            return Column(role="multi", values=sorted(choices), separator=separator)
    return None


def _class_of(value: str) -> Class | None:
    """The class that a step of a scale belongs to by its words; a number alone tells no direction."""
    return next((found for found, pattern in CLASS_WORDS if pattern.search(folded(value))), None)


def _alternative_in(header: str) -> str | None:
    named = {f"VE{int(match[1])}" for match in IN_HEADER.finditer(header)}
    return named.pop() if len(named) == 1 else None
