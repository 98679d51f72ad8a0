"""The administrator's command line: `python -m data.admin person NAME ISSUER SUBJECT ROLE [ROLE …]`."""

from __future__ import annotations

import argparse
import sys

import data
from data import people
from data.permissions import ROLES


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m data.admin", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    person = commands.add_parser("person", help="adds a person, or gives an existing one exactly these roles")
    person.add_argument("name")
    person.add_argument("issuer", help="the sign-in provider's issuer, as in its tokens (iss)")
    person.add_argument("subject", help="the person's identifier there (sub)")
    person.add_argument("roles", nargs="+", choices=ROLES)
    given = parser.parse_args(arguments)
    try:
        data.start()
    except data.StartRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    id = people.add(given.name, given.issuer, given.subject, given.roles)
    print(f"{given.name} (person {id}): {', '.join(given.roles)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
