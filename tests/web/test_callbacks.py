"""A callback runs to its end although the next request is waiting."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

from web import callbacks


class Answering(SessionState):
    """A session whose callback is called while the next request comes in, and which touches its state as ours do."""

    def __init__(self, requests: ScriptRequests) -> None:
        super().__init__()
        self.requests, self.safe, self.stored = requests, None, []
        self.next: RerunData | None = RerunData()

    def on_script_will_rerun(self, *args: Any, **kwargs: Any) -> None:
        if self.next is not None:
            self.requests.request_rerun(self.next)
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
    for place, name in callbacks.CHANGED:
        whole = getattr(place, name)
        monkeypatch.setattr(place, name, getattr(whole, "__wrapped__", whole))
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


def left_at_once(runner: ScriptRunner) -> Answering:
    """The page is left right after the text was sent; the run of that text begins only then."""
    safe, state = session(runner)
    state.next = None
    runner._requests.request_rerun(RerunData())
    runner._requests.request_stop()
    request = runner._requests.on_scriptrunner_ready()
    if request.type is ScriptRequestType.RERUN:
        safe.on_script_will_rerun(None)
    return state


def test_what_was_written_is_stored_when_the_page_is_left_at_once(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    assert left_at_once(runner).stored == ["kyllä"]
    with pytest.raises(StopException):  # the stop comes to its turn after it
        runner._maybe_handle_execution_control_request()


def test_it_is_stored_also_when_its_run_had_begun(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    safe, state = session(runner)
    state.next = None
    runner._requests.request_stop()
    safe.on_script_will_rerun(None)
    assert state.stored == ["kyllä"]
    with pytest.raises(StopException):
        runner._maybe_handle_execution_control_request()


def test_who_comes_back_is_served(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    safe, state = session(runner)
    state.next = None
    runner._requests.request_rerun(RerunData())
    runner._requests.request_stop()
    assert runner._requests.request_rerun(RerunData())
    assert runner._requests.on_scriptrunner_ready().type is ScriptRequestType.RERUN
    safe.on_script_will_rerun(None)
    runner._maybe_handle_execution_control_request()  # nothing stops the run


def test_streamlit_itself_forgets_what_was_written_when_the_page_is_left(runner: ScriptRunner) -> None:
    """Negative control."""
    assert left_at_once(runner).stored == []


# ------------------------------------------------------------------ a link right after an answer

HERE, THERE = "page of the answer", "page of the link"


def link_after_answer(runner: ScriptRunner) -> list[tuple[str, list[str]]]:
    """An answer and a link come before a run has begun; which pages run then, and what is stored by each.

    As measured on 1.67.0: the request of a link holds nothing of the widgets of the page that it leaves.
    """
    safe, state = session(runner)
    state.next = None
    requests = runner._requests
    requests.request_rerun(RerunData(page_script_hash=HERE))
    requests.request_rerun(RerunData(page_script_hash=THERE))
    requests.request_rerun(RerunData(page_script_hash=THERE, query_string="decision=7"))
    ran, last = [], ""
    while (request := requests.on_scriptrunner_ready()).type is ScriptRequestType.RERUN:
        if request.rerun_data.page_script_hash == HERE:
            safe.on_script_will_rerun(None)
        ran.append((request.rerun_data.page_script_hash, list(state.stored)))
        last = request.rerun_data.query_string
    assert last == "decision=7"
    return ran


def test_an_answer_is_stored_before_another_page_is_opened(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    assert link_after_answer(runner) == [(HERE, ["kyllä"]), (THERE, ["kyllä"])]


def test_streamlit_itself_forgets_an_answer_that_a_link_follows(runner: ScriptRunner) -> None:
    """Negative control: the two requests become one, for the page of the link."""
    assert link_after_answer(runner) == [(THERE, [])]


def test_a_link_that_comes_while_the_run_of_the_answer_begins_waits_for_it(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    safe, state = session(runner)
    state.next = None
    runner._requests.request_rerun(RerunData(page_script_hash=HERE))
    runner._requests.on_scriptrunner_ready()
    runner._requests.request_rerun(RerunData(page_script_hash=THERE))
    safe.on_script_will_rerun(None)
    assert state.stored == ["kyllä"]
    with pytest.raises(RerunException):
        runner._maybe_handle_execution_control_request()


def test_answers_on_one_page_are_still_taken_together(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    for _ in range(3):
        runner._requests.request_rerun(RerunData(page_script_hash=HERE))
    assert runner._requests.on_scriptrunner_ready().type is ScriptRequestType.RERUN
    assert runner._requests.on_scriptrunner_ready().type is ScriptRequestType.STOP


def test_leaving_altogether_ends_what_waits(runner: ScriptRunner) -> None:
    callbacks.keep_whole()
    safe, state = session(runner)
    state.next = None
    requests = runner._requests
    requests.request_rerun(RerunData(page_script_hash=HERE))
    requests.request_rerun(RerunData(page_script_hash=THERE))
    requests.request_stop()
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == HERE
    safe.on_script_will_rerun(None)
    assert state.stored == ["kyllä"]
    assert requests.on_scriptrunner_ready().type is ScriptRequestType.STOP


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
