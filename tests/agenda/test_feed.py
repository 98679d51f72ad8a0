"""Feeds of meetings' items: title, address and date as RSS and Atom give them; nothing is guessed or run."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda import sources
from agenda.items import Item
from agenda.sources import Agenda
from participation.guards import check
from participation.problems import Refused

AT = "https://kunta.example/item"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Päätökset</title>{"".join(items)}</channel></rss>'.encode()


def entry(
    n: int = 1, *, more: str = "", title: str = "Kouluverkko", date: str = "Wed, 24 Mar 2027 10:00:00 +0200"
) -> str:
    return (
        f"<item><title>{title}</title><link>{AT}/{n}</link><guid>{AT}/{n}</guid><pubDate>{date}</pubDate>{more}</item>"
    )


def read(content: bytes, name: str = "feed.xml") -> Agenda:
    files = check({name: content}, feeds=True)
    return sources.read(sources.source_of(files), files)


def refused(content: bytes, **named: str) -> str:
    with pytest.raises(Refused) as caught:
        read(content, **named)
    return caught.value.problems[0].message.msgid


def told(agenda: Agenda) -> list[str]:
    return [note.text("en") for note in agenda.notes]


def test_an_item_of_rss_has_its_title_address_and_day_of_publishing() -> None:
    found = read(rss(entry(more="<description>&lt;p&gt;Esitys &lt;b&gt;hyväksytään&lt;/b&gt;&lt;/p&gt;</description>")))
    assert found.items == (
        Item(
            f"{AT}/1", "Kouluverkko", text="Esitys hyväksytään", status="Julkaistu 24.3.2027",
            attachments=(f"{AT}/1",), row=1,
        ),
    )  # fmt: skip
    assert found.source == "feed"


def test_the_day_of_publishing_is_never_taken_for_the_day_of_the_meeting() -> None:
    (found,) = read(rss(entry(title="Valtuusto 24.3.2027: Kouluverkko"))).items
    assert found.meeting_date is None


def test_atom_and_the_older_rss_are_read_alike() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Kouluverkko</title><id>urn:1</id>'
        f'<link rel="self" href="{AT}/self"/><link href="{AT}/1"/><updated>2027-03-24T08:00:00Z</updated>'
        "</entry></feed>"
    )
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>Kouluverkko</title>'
        f"<link>{AT}/1</link><dc:date>2027-03-24</dc:date></item></rdf:RDF>"
    )
    for content, name in ((atom, "a.atom"), (rdf, "b.rss")):
        (found,) = read(content.encode(), name).items
        assert (found.title, found.status, found.attachments) == ("Kouluverkko", "Julkaistu 24.3.2027", (f"{AT}/1",))


def test_an_older_service_writes_its_letters_in_one_byte() -> None:
    text = rss(entry(title="Päiväkotiverkko"), head='<?xml version="1.0" encoding="ISO-8859-1"?>').decode()
    (found,) = read(text.encode("iso-8859-1")).items
    assert found.title == "Päiväkotiverkko"


# ------------------------------------------------------------------ broken and hostile


@pytest.mark.parametrize("date", ["huomenna", "32.13.2027", "Wed, 99 Mar 2027", "0000-00-00", "9" * 400])
def test_a_broken_date_is_told_and_left_out(date: str) -> None:
    found = read(rss(entry(date=date), entry(2)))
    assert [item.status for item in found.items] == ["", "Julkaistu 24.3.2027"]
    assert told(found) == ["The date of “Kouluverkko” cannot be read. It was left out."]


def test_an_item_without_a_title_or_an_address_is_told_and_the_others_are_kept() -> None:
    found = read(rss("<item><title>Nimetön</title></item>", "<item><link>https://a.example/2</link></item>", entry(3)))
    assert [item.row for item in found.items] == [3]
    assert told(found) == [
        f"Item {n} of the feed has no address or no title. It was left out." for n in (1, 2)
    ]  # fmt: skip


def test_an_item_that_stands_twice_is_one_matter() -> None:
    assert len(read(rss(entry(), entry())).items) == 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://kunta.example/1", "https://a:b@kunta.example/", "//x"])
def test_an_address_that_is_not_safe_is_left_out(link: str) -> None:
    (found,) = read(rss(f"<item><title>Asia</title><guid>7</guid><link>{link}</link></item>")).items
    assert found.attachments == ()


def test_a_title_that_may_name_a_person_is_flagged() -> None:
    (found,) = read(rss(entry(title="Matti Meikäläisen aloite koulusta"))).items
    assert found.may_name_people


def test_markup_in_a_title_stays_words() -> None:
    (found,) = read(rss(entry(title="&lt;script&gt;alert(1)&lt;/script&gt; Asia"))).items
    assert "<" not in found.title


ITEM = "<rss><channel><item><title>&b;</title><guid>1</guid></item></channel></rss>"
LAUGHS = f'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>{ITEM}'
OUTSIDE = f'<!DOCTYPE l [<!ENTITY b SYSTEM "file:///etc/passwd">]>{ITEM}'


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE, "<html><body>Ei syöte</body></html", "", "  ", "<rss", "{}"])
def test_what_is_not_a_plain_feed_is_refused(content: str) -> None:
    assert refused(content.encode())


def test_a_page_of_the_web_has_no_items() -> None:
    assert refused(b"<html><body><p>Hei</p></body></html>").startswith("The feed holds no items")


def test_a_feed_is_taken_only_where_feeds_are_asked_for() -> None:
    """Negative control of the guard: residents' input never comes as XML."""
    with pytest.raises(Refused):
        check({"feed.xml": rss(entry())})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(min_value=0, max_value=400))
def test_broken_bytes_give_a_list_or_a_refusal(noise: bytes, at: int) -> None:
    whole = rss(entry(), entry(2))
    with suppress(Refused):
        read(whole[:at] + noise + whole[at + len(noise) :])
