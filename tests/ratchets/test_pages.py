"""Every page for every role, without a browser: who meets the page, who meets "not found", and nobody an error.

The pages are read from ui/router.py, so a new one has to be put into the table below before the tests pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

import locales
from data import decisions, engine, people, tables
from data.permissions import ROLES, Actor
from tests.browser import ROOT
from tests.ratchets.places import registered

PAGES = ROOT / "pages"
WAIT = 60  # seconds; the first run imports pandas and Altair

PREPARE = {"preparer", "coordinator"}
HOUSE = PREPARE | {"reviewer", "signer", "admin"}
READERS = HOUSE | {"councillor", "youth_council", "elderly_council", "disability_council"}

OPEN_TO: dict[str, set[str]] = {
    "desk.py": READERS,
    "decisions.py": READERS,
    "guide.py": READERS,
    "new_decision.py": {"preparer"},
    "agenda.py": PREPARE,
    "screening.py": HOUSE,
    "tasks.py": HOUSE,
    "section.py": HOUSE,
    "effects.py": HOUSE,
    "participation.py": HOUSE,
    "bring_in.py": PREPARE,
    "population.py": PREPARE,
    "texts.py": PREPARE,
    "erasure.py": PREPARE,
    "retention.py": {"coordinator", "admin"},
    "themes.py": PREPARE,
    "release.py": PREPARE,
    "responses.py": HOUSE,
    "check.py": HOUSE,
    "evidence.py": HOUSE,
    "differences.py": HOUSE,
    "documents.py": HOUSE,
    "upgrade.py": HOUSE,
    "follow_up.py": HOUSE,
    "calibration.py": HOUSE,
    "briefing.py": READERS,
    "compare.py": READERS,
    "requests.py": READERS,
    "residents.py": READERS,
    "influence.py": READERS,
    "verify.py": READERS,
    "trail.py": {"reviewer", "signer", "admin"},
}
WITHOUT_DECISION = {
    "desk.py",
    "decisions.py",
    "guide.py",
    "new_decision.py",
    "agenda.py",
    "calibration.py",
    "retention.py",
    "verify.py",
}
MORE = {"section.py": {"instrument": "eva", "section": "basics"}}
NOT_FOUND = locales.translate("fi", "Not found")


def opens(page: str, role: str, stage: str) -> bool:
    """Whether this role meets the page itself. `stage`: "open", "draft" (not announced) or "unknown"."""
    if page in WITHOUT_DECISION:
        return role in OPEN_TO[page]
    if stage == "unknown" or (stage == "draft" and role not in HOUSE):
        return False
    return role in OPEN_TO[page]


class Visitor:
    """One session of one role, which goes from page to page as a person does."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(ROOT / "ui" / "router.py"), default_timeout=WAIT)
        self.app.run()

    def visit(self, page: str, **address: object) -> AppTest:
        self.app.query_params.clear()
        for name, value in address.items():
            self.app.query_params[name] = str(value)
        return self.app.switch_page(f"../pages/{page}").run()

    def decision(self, page: str, id: int | None) -> AppTest:
        about = {} if page in WITHOUT_DECISION or id is None else {"decision": id} | MORE.get(page, {})
        return self.visit(page, **about)


OpenCopy = Callable[[Path], Path]
AsRole = Callable[[str | None], Visitor]


@pytest.fixture
def as_role(monkeypatch: pytest.MonkeyPatch) -> AsRole:
    """A session whose cookie chooses the role. AppTest sends no cookies, so the answer to the cookie is given."""

    def start(role: str | None) -> Visitor:
        found, _ = people.signed_in("demo", role)
        monkeypatch.setattr(people, "demo_person", lambda _: found)
        return Visitor()

    return start


def h1(page: AppTest) -> list[str]:
    return [title.value for title in page.title]


def faults(page: AppTest, wanted: bool) -> list[str]:
    """What is wrong with a page that was met: an error, not one h1, or "not found" where the page was wanted."""
    found = [f"error: {error.message}" for error in page.exception]
    if len(h1(page)) != 1:
        found.append(f"{len(h1(page))} h1")
    if (h1(page) != [NOT_FOUND]) != wanted:
        found.append(f"met {h1(page)}, expected {'the page' if wanted else NOT_FOUND}")
    return found


def walk(as_role: AsRole, role: str, places: Sequence[tuple[int | None, str]]) -> list[str]:
    """Every page for each (decision, stage); gives every fault with its place."""
    visitor, found = as_role(role), []
    for id, stage in places:
        for page in registered():
            met = faults(visitor.decision(page, id), opens(page, role, stage))
            found += [f"{role} {page} {id} ({stage}): {fault}" for fault in met]
    return found


def everything(page: AppTest) -> list[str]:
    """All that is drawn, in order. The address of the language links is left out: it repeats the visitor's own."""
    drawn = [f"{element.type}: {element.proto}" for element in page.main]
    return [re.sub(r"decision=\d+", "decision=", text) for text in drawn]


# ------------------------------------------------------------------ the table and the pages


def test_every_page_is_registered_and_stands_in_the_table() -> None:
    files = {path.name for path in PAGES.glob("*.py")} - {"__init__.py"}
    assert files == set(registered()) == set(OPEN_TO)


