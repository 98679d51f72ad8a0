"""Takes the pictures that the guides in docs/ show: `scripts/pictures`. Nothing here is a test.

Each is of the demonstration in Finnish or English, 1,000 px wide and only as high as what it is about.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import survey
from locales import translate
from tests.browser import ROOT, chromium, ready, start

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1000, 820
QUALITY = 82  # of JPEG: the pictures are of text on white
FULL = "SELECT decision_id FROM response WHERE state = 'draft' ORDER BY decision_id LIMIT 1"
EMPTY = (
    "SELECT a.id, a.decision_id FROM activity a WHERE a.channel = 'survey' OR a.channel = 'event' "
    "AND NOT EXISTS (SELECT 1 FROM import i WHERE i.activity_id = a.id) ORDER BY a.id LIMIT 1"
)


@contextmanager
def opened(folder: Path, address: str, language: str, role: str) -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="fi-FI")
        for name, value in (("lang", language), ("demo_as", role)):
            context.add_cookies([{"name": name, "value": value, "url": address}])
        yield context.new_page()
        browser.close()


def take(page: Page, name: str, language: str, top: str | None = None) -> None:
    """The window as it stands, from the heading `top` on."""
    ready(page)
    if top is not None:
        page.get_by_role("heading", name=top, exact=True).first.evaluate(
            "heading => heading.scrollIntoView({block: 'start'})"
        )
    page.mouse.move(0, 0)
    page.evaluate("() => document.activeElement?.blur()")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.screenshot(path=IMAGES / f"{name}.{language}.jpg", type="jpeg", quality=QUALITY)


def walk(page: Page, address: str, language: str, full: int, decision: int, activity: int, folder: Path) -> None:
    def say(msgid: str, **params: object) -> str:
        return translate(language, msgid, **params)

    answers = {header: values[:240] for header, values in survey.columns(240).items()}
    kept = ["Vastausnumero", "Vastausaika", "Ikäryhmä", "Väite 1", "Palvelut 1", "Perustelut"]
    file = folder / "kysely.csv"
    file.write_bytes(survey.as_csv({name: answers[name] for name in kept}))
    page.goto(f"{address}/import?decision={decision}&activity={activity}")
    take(page, "import-files", language)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=f"{file.name}").first.wait_for()
    ready(page)
    page.get_by_role("button", name=say("Read the files"), exact=True).click()
    questions = say("Please answer: the file does not tell this")
    page.get_by_role("heading", name=questions, exact=True).wait_for()
    take(page, "import-columns", language, questions)
    page.get_by_role("button", name=say("Continue"), exact=True).click()
    told = say("What is in the file")
    page.get_by_role("heading", name=told, exact=True).wait_for()
    take(page, "import-told", language, told)
    page.goto(f"{address}/texts?decision={full}&show=all")
    take(page, "import-review", language)
    page.goto(f"{address}/residents?decision={full}")
    take(page, "import-residents", language)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        running = start(folder, {"VAIKUTUSPOLKU_DEMO": "1"})
        try:
            with sqlite3.connect(folder / "test.db") as database:
                (full,) = database.execute(FULL).fetchone()
                activity, decision = database.execute(EMPTY).fetchone()
            for language in ("fi", "en"):
                with opened(folder, running.address, language, "preparer") as page:
                    walk(page, running.address, language, full, decision, activity, folder)
        finally:
            running.stop()
    subprocess.run(["ls", "-l", str(IMAGES)], check=True, stdout=sys.stdout)


if __name__ == "__main__":
    main()
