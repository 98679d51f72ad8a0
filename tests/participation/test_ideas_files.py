"""Ideas files of other services go through the column mapper: their words stay, their writers never do."""

from __future__ import annotations

import csv
import io
import json

import pytest

from participation import columnar
from participation.adapters import random_order, survey
from participation.guards import Limits, check

PERSON, MAIL = "Maija Meikäläinen", "maija.meikalainen@example.fi"
WORDS = [
    f"Rakennetaan uusi leikkipuisto numero {n} koulun viereen, jotta pienet pääsevät sinne itse." for n in range(14)
]
SHAPES: dict[str, tuple[dict[str, str], str]] = {
    # service: (the columns as it exports them, the column that holds the words)
    "Go Vocal": (
        {"input_id": "{n}", "title": "Idea {n}", "description": "{words}", "latitude": "60.1", "longitude": "24.9",
         "author_fullname": PERSON, "author_email": MAIL, "author_id": "u{n}", "published_at": "2025-03-14",
         "likes_count": "{n}", "input_url": "https://x.fi/{n}"},
        "description",
    ),
    "adhocracy+": (
        {"Reference No.": "R-{n}", "link": "https://x.fi/{n}", "name": "Idea {n}", "description": "{words}",
         "Category": "Koulut", "Creator": PERSON, "Comment count": "{n}", "Status": "uusi"},
        "description",
    ),
    "Your Priorities": (
        {"Group Id": "1", "Post Id": "{n}", "Post Name": "Idea {n}", "Status": "open", "Created": "2025-03-14",
         "User name": PERSON, "Email": MAIL, "Helpful Count": "{n}", "Language": "fi", "Content": "{words}"},
        "Content",
    ),
    "Consul": (
        {"id": "{n}", "title": "Idea {n}", "description": "{words}", "geozone": "Pohjoinen", "author": MAIL,
         "created_at": "2025-03-14"},
        "description",
    ),
}  # fmt: skip


def file_of(service: str) -> dict[str, bytes]:
    columns, _ = SHAPES[service]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=",")
    writer.writerow(columns)
    for n, words in enumerate(WORDS):
        writer.writerow([value.format(n=n, words=words) for value in columns.values()])
    return check({"ideat.csv": text.getvalue().encode()})


@pytest.mark.parametrize("service", SHAPES)
def test_the_words_are_open_answers_and_the_writers_can_only_be_left_out(service: str) -> None:
    files, (columns, body) = file_of(service), SHAPES[service]
    looks = {look.header: look for look in survey.columns(files, answers={}, limits=Limits())}
    assert looks[body].suggestion.role == "open"
    personal = {header for header, value in columns.items() if value in (PERSON, MAIL)}
    assert all(looks[header].identifying for header in personal)
    mapping = {body: {"role": "open"}}
    parsed = survey.read(files, answers={"mapping": json.dumps(mapping)}, limits=Limits(), surrogates=random_order)
    assert sorted(text.body for text in parsed.texts) == sorted(WORDS)
    kept = columnar.pack(parsed.tables) + repr(parsed.texts).encode()
    assert PERSON.encode() not in kept
    assert MAIL.encode() not in kept
