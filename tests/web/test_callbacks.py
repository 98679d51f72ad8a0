"""A callback runs to its end although the next request is waiting."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

from web import callbacks


class Answering(SessionState):
    """A session whose callback is called while the next request comes in, and which touches its state as ours do."""

    def __init__(self, requests: ScriptRequests) -> None:
        super().__init__()
        self.requests, self.safe, self.stored = requests, None, []

    def on_script_will_rerun(self, *args: Any, **kwargs: Any) -> None:
        self.requests.request_rerun(RerunData())
        self.safe["answer"] = "kyllä"  # the touch at which Streamlit lets the next request in
        self.stored.append(self.safe["answer"])


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> ScriptRunner:
    """A runner in the middle of a run, in this thread."""
    one = object.__new__(ScriptRunner)
    one._requests = ScriptRequests()
    one._execing = True
    monkeypatch.setattr(one, "_is_in_script_thread", lambda: True, raising=False)
    # Streamlit as it comes; whatever the test changes is put back.
    whole = SafeSessionState.on_script_will_rerun
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", getattr(whole, "__wrapped__", whole))
    return one


def session(runner: ScriptRunner) -> tuple[SafeSessionState, Answering]:
    state = Answering(runner._requests)
    safe = SafeSessionState(state, runner._maybe_handle_execution_control_request)
    state.safe = safe
    return safe, state


def test_the_next_request_waits_until_the_callback_has_stored(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    safe, state = session(runner)
    safe.on_script_will_rerun(None)
    assert state.stored == ["kyllä"]
    with pytest.raises(RerunException):  # and comes to its turn right after it
        runner._maybe_handle_execution_control_request()


def test_a_request_that_waits_already_goes_first(runner: ScriptRunner) -> None:
    """Nothing has been taken for known yet, and the newer request holds everything on the screen."""
    callbacks.keep_whole()
    safe, state = session(runner)
    runner._requests.request_rerun(RerunData())
    with pytest.raises(RerunException):
        safe.on_script_will_rerun(None)
    assert state.stored == []


def test_a_second_call_changes_nothing(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    once = SafeSessionState.on_script_will_rerun
    callbacks.keep_whole()
    assert SafeSessionState.on_script_will_rerun is once


def test_streamlit_itself_ends_the_callback_in_the_middle(runner: ScriptRunner) -> None:
    """Negative control: the same callback without the change stores nothing."""
    safe, state = session(runner)
    with pytest.raises(RerunException):
        safe.on_script_will_rerun(None)
    assert state.stored == []