def test_a_page_that_nobody_registered_is_seen(tmp_path: Path) -> None:
    """Negative control: the router without one of its lines."""
    text = (ROOT / "ui" / "router.py").read_text()
    line = next(line for line in text.splitlines(keepends=True) if '"trail.py"' in line)
    (tmp_path / "router.py").write_text(text.replace(line, ""))
    assert set(OPEN_TO) - set(registered(tmp_path / "router.py")) == {"trail.py"}


# ------------------------------------------------------------------ every page for every role


@pytest.mark.parametrize("role", ROLES)
def test_every_page_on_an_empty_database(as_role: AsRole, opened: OpenCopy, empty: Path, role: str) -> None:
    opened(empty)
    assert walk(as_role, role, [(None, "unknown"), (1, "unknown")]) == []


@pytest.mark.parametrize("role", ROLES)
def test_every_page_on_the_demonstration(as_role: AsRole, opened: OpenCopy, demonstration: Path, role: str) -> None:
    opened(demonstration)
    hidden = unannounced()
    shown = [id for id in every_decision() if id != hidden]
    # All decisions, in all their stages, for the two roles that see most; the first for the others.
    places: list[tuple[int | None, str]] = [
        (id, "open") for id in (shown if role in ("preparer", "councillor") else shown[:1])
    ]
    assert walk(as_role, role, [*places, (hidden, "draft"), (10**6, "unknown")]) == []


def unannounced() -> int:
    """A decision that only the house knows of."""
    preparer, _ = people.signed_in("demo", "preparer")
    assert preparer is not None
    return decisions.create(
        preparer, title={"fi": "Salainen"}, body="Valtuusto", service="Sivistys", meeting_date=date(2027, 3, 1),
        alternatives=["Nykytila", "Muutos"],
    )  # fmt: skip


def every_decision() -> list[int]:
    with engine.transaction(writes=False) as connection:
        return list(connection.execute(sa.select(tables.decision.c.id).order_by(tables.decision.c.id)).scalars())


@pytest.mark.parametrize("page", [page for page in registered() if page not in WITHOUT_DECISION])
def test_a_hidden_decision_and_an_unknown_one_are_the_same_page(
    as_role: AsRole, opened: OpenCopy, empty: Path, page: str
) -> None:
    opened(empty)
    hidden = unannounced()
    visitor = as_role("councillor")
    told = [everything(visitor.decision(page, id)) for id in (hidden, hidden + 1)]
    assert told[0] == told[1]
    assert any("header" in line or NOT_FOUND in line for line in told[0])
    for address in ("0", "-1", "x", "1x", "99999999999999999999", "![](https://evil.example/a.png)", "١"):
        assert h1(visitor.visit(page, decision=address)) == [NOT_FOUND], address


def test_a_stranger_meets_the_door_on_every_page(as_role: AsRole, opened: OpenCopy, empty: Path) -> None:
    opened(empty)
    visitor = as_role(None)
    door = locales.translate("fi", "Choose a role")
    assert {page: h1(visitor.decision(page, 1)) for page in registered()} == {page: [door] for page in registered()}


def test_what_was_wrong_on_one_page_is_not_told_on_the_next(as_role: AsRole, opened: OpenCopy, empty: Path) -> None:
    opened(empty)
    visitor = as_role("preparer")
    page = visitor.visit("new_decision.py")
    start = locales.translate("fi", "Start and continue to the screening")
    page = next(button for button in page.button if button.label == start).click().run()
    assert any("vp-errors" in line for line in everything(page))
    assert not any("vp-errors" in line for line in everything(visitor.visit("desk.py")))


# ------------------------------------------------------------------ without the router


@pytest.mark.parametrize("page", registered())
def test_a_page_run_without_the_router_refuses(
    monkeypatch: pytest.MonkeyPatch, opened: OpenCopy, demonstration: Path, page: str
) -> None:
    opened(demonstration)
    for role in (None, "resident"):
        found, _ = people.signed_in("demo", role)
        monkeypatch.setattr(people, "demo_person", lambda _, found=found: found)
        alone = AppTest.from_file(str(PAGES / page), default_timeout=WAIT)
        alone.query_params["decision"] = "1"
        assert refused(alone.run()), role


def refused(page: AppTest) -> bool:
    """Only the "not found" page, whose link to the desk cannot be drawn without the router."""
    return h1(page) in ([], [NOT_FOUND]) and not any(
        getattr(page, kind) for kind in ("button", "text_input", "text_area", "table", "header")
    )


# ------------------------------------------------------------------ the tests can fail


@pytest.fixture
def without_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product that lets everyone who is signed in into every page."""
    from ui import page_setup

    monkeypatch.setattr(page_setup, "require", lambda *roles: page_setup.current_actor() or Actor(1, "preparer"))


@pytest.mark.usefixtures("without_roles")
def test_a_page_that_forgets_to_ask_for_the_role_is_seen(
    as_role: AsRole, opened: OpenCopy, demonstration: Path
) -> None:
    """Negative control."""
    opened(demonstration)
    assert any("councillor new_decision.py" in fault for fault in walk(as_role, "councillor", [(1, "open")]))


def test_an_error_on_a_page_is_seen(
    as_role: AsRole, opened: OpenCopy, demonstration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    from data import audit

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such table")

    opened(demonstration)
    monkeypatch.setattr(audit, "recent", broken)
    assert any("preparer tasks.py 1 (open): error" in fault for fault in walk(as_role, "preparer", [(1, "open")]))
