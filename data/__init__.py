"""The only door to the database. `start` opens it; everything else goes through declared verbs."""

from __future__ import annotations


class StartRefused(Exception):
    """The service cannot start; the text says why, where and what to do."""


def start() -> None:
    """Reads the settings, checks the instruments, migrates the database and, when asked, makes the demonstration.

    Raises StartRefused; nothing is served before this returns.
    """
    from pydantic import ValidationError

    from assessment.templates.loading import TemplateError
    from data import engine, instruments, listing, schema
    from data.settings import settings

    try:
        current = settings()
    except ValidationError as error:
        raise StartRefused(f"A setting is wrong:\n{error}") from None
    try:
        instruments.current()
    except TemplateError as error:
        raise StartRefused(f"An instrument has an error; mend it and start again:\n{error}") from None
    engine.use(engine.make(current.database_url))
    schema.upgrade(engine.engine())
    try:
        with engine.transaction(writes=False) as connection:
            instruments.check(connection)
    except TemplateError as error:
        raise StartRefused(f"An instrument no longer fits; mend it and start again:\n{error}") from None
    listing.complete()
    if current.demo:
        from data.demo import loading

        try:
            loading.ensure()
        except loading.NotOurs as error:
            raise StartRefused(str(error)) from None


def is_demo() -> bool:
    """Demonstration mode is on, and the open database is one that the demonstration itself made."""
    from data.settings import settings

    if not settings().demo:
        return False
    from data.demo import loading

    return loading.made_by_us()
