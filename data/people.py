"""People and their roles. The role is looked up here on every rerun; a claim in a cookie is never believed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from data import engine, tables
from data.permissions import ROLES, Actor, Role

SIGN_IN_LASTS = 10 * 3600  # seconds; Streamlit itself accepts a 30-day-old cookie

person, person_role = tables.person, tables.person_role


def signed_in(iss: str | None, sub: str | None, wanted: str | None = None) -> tuple[Actor | None, tuple[Role, ...]]:
    """The actor of a signed-in identity and all their roles; (None, ()) for a stranger or a disabled person.

    `wanted` picks one of several roles; otherwise the first in the order of ROLES. It runs before there is an actor,
    so it is the one read that no rule guards.
    """
    if not iss or not sub:
        return None, ()
    with engine.transaction(writes=False) as connection:
        rows = connection.execute(
            sa.select(person.c.id, person_role.c.role)
            .join(person_role)
            .where(person.c.iss == iss, person.c.sub == sub, person.c.active)
        ).all()
    return _chosen([(row.id, row.role) for row in rows], wanted)


def of_cookie(claims: Mapping[str, Any], wanted: str | None = None) -> Actor | None:
    """The actor of a sign-in cookie's claims, whose signature has been checked; None when it is too old."""
    if not claims.get("is_logged_in") or time.time() - float(claims.get("iat") or 0) > SIGN_IN_LASTS:
        return None
    actor, _ = signed_in(str(claims.get("iss")), str(claims.get("sub")), wanted)
    return actor


def demo_person(role: str | None) -> Actor | None:
    """The demonstration's made-up person in `role`. Only a database that the demonstration made has any."""
    if role not in ROLES:
        return None
    found, _ = signed_in("demo", role, role)
    return found


def _chosen(rows: list[tuple[int, str]], wanted: str | None) -> tuple[Actor | None, tuple[Role, ...]]:
    held = {role for _, role in rows}
    roles = tuple(role for role in ROLES if role in held)
    if not roles:
        return None, ()
    role = next((r for r in roles if r == wanted), roles[0])
    return Actor(rows[0][0], role), roles


def add(name: str, iss: str, sub: str, roles: list[str]) -> int:
    """Adds a person or gives an existing one these roles; for the command line of an administrator."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"Unknown role {', '.join(sorted(unknown))}. Roles: {', '.join(ROLES)}.")
    with engine.transaction(writes=True) as connection:
        row = connection.execute(sa.select(person.c.id).where(person.c.iss == iss, person.c.sub == sub)).first()
        if row:
            id = row.id
            connection.execute(person.update().where(person.c.id == id).values(name=name, active=True))
            connection.execute(person_role.delete().where(person_role.c.person_id == id))
        else:
            added = connection.execute(person.insert().values(name=name, iss=iss, sub=sub, active=True))
            id = added.inserted_primary_key[0]
        connection.execute(person_role.insert(), [{"person_id": id, "role": role} for role in roles])
    return int(id)
