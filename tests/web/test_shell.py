"""Browser tests of the shell: what a person meets. Each drives Chromium against a small app inside the real shell.

The product's own pages are not used, so these tests say what is wrong with the shell and with nothing else.
"""

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import locales
from tests.browser import ROOT, Server, free_port, ready, sent_frames, server, start
from web import built_in, faults

APP = Path(__file__).parent / "fixture_app"
SENTENCE = "Lapsi kulkee kouluun yksin ja matka pitenee kaksi kilometriä. "
WAIT = 30_000  # ms, for what must come; a slow machine takes longer than a person would like
SETTLED = 800  # ms, for what must not come
# Every string a person can see or hear: text, labels, placeholders, titles.
EVERYTHING = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement.closest("style,script,noscript,[data-testid=stIconMaterial]")) found.push(node.data);
    } else for (const name of ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext",
                               "placeholder", "title", "alt"]) {
      found.push(node.getAttribute(name) ?? "");
    }
  }
  return found.map((text) => text.trim()).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("shell")


@pytest.fixture(scope="module")
def site(folder):
    with server(folder, app=APP) as address:
        yield address


@pytest.fixture(autouse=True)
def empty_notes(request):
    if "site" in request.fixturenames:
        with sqlite3.connect(request.getfixturevalue("folder") / "test.db") as db:
            db.execute("DELETE FROM note")


