"""Every setting and every page is named in the documents, and the README names the two commands."""

from __future__ import annotations

import re

from data.settings import Settings
from tests.browser import ROOT
from tests.ratchets.places import registered

SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
PAGES = (ROOT / "docs" / "pages.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = ("scripts/serve", "scripts/test")
ROW = re.compile(r"^\| `([^`]+)` \| (.*?) \|", re.MULTILINE)


def variables() -> dict[str, object]:
    """{environment variable: its default}."""
    prefix = str(Settings.model_config["env_prefix"])
    return {f"{prefix}{name}".upper(): field.default for name, field in Settings.model_fields.items()}


def differing(document: str, wanted: set[str]) -> list[str]:
    """What is wanted but not a row of the document's table, and the other way round."""
    return sorted(wanted ^ {name for name, _ in ROW.findall(document)})


def test_every_setting_is_described_and_nothing_else() -> None:
    assert differing(SETTINGS, set(variables())) == []


def test_every_default_is_as_the_document_says() -> None:
    told = dict(ROW.findall(SETTINGS))
    meant = {
        name: {None: "none", "": "none", False: "off"}.get(default, f"`{default}`")
        for name, default in variables().items()
    }
    assert told == meant


def test_every_page_is_described_and_nothing_else() -> None:
    assert differing(PAGES, {f"/{path}" for path in registered().values()}) == []


def test_the_readme_names_both_commands_and_leads_to_the_settings() -> None:
    assert [command for command in COMMANDS if f"`{command}`" not in README] == []
    assert all((ROOT / command).is_file() for command in COMMANDS)
    assert "docs/settings.md" in README


def test_a_setting_or_a_page_that_is_not_described_is_seen() -> None:
    """Negative control."""
    without = re.sub(r"^\| `VAIKUTUSPOLKU_MAX_ROWS`.*\n", "", SETTINGS, flags=re.MULTILINE)
    assert differing(without, set(variables())) == ["VAIKUTUSPOLKU_MAX_ROWS"]
    renamed = PAGES.replace("| `/trail` |", "| `/traces` |")
    assert differing(renamed, {f"/{path}" for path in registered().values()}) == ["/traces", "/trail"]
