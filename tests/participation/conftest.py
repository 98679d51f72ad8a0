"""The nine shared Polis conversations, which lie beside the repository and are never part of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

POLIS = Path(__file__).resolve().parents[2] / "../shared/data/polis"
CONVERSATIONS = (
    "15-per-hour-seattle",
    "bg2050-volunteers",
    "canadian-electoral-reform",
    "london.youth.policing",
    "scoop-hivemind.affordable-housing",
    "scoop-hivemind.biodiversity",
    "scoop-hivemind.freshwater",
    "scoop-hivemind.taxes",
    "scoop-hivemind.ubi",
)


@pytest.fixture(params=CONVERSATIONS)
def conversation_name(request: pytest.FixtureRequest) -> str:
    """Each of the nine conversations in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def polis_folder() -> Callable[[str], Path]:
    """The folder of a conversation; the test is skipped where the data are not at hand."""

    def folder(name: str) -> Path:
        if not (POLIS / name).is_dir():
            pytest.skip("the shared Polis conversations are not beside the repository")
        return POLIS / name

    return folder


@pytest.fixture(scope="session")
def polis_files(polis_folder: Callable[[str], Path]) -> Callable[[str], dict[str, bytes]]:
    """The files of a conversation by name."""

    def files(name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(polis_folder(name).glob("*.csv"))}

    return files
