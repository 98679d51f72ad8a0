"""What happens when something fails: one log line with a number, and the same number on the screen.

The log holds the exception and its place in the code, never the values of variables: those may be people's words.
"""

from __future__ import annotations

import uuid

import structlog

import locales
from locales import N_

SORRY = N_("Something went wrong. The fault has been logged with the number {number}. What you saved is kept.")


def write_json_lines() -> None:
    """Log lines as JSON on standard output, for whatever collects them."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )


def logged(problem: BaseException, **where: object) -> str:
    """Writes one line about `problem` and returns the number it got."""
    number = uuid.uuid4().hex[:8]
    structlog.get_logger().error("fault", number=number, exc_info=problem, **where)
    return number


def shown(problem: Exception) -> bool:
    """Streamlit calls this for every uncaught exception of a page or a callback; True hides its own English box."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    run = get_script_run_ctx()
    number = logged(problem, session=run.session_id if run else None, page=run.page_script_hash if run else None)
    language = locales.choose(
        st.query_params.get("lang"), st.context.cookies.get("lang"), st.context.headers.get("Accept-Language")
    )
    st.error(locales.translate(language, SORRY, number=number))
    return True
