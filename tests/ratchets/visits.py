"""One walk through every page in a real browser: what axe finds, what is too wide, and every string on the page.

The walk is made once for the whole run, page by page in each language: opened at 1280 px, looked at, narrowed to
360 px and looked at again. The tests read what was noted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import ready
from tests.ratchets.tour import Place

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text("utf-8")
# The law asks for WCAG 2.1 A and AA (306/2019).
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
WIDE, NARROW = 1280, 360
WIDTHS = (WIDE, NARROW)
HEIGHT = {WIDE: 900, NARROW: 740}
SETTLES = 3_000  # ms that a narrowed page may take to find its new shape

FAULTS = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} (${node.failureSummary.split("\\n")[1] ?? ""})`));
}"""
# What makes the page scroll sideways. A chart is drawn anew a moment after the width has changed, so that is awaited.
TOO_WIDE = """async (patience) => {
  const boxes = [document.documentElement, document.querySelector("[data-testid=stMain]")];
  const until = performance.now() + patience;
  while (boxes.some((box) => box.scrollWidth > box.clientWidth)) {
    if (performance.now() < until) { await new Promise(requestAnimationFrame); continue; }
    return widest();
  }
  return "";
  function widest() {
  const over = [...document.querySelectorAll("[data-testid=stMain] *")].filter((element) =>
    element.getBoundingClientRect().right > window.innerWidth + 1 && !element.closest(".vp-scroll"));
  return over.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(" | ") || "the page";
  }
}"""
FRAME = """() => ({language: document.documentElement.lang, title: document.title,
  headings: [...document.querySelectorAll("h1")].map((found) => found.textContent)})"""
# Every string that a person sees or hears, and whether it stands where only our own words and people's are drawn.
# Icons are pictures, and <code> holds codes: neither is a word of any language.
STRINGS = """() => {
  const ATTRIBUTES = ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "placeholder",
    "title", "alt"];
  const OURS = "[data-testid=stMarkdownContainer],[data-testid=stText],[data-testid=stHtml],[data-testid=stCode]," +
    "[data-testid=stTable],[data-testid=stCaptionContainer],textarea";
  const NOT_OURS = "[data-testid=stFileUploaderDropzone],[data-testid=stTooltipContent]";
  const SILENT = "style,script,noscript,code,[data-testid=stIconMaterial],[data-testid=stIconEmoji]";
  const ours = (element) => Boolean(element.closest(OURS)) && !element.closest(NOT_OURS);
  const found = [];
  const note = (text, element, mine) => {
    text = text.replace(/\\s+/g, " ").trim();
    if (text) found.push([text, mine, element.closest("[data-testid]")?.dataset.testid ?? element.tagName]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement.closest(SILENT)) note(node.data, node.parentElement, ours(node.parentElement));
      continue;
    }
    if (node.matches("input,textarea") && node.value && node.type !== "file") note(node.value, node, true);
    for (const name of ATTRIBUTES) {
      // The page's own HTML may carry accessible names of ours; a widget's are Streamlit's.
      const mine = Boolean(node.closest("[data-testid=stHtml],[data-testid=stMarkdownContainer]"));
      if (node.getAttribute(name)) note(node.getAttribute(name), node, mine && !node.closest(NOT_OURS));
    }
  }
  return JSON.stringify(found);
}"""


@dataclass(frozen=True)
class Seen:
    """One string on a page. `ours` where Streamlit draws nothing of its own; `where` names the element."""

    text: str
    ours: bool
    where: str


@dataclass(frozen=True)
class Visit:
    """What was met at one place in one language and width."""

    place: Place
    language: str
    width: int
    faults: tuple[str, ...]
    too_wide: str  # what sticks out, empty when nothing does
    lang: str
    title: str
    headings: tuple[str, ...]
    strings: tuple[Seen, ...]

    def __str__(self) -> str:
        return f"{self.place} {self.language} {self.width} px"


@contextmanager
def session(browser: Browser, site: str, language: str, role: str | None = None) -> Iterator[Page]:
    """A browser of its own for one language."""
    context = browser.new_context(locale=LOCALES[language], viewport={"width": WIDE, "height": HEIGHT[WIDE]})
    context.set_default_timeout(30_000)
    context.add_init_script(AXE)
    context.add_cookies([{"name": "lang", "value": language, "url": site}])
    page = context.new_page()
    take(page, site, role)
    try:
        yield page
    finally:
        context.close()


def take(page: Page, site: str, role: str | None) -> None:
    """From the next page on the visitor is in this role; without one at the door."""
    page.context.clear_cookies(name="demo_as")
    if role is not None:
        page.context.add_cookies([{"name": "demo_as", "value": role, "url": site}])


def walk(browser: Browser, site: str, places: Sequence[Place], language: str) -> list[Visit]:
    """Every place in one language, at both widths, in one browser that keeps what it has loaded."""
    found = []
    with session(browser, site, language) as page:
        for place in places:
            take(page, site, place.role)
            open_place(page, site, place)
            found += [look(page, place, language, width) for width in WIDTHS]
            page.set_viewport_size({"width": WIDE, "height": HEIGHT[WIDE]})
    return found


def open_place(page: Page, site: str, place: Place) -> None:
    page.goto(site + place.address)
    ready(page)
    if place.press:
        page.locator("[data-testid=stMain] [data-testid^=stBaseButton-primary]").first.click()
        expect(page.locator("#vp-errors")).to_be_visible()
        ready(page)


def look(page: Page, place: Place, language: str, width: int, after: Callable[[Page], None] | None = None) -> Visit:
    """Everything that is noted of the page as it stands, at this width."""
    page.set_viewport_size({"width": width, "height": HEIGHT[width]})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    if after is not None:
        after(page)
    frame = page.evaluate(FRAME)
    return Visit(
        place,
        language,
        width,
        tuple(page.evaluate(FAULTS, TAGS)),
        page.evaluate(TOO_WIDE, SETTLES),
        frame["language"],
        frame["title"],
        tuple(frame["headings"]),
        tuple(Seen(*one) for one in json.loads(page.evaluate(STRINGS))),
    )
