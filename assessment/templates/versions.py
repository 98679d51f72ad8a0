"""Versions of instruments: semver. Major: the meaning of an answer changes; minor: something is added; patch: wording.

Source: assessment design, section 2; semver.org.
"""

from __future__ import annotations

import re

SEMVER = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def parts(version: str) -> tuple[int, int, int]:
    """Major, minor and patch of "1.2.0", also of "1.2.0+local.3". Raises ValueError for anything else."""
    found = SEMVER.fullmatch(version.split("+", 1)[0])
    if found is None:
        raise ValueError(f"'{version}' is not a version such as 1.0.0")
    major, minor, patch = map(int, found.groups())
    return major, minor, patch


def begins(version: str, beginning: str) -> bool:
    """Whether "1.2.0" begins as "1", "1.2" or "1.2.0" does."""
    given = beginning.split(".")
    return version.split("+", 1)[0].split(".")[: len(given)] == given


def fits(version: str, wanted: str) -> bool:
    """Whether a version is in a range such as "^1" or "^1.2": the same major, and not older than the range."""
    bound = [int(part) for part in wanted.removeprefix("^").split(".")]
    found = parts(version)
    return found[0] == bound[0] and list(found) >= [*bound, 0, 0][:3]
