"""Runs one bench: `python -m bench NAME`."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from bench import report

# Each module has measure() -> list[Figure] and prints its own table.
BENCHES = {
    "screens": "server time of a rerun of each page against a bare page of the same elements",
    "scale": "opening the briefing with a million votes behind it against a thousand",
    "review": "opening a queue of 50,000 texts against one of 50",
    "opinion": "two million votes of 33,000 people, all formulas and stability, beside red-dwarf",
    "import": "a million votes from files to frozen release against reading the same files with pandas",
    "agenda": "the list with 2,000 decisions of ten years against one with 20",
    "documents": "the PDF of a large briefing beside the same pages with constant text; a meeting of 30 beside one",
    "api": "requests a second of a decision's JSON and HTML beside a constant route",
    "start": "the second start of scripts/serve to the first page ready, beside `streamlit hello`",
}
MODULES = {"import": "imports"}  # "import" is no name for a module


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:<8} {what}" for name, what in BENCHES.items()),
    )
    parser.add_argument("name", choices=BENCHES)
    name = parser.parse_args(arguments).name
    print(f"{name}: {BENCHES[name]}\n{report.machine()}\n", flush=True)
    figures = import_module(f"bench.{MODULES.get(name, name)}").measure()
    line, code = report.verdict(name, figures)
    print(f"\n{line}")
    return code


if __name__ == "__main__":
    sys.exit(main())
