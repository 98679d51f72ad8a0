"""What our pages add to Streamlit: a rerun of each page against a bare page of the same elements.

The pages are those of the demonstration and of a matter as large as one gets. Both sides are asked in turn, in the same
server process, over the same kind of session. The time is the server's: from asking for a rerun until the script has
ended and everything is sent. The bare page is made from what the real one sent, and has to send as many elements of
each kind, else the bench refuses to compare.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import bare_page, big_matter, report, sides
from bench.pages import SCREENS, Screen
from bench.report import Figure
from bench.websocket import Session, session
from tests.browser import server

WARM, RERUNS = 4, 30
MEDIAN, HIGHEST = 1.5, 2.0
# Streamlit collects garbage after a run has been answered; nobody asks again within these seconds.
BETWEEN = 0.04


@dataclass(frozen=True)
class Compared:
    """Both sides of one screen: seconds of each rerun, processor seconds of its script, and how much is drawn."""

    real: list[float]
    bare: list[float]
    real_script: list[float]
    bare_script: list[float]
    elements: int

    @property
    def ratio(self) -> float:
        return statistics.median(self.real) / statistics.median(self.bare)

    @property
    def script_ratio(self) -> float:
        return statistics.median(self.real_script) / statistics.median(self.bare_script)


def measure() -> list[Figure]:
    found: dict[str, Compared] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "app.py").write_text(
            'import streamlit as st\nfrom web import shell\n\napp = st.App("side.py", **shell.parts())\n', "utf-8"
        )
        (folder / "side.py").write_text("from bench import sides\n\nsides.run()\n", "utf-8")
        screens = (*SCREENS, *big_matter.screens(big_matter.bring_in(folder)))
        times = folder / "times"
        given = {"VAIKUTUSPOLKU_DEMO": "1", sides.BARE: str(folder / "bare"), sides.TIMES: str(times)}
        with server(folder, given, app=folder) as address:
            for number, screen in enumerate(screens):
                found[screen.name] = compare(address, screen, f"s{number}", folder / "bare", times)
    head = ("page", "elements", "ms", "bare ms", "ratio", "script ms", "bare", "ratio")
    print(report.table(head, [_row(name, compared) for name, compared in found.items()]))
    print(f"\nms: median of {RERUNS} reruns, asked until answered; script: processor time of the page's script alone")
    ratios = [compared.ratio for compared in found.values()]
    return [Figure("median", statistics.median(ratios), MEDIAN), Figure("highest", max(ratios), HIGHEST)]


def _row(name: str, compared: Compared) -> tuple[object, ...]:
    middle = [1000 * statistics.median(part) for part in (compared.real, compared.bare)]
    script = [1000 * statistics.median(part) for part in (compared.real_script, compared.bare_script)]
    return name, compared.elements, *middle, compared.ratio, *script, compared.script_ratio


def compare(address: str, screen: Screen, slug: str, folder: Path, times: Path) -> Compared:
    """Records the screen, makes its bare twin and asks for both in turn.

    Raises RuntimeError when the twin does not send the same elements.
    """
    person = {"demo_as": screen.role}
    with session(address, person) as real, session(address, {**person, sides.COOKIE: slug}) as bare:
        real.run(screen.page, screen.query)
        wanted = real.run(screen.page, screen.query).messages()
        bare_page.write(wanted, folder / slug)
        bare.run(screen.page, screen.query)
        twin = bare_page.kinds(bare.run(screen.page, screen.query).messages())
        if twin != bare_page.kinds(wanted):
            more = bare_page.kinds(wanted)
            more.subtract(twin)
            raise RuntimeError(f"{screen.name}: the bare page differs by { {k: n for k, n in more.items() if n} }")
        for _ in range(WARM):
            _asked(real, screen), _asked(bare, screen)
        times.write_text("")
        # Who is asked first alternates, so that neither always follows the other's garbage.
        pairs = []
        for turn in range(RERUNS):
            first, second = (real, bare) if turn % 2 == 0 else (bare, real)
            pair = _asked(first, screen), _asked(second, screen)
            pairs.append(pair if turn % 2 == 0 else pair[::-1])
    scripts = [float(line) for line in times.read_text().split()]
    of_real = [scripts[2 * turn + turn % 2] for turn in range(RERUNS)]
    of_bare = [scripts[2 * turn + 1 - turn % 2] for turn in range(RERUNS)]
    elements = sum(message.WhichOneof("type") == "delta" for message in wanted)
    return Compared([real for real, _ in pairs], [bare for _, bare in pairs], of_real, of_bare, elements)


def _asked(who: Session, screen: Screen) -> float:
    time.sleep(BETWEEN)
    return who.run(screen.page, screen.query).seconds
