"""Every act and every step of the workflow has its words, and no words are left over."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import data
from assessment.names import MOVES
from assessment.templates.loading import built_in
from data.verb import REGISTRY
from ui.acts import ACTS

# Presence and reading are no acts: they leave no row.
SILENT = {"assessments.be_here", "reading.opened", "reading.mark", "reading.write_note", "reading.close_guide"}


def test_every_verb_that_is_logged_has_its_words() -> None:
    for module in pkgutil.iter_modules(data.__path__):
        if module.name not in ("admin", "demo", "migrations"):
            import_module(f"data.{module.name}")
    assert set(ACTS) == {name for name, verb in REGISTRY.items() if verb.writes} - SILENT


def test_every_step_of_the_workflow_has_its_words() -> None:
    assert set(MOVES) == {step.id for flow in built_in().library.workflows for step in flow.transitions}
