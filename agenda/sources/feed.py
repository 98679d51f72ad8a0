"""Matters of a news feed: RSS 0.9–2.0 or Atom, as Dynasty and CloudNC give of their meetings' items.

A feed tells a title, an address and when the item was published. It does not tell the day of the meeting, and none is
guessed from words: such a matter waits without a day. Source: RSS 2.0 specification; RFC 4287.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from agenda.items import LONGEST_LABEL, LONGEST_TEXT, LONGEST_TITLE, Item
from agenda.reading import address, is_https, word, words
from agenda.sources import Agenda
from locales import N_, Message, formats
from participation.guards import Limits
from participation.problems import refusal
from participation.records import ONE_FILE, TOO_MANY_ROWS, day

NAME = "feed"
VERSION = "1"

NO_ITEMS = N_("The feed holds no items. Give the address or the file of an RSS or Atom feed.")
DATES = ("pubDate", "published", "updated", "date")


def read(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits) -> Agenda:
    """Every item with an address or an id and a title; one without is left out and told. Raises Refused for none."""
    if len(files) != 1:
        raise refusal(next(iter(files), "–"), Message(ONE_FILE))
    name, content = next(iter(files.items()))
    root = fromstring(content, forbid_dtd=True)
    rows = [one for one in root.iter() if _local(one) in ("item", "entry")]
    if not rows:
        raise refusal(name, Message(NO_ITEMS))
    if len(rows) > limits.rows:
        raise refusal(name, Message(TOO_MANY_ROWS, {"limit": limits.rows}))
    notes: list[Message] = []
    found: dict[str, Item] = {}
    for place, row in enumerate(rows, start=1):
        item = _item(row, place, notes)
        if item is not None:
            found.setdefault(item.source_id, item)
    return Agenda(NAME, VERSION, tuple(found.values()), notes=tuple(notes))


def _item(row: Element, place: int, notes: list[Message]) -> Item | None:
    title = word(_text(row, "title"), LONGEST_TITLE)
    link = _link(row)
    id = address(_text(row, "guid", "id")) or address(link)
    if not id or not title:
        notes.append(Message(N_("Item {n} of the feed has no address or no title. It was left out."), {"n": place}))
        return None
    if link and not is_https(link):
        text = N_("The address of “{title}” is not a safe https address. It was left out.")
        notes.append(Message(text, {"title": title}))
        link = ""
    return Item(
        source_id=id,
        title=title,
        text=words(_text(row, "description", "summary", "content"), LONGEST_TEXT),
        meeting_body=word(_text(row, "category"), LONGEST_LABEL),
        status=_published(row, title, notes),
        attachments=(link,) if link else (),
        row=place,
    )


def _published(row: Element, title: str, notes: list[Message]) -> str:
    said = _text(row, *DATES).strip()
    if not said:
        return ""
    found = _day(said)
    if found is None:
        notes.append(Message(N_("The date of “{title}” cannot be read. It was left out."), {"title": title}))
        return ""
    return f"Julkaistu {formats.day(found, 'fi')}"


def _day(said: str) -> date | None:
    """The day of a date as RSS (RFC 822) or Atom (RFC 3339) writes it."""
    try:
        return parsedate_to_datetime(said).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return day(said)


def _link(row: Element) -> str:
    """The address of the item itself; Atom has it in an attribute, and may have others beside it."""
    for one in row:
        if _local(one) == "link" and one.get("rel", "alternate") == "alternate":
            return (one.get("href") or one.text or "").strip()
    return ""


def _text(row: Element, *names: str) -> str:
    """The words of the first of these that has any."""
    return next(("".join(one.itertext()) for one in _named(row, names) if "".join(one.itertext()).strip()), "")


def _named(row: Element, names: tuple[str, ...]) -> Iterator[Element]:
    yield from (one for name in names for one in row if _local(one) == name)


def _local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