def stored(folder: Path, key: str = "effect-1") -> object:
    with sqlite3.connect(folder / "test.db") as db:
        row = db.execute("SELECT text FROM note WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def wait_until_stored(page: Page, folder: Path, text: object, key: str = "effect-1") -> None:
    for _ in range(WAIT // 100):
        if stored(folder, key) == text:
            return
        page.wait_for_timeout(100)
    assert stored(folder, key) == text


def without_the_script(page: Page) -> None:
    page.route("**/shell/app.*", lambda route: route.abort())


def save_line(page: Page):
    return page.locator("[data-vp-save-line]")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


# The first request of a fresh process is a deep link. This is the test to keep.


def test_a_cold_deep_link_goes_through_the_router(page, tmp_path):
    with server(tmp_path, app=APP) as cold:
        page.goto(f"{cold}/assessment?step=2")
        ready(page)
        expect(page).to_have_title("Arviointi – Vaikutuspolku")  # only the router sets this
        expect(heading(page)).to_have_text("Arviointi: Vaihe 2")


def test_with_pages_beside_the_script_the_router_is_bypassed(page, tmp_path):
    """Negative control: the same app with the router moved to the root."""
    broken = shutil.copytree(APP, tmp_path / "broken")
    router = (broken / "ui" / "router.py").read_text().replace("parents[1]", "parents[0]")
    (broken / "router.py").write_text(router)
    (broken / "app.py").write_text((broken / "app.py").read_text().replace("ui/router.py", "router.py"))
    with server(tmp_path, app=broken) as cold:
        page.goto(f"{cold}/assessment?step=2")
        ready(page)
        expect(page).not_to_have_title("Arviointi – Vaikutuspolku")


def test_uvicorn_serves_the_same_app(page, tmp_path):
    copied = shutil.copytree(APP, tmp_path / "app")
    shutil.copytree(ROOT / ".streamlit", copied / ".streamlit")
    running = start(tmp_path, app=copied, uvicorn=True)
    try:
        answer = page.goto(f"{running.address}/assessment")
        ready(page)
        assert answer is not None
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        expect(page).to_have_title("Arviointi – Vaikutuspolku")
    finally:
        running.stop()


def test_a_refused_start_says_why_and_ends_with_1(tmp_path):
    with pytest.raises(RuntimeError, match="Tietokanta on uudempi kuin ohjelma"):
        start(tmp_path, {"REFUSE_START": "Tietokanta on uudempi kuin ohjelma."}, app=APP)
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", f"{APP}/app.py", "--server.port", str(free_port())],
        env={
            "PYTHONPATH": str(ROOT),
            "VAIKUTUSPOLKU_DATABASE_URL": f"sqlite:///{tmp_path}/test.db",
            "REFUSE_START": "Tietokanta on uudempi kuin ohjelma.",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "Tietokanta on uudempi kuin ohjelma."
    assert "Traceback" not in ended.stderr


# Language


@pytest.mark.parametrize(("accepted", "language"), [("fi-FI", "fi"), ("sv-FI", "sv"), ("en-GB", "en"), ("de-DE", "fi")])
def test_the_language_is_right_before_any_script_runs(site, accepted, language):
    request = urllib.request.Request(f"{site}/assessment", headers={"Accept-Language": accepted})
    with urllib.request.urlopen(request) as answer:
        html = answer.read().decode()
    assert f'<html lang="{language}">' in html
    assert "<title>Vaikutuspolku</title>" in html


def test_a_chosen_language_is_remembered(page, site):
    page.goto(f"{site}/?lang=sv")
    page.goto(f"{site}/")
    expect(heading(page)).to_have_text("Start")
    assert page.evaluate("document.documentElement.lang") == "sv"


def test_switching_the_language_is_an_ordinary_link(page, site):
    page.goto(site)
    page.get_by_role("link", name="Svenska").click()
    expect(heading(page)).to_have_text("Start")
    assert len(page.context.pages) == 1


def test_nothing_of_streamlits_own_english_is_left(page, site):
    page.goto(f"{site}/elements")
    ready(page)
    page.get_by_role("button", name="Näytä tiedot: *kuvaus").wait_for(state="attached")
    page.get_by_role("button", name=locales.translate("fi", "Choose date")).click()
    page.get_by_role("grid").first.wait_for()
    assert english_of_streamlit(page) == []


def test_without_the_script_streamlits_english_is_seen(page, site):
    """Negative control."""
    without_the_script(page)
    page.goto(f"{site}/elements")
    ready(page)
    page.get_by_role("button", name="Show data: *kuvaus").wait_for(state="attached")
    assert {"Skip to main content", "Upload", "30MB per file", "Help for *teksti"} <= set(english_of_streamlit(page))


def english_of_streamlit(page: Page) -> list[str]:
    """What is on the page, is not the fixture's own (with an asterisk at its start) and equals an English string."""
    patterns = [built_in.expression(english).replace("(?<", "(?P<") for english in built_in.PATTERNS]
    ours = {locales.translate("fi", english) for english in (*built_in.WHOLE, *built_in.PATTERNS)}
    return [
        text
        for text in page.evaluate(EVERYTHING)
        if text not in ours and (text in built_in.WHOLE or any(re.search(pattern, text) for pattern in patterns))
    ]


def test_words_that_people_wrote_are_left_as_they_are(page, site):
    page.goto(site)
    ready(page)
    expect(page.get_by_text("Upload", exact=True)).to_be_visible()
    expect(page.get_by_text("Open", exact=True)).to_have_attribute("title", "Open")


def test_english_readers_keep_streamlits_words(browser, site):
    page = browser.new_page(locale="en-GB")
    page.goto(f"{site}/elements")
    ready(page)
    expect(page.get_by_text("Skip to main content")).to_have_count(1)
    page.close()


# Bare keys


@pytest.mark.parametrize("key", ["r", "R", "c", "C"])
def test_a_bare_key_does_nothing(page, site, key):
    frames = sent_frames(page)
    page.goto(f"{site}/assessment")
    ready(page)
    before = len(frames)
    page.get_by_role("button", name="Seuraava").focus()
    page.keyboard.press(key)
    page.wait_for_timeout(SETTLED)
    assert len(frames) == before
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_the_script_r_reruns(page, site):
    """Negative control."""
    without_the_script(page)
    frames = sent_frames(page)
    page.goto(f"{site}/assessment")
    ready(page)
    before = len(frames)
    page.locator("body").press("r")
    page.wait_for_timeout(SETTLED)
    assert len(frames) > before


def test_the_same_keys_write_letters_in_fields(page, site):
    page.goto(f"{site}/assessment")
    ready(page)
    for label in ("Vaikutus lapsiin", "Lyhyt nimi", "Suunta"):
        field = page.get_by_label(label).first
        field.click()
        field.press_sequentially("rc")
        assert field.input_value() == "rc", label


# Autosave


def test_a_text_is_saved_while_it_is_written(page, site, folder):
    page.goto(f"{site}/assessment")
    area = page.get_by_label("Vaikutus lapsiin")
    area.click()
    seen = set()
    for letter in SENTENCE * 3:
        area.press_sequentially(letter, delay=50)
        seen.add(stored(folder))
    assert seen - {None}, "nothing was saved before the writer stopped"
    assert area.input_value() == SENTENCE * 3, "letters were lost"
    expect(area).to_be_focused()
    wait_until_stored(page, folder, SENTENCE * 3)
    expect(save_line(page)).to_have_text("Tallennettu 14.02")
    assert area.evaluate("area => area.selectionStart") == len(SENTENCE * 3)


def test_without_the_script_nothing_is_saved_while_writing(page, site, folder):
    """Negative control."""
    without_the_script(page)
    page.goto(f"{site}/assessment")
    page.get_by_label("Vaikutus lapsiin").press_sequentially("teksti")
    page.wait_for_timeout(2500)  # longer than the pause after which the script saves
    assert stored(folder) is None


def test_a_text_is_saved_on_a_page_that_takes_long_to_run(page, tmp_path):
    with server(tmp_path, {"SLOW_PAGE": "1.5"}, app=APP) as slow:
        page.goto(f"{slow}/assessment")
        area = page.get_by_label("Vaikutus lapsiin")
        area.click()
        area.press_sequentially(SENTENCE, delay=60)
        page.wait_for_timeout(1800)  # a pause, after which the page runs while the writing goes on
        area.press_sequentially(SENTENCE, delay=60)
        wait_until_stored(page, tmp_path, SENTENCE * 2)
        assert area.input_value() == SENTENCE * 2


def test_a_short_text_is_saved_without_leaving_the_field(page, site, folder):
    page.goto(f"{site}/assessment")
    field = page.get_by_label("Lyhyt nimi")
    field.press_sequentially("Kouluverkko")
    wait_until_stored(page, folder, "Kouluverkko", key="name-1")
    expect(field).to_be_focused()


def test_a_number_is_saved_as_it_was_written(page, site, folder):
    """Streamlit would turn 12 into 12.00 under the writer's hand, and the next digit would come after the zeros."""
    page.goto(f"{site}/assessment")
    field = page.get_by_label("Koulumatka")
    field.press_sequentially("12")
    wait_until_stored(page, folder, 12.0, key="km-1")
    assert field.input_value() == "12"
    field.press_sequentially("5")
    wait_until_stored(page, folder, 125.0, key="km-1")
    expect(field).to_be_focused()


def test_a_number_that_is_only_begun_is_waited_for(page, site, folder):
    """1 is below the least number allowed, 10, and on its way to 15."""
    page.goto(f"{site}/assessment")
    field = page.get_by_label("Koulumatka")
    field.press_sequentially("1")
    page.wait_for_timeout(2000)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert stored(folder, "km-1") is None
    field.press_sequentially("5")
    wait_until_stored(page, folder, 15.0, key="km-1")


def test_a_choice_and_a_form_are_not_committed_for_the_writer(page, site, folder):
    frames = sent_frames(page)
    page.goto(f"{site}/assessment")
    ready(page)
    before = len(frames)
    page.get_by_label("Suunta").first.press_sequentially("kas")
    page.get_by_label("Lomakkeen teksti").press_sequentially("teksti")
    page.wait_for_timeout(2500)
    assert len(frames) == before
    assert stored(folder, "form") is None


def test_leaving_the_page_at_once_saves_the_text(page, site, folder):
    page.goto(f"{site}/assessment")
    page.get_by_label("Vaikutus lapsiin").press_sequentially("Viime hetkellä")
    page.goto(site)
    wait_until_stored(page, folder, "Viime hetkellä")


def test_the_save_line_says_when_letters_are_unsaved(page, site, folder):
    page.goto(f"{site}/assessment")
    area = page.get_by_label("Vaikutus lapsiin")
    area.press_sequentially("a")
    expect(save_line(page)).to_have_text(built_in_finnish(built_in.SAVING))
    wait_until_stored(page, folder, "a")
    expect(save_line(page)).to_have_text("Tallennettu 14.02")
    area.press_sequentially("b")  # the line that follows is word for word the same
    expect(save_line(page)).to_have_text(built_in_finnish(built_in.SAVING))
    expect(save_line(page)).to_have_text("Tallennettu 14.02")


def test_a_letter_written_and_taken_back_leaves_the_save_line_as_it_was(page, site):
    page.goto(f"{site}/assessment")
    area = page.get_by_label("Vaikutus lapsiin")
    area.press_sequentially("a")
    area.press("Backspace")
    expect(save_line(page)).to_have_text(built_in_finnish(built_in.SAVING))
    expect(save_line(page)).to_have_text("")


def built_in_finnish(english: str) -> str:
    return locales.translate("fi", english)


def test_a_lost_connection_is_told_and_the_text_is_saved_after_it(page, tmp_path):
    first = start(tmp_path, app=APP)
    second: Server | None = None
    try:
        page.goto(f"{first.address}/assessment")
        area = page.get_by_label("Vaikutus lapsiin")
        area.press_sequentially("Tallennettu alku")
        wait_until_stored(page, tmp_path, "Tallennettu alku")
        expect(save_line(page)).to_have_text("Tallennettu 14.02")
        area.press_sequentially(" ja tallentamaton loppu")
        first.kill()
        expect(save_line(page)).to_have_text(built_in_finnish(built_in.OFFLINE))
        assert area.input_value() == "Tallennettu alku ja tallentamaton loppu"
        second = start(tmp_path, app=APP, port=int(first.address.rsplit(":")[-1]))
        page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]", timeout=60_000)
        wait_until_stored(page, tmp_path, "Tallennettu alku ja tallentamaton loppu")
        assert area.input_value() == "Tallennettu alku ja tallentamaton loppu"
        expect(save_line(page)).to_have_text("Tallennettu 14.02")
    finally:
        first.stop()
        if second:
            second.stop()


def test_a_text_sent_in_the_moment_the_connection_breaks_is_not_lost(page, tmp_path):
    """Streamlit counts it as sent; a frozen server makes the moment long enough to be met every time."""
    first = start(tmp_path, app=APP)
    second: Server | None = None
    frames = sent_frames(page)
    try:
        page.goto(f"{first.address}/assessment")
        ready(page)
        first.process.send_signal(signal.SIGSTOP)
        before = len(frames)
        area = page.get_by_label("Vaikutus lapsiin")
        area.press_sequentially("Viime hetkellä")
        for _ in range(WAIT // 100):
            if len(frames) > before:
                break
            page.wait_for_timeout(100)
        assert len(frames) > before
        first.kill()
        second = start(tmp_path, app=APP, port=int(first.address.rsplit(":")[-1]))
        wait_until_stored(page, tmp_path, "Viime hetkellä")
        assert area.input_value() == "Viime hetkellä"
    finally:
        first.kill()
        if second:
            second.stop()


# Focus


def test_the_next_step_moves_focus_to_the_heading_and_back_returns(page, site):
    page.goto(f"{site}/assessment?decision=42")
    page.get_by_role("button", name="Seuraava").click()
    expect(heading(page)).to_have_text("Arviointi: Vaihe 2")
    expect(heading(page)).to_be_focused()
    page.go_back()
    expect(heading(page)).to_have_text("Arviointi: Vaihe 1")
    assert page.evaluate("location.search") == "?decision=42"


def test_a_page_link_keeps_history_and_moves_focus(page, site):
    page.goto(site)
    page.get_by_role("link", name="Kouluverkko").click()
    expect(heading(page)).to_have_text("Arviointi: Vaihe 1")
    expect(heading(page)).to_be_focused()
    assert page.evaluate("location.pathname + location.search") == "/assessment?decision=42"
    page.go_back()
    expect(heading(page)).to_have_text("Alku")


def test_errors_take_the_focus_and_lead_to_their_fields(page, site):
    page.goto(f"{site}/form")
    page.get_by_role("button", name="Tarkista").click()
    expect(page.locator("#vp-errors")).to_be_focused()
    page.get_by_role("link", name="Perustelu").click()
    expect(page.get_by_role("textbox", name="Perustelu")).to_be_focused()
    page.get_by_role("link", name="Taso").click()
    expect(page.get_by_role("radio", name="kevyt")).to_be_focused()


def test_without_the_script_focus_stays_on_the_button(page, site):
    """Negative control."""
    without_the_script(page)
    page.goto(f"{site}/form")
    page.get_by_role("button", name="Tarkista").click()
    expect(page.locator("#vp-errors")).to_be_visible()
    expect(page.locator("#vp-errors")).not_to_be_focused()


def test_a_first_visit_does_not_move_the_focus(page, site):
    page.goto(f"{site}/assessment")
    ready(page)
    assert page.evaluate("document.activeElement.tagName") == "BODY"


# Policy, outside requests, faults


@pytest.mark.parametrize("path", ["/", "/assessment", "/elements", "/form"])
def test_the_policy_stops_nothing_and_no_request_goes_elsewhere(page, site, console_errors, path):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}{path}")
    ready(page)
    page.wait_for_timeout(SETTLED)
    assert [error for error in console_errors if "Content Security Policy" in error] == []
    assert [url for url in asked if not url.startswith((site, "blob:", "data:"))] == []


def test_with_telemetry_on_a_request_would_go_elsewhere_and_be_stopped(page, tmp_path, console_errors):
    """Negative control."""
    with server(tmp_path, {"STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true"}, app=APP) as curious:
        page.goto(curious)
        ready(page)
        page.wait_for_timeout(SETTLED)
        assert [error for error in console_errors if "Content Security Policy" in error] != []


@pytest.mark.parametrize(
    "path", ["/", "/assessment?step=2", "/healthz", "/nothing/here", "/shell/app.css", "/demo/leave", "/_stcore/health"]
)
def test_every_answer_of_the_running_server_is_guarded(page, site, path):
    answer = page.request.get(f"{site}{path}")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_fault_is_told_in_the_readers_language_with_the_number_of_its_log_line(page, site, folder):
    page.goto(f"{site}/fault")
    page.get_by_role("button", name="Riko").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text(locales.translate("fi", faults.SORRY).split("{")[0])
    number = re.search(r"\b[0-9a-f]{8}\b", told.inner_text())
    assert number
    [log] = folder.glob("server-*.log")
    [line] = [line for line in log.read_text().splitlines() if number[0] in line]
    assert "RuntimeError" in line
    assert "henkilön sanat" not in line


# Narrow screens and paper


@pytest.mark.parametrize("width", [360, 320])
@pytest.mark.parametrize("path", ["/long", "/assessment", "/elements"])
def test_a_phone_never_scrolls_sideways(page, site, width, path):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{site}{path}")
    ready(page)
    if path == "/long":
        expect(page.get_by_role("table", name="Vaikutukset")).to_be_visible()
    sideways = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
        .map((box) => box.scrollWidth - box.clientWidth)"""
    assert page.evaluate(sideways) == [0, 0]


def test_without_the_style_a_phone_scrolls_sideways(page, site):
    """Negative control."""
    without_the_script(page)
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(f"{site}/long")
    ready(page)
    expect(page.get_by_role("table", name="Vaikutukset")).to_be_visible()
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") > 0


def test_print_is_whole_and_tagged_and_without_controls(page, site):
    page.goto(f"{site}/long")
    ready(page)
    pdf = page.pdf(tagged=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 4
    assert b"/StructTreeRoot" in pdf
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_role("button", name="Tallenna")).to_have_count(0)
    expect(page.get_by_text("Viimeinen kappale.")).to_be_visible()


def test_without_the_style_buttons_are_printed(page, site):
    """Negative control."""
    without_the_script(page)
    page.goto(f"{site}/long")
    ready(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Tallenna")).to_be_visible()


def test_the_focus_ring_is_strong(page, site):
    page.goto(f"{site}/assessment")
    ready(page)
    page.get_by_role("button", name="Seuraava").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    ring = page.get_by_role("button", name="Seuraava").evaluate(
        "button => { const style = getComputedStyle(button); return [style.outlineWidth, style.outlineColor]; }"
    )
    assert ring == ["3px", "rgb(0, 0, 191)"]
