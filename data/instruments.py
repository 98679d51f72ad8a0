"""The instruments in use: the built-in ones and a municipality's own, read and checked once at start."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assessment.templates import loading
from assessment.templates.loading import Instruments
from data.settings import settings


@cache
def _loaded(folder: Path | None) -> Instruments:
    return loading.load(*([folder] if folder else []))


def current() -> Instruments:
    """Raises TemplateError with file, line and reason when a template has an error."""
    return _loaded(settings().templates_dir)
