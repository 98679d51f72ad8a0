"""Streamlit's own English, in the reader's language.

Streamlit 1.67 does not translate its interface. The message ids below are the strings as Streamlit shows them; the
catalogues in locales/ hold the translations, and `script()` gives them to app.js, which puts them on the page. A
string that varies is a pattern: `{number}`, `{count}`, `{size}`, `{day}` and `{year}` stand for digits, `{month}` for
an English month name that is translated in its turn, other names for anything.

What the product avoids is not here (audio, camera, chat, code, maps, the developers' menu).
"""

from __future__ import annotations

import json
import re
from string import Formatter

import locales
from locales import N_

SAVING = N_("Saving…")
OFFLINE = N_("No connection – the text is still here")

WHOLE = (
    # frame and menu
    N_("Skip to main content"),
    N_("App pages"),
    N_("Sidebar"),
    N_("Collapse sidebar"),
    N_("Expand sidebar"),
    N_("View less"),
    N_("Main menu"),
    N_("Notifications"),
    N_("Scroll tabs left"),
    N_("Scroll tabs right"),
    N_("(opens in new tab)"),
    N_("Link to heading"),
    N_("Help"),
    N_("Close"),
    N_("Dismiss"),
    N_("Cancel"),
    N_("Rerun"),
    N_("Print"),
    N_("Settings"),
    N_("Theme"),
    N_("Record screen"),
    # the run and the connection
    N_("Running..."),
    N_("Stop"),
    N_("Stop script"),
    N_("Stopping..."),
    N_("Loading"),
    N_("Loading..."),
    N_("Connecting"),
    N_("Connecting to Streamlit server"),
    N_("Unable to connect to Streamlit server"),
    N_("Connection error"),
    N_("Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:"),
    N_("Streamlit server is not responding. Are you connected to the internet?"),
    N_("Reconnected to server."),
    N_("Network error"),
    N_("Network issue"),
    N_("Try again"),
    N_("Page not found"),
    N_("The page that you have requested does not seem to exist. Running the app's main page."),
    # text, number and choice fields
    N_("(required)"),
    N_("This field is required."),
    N_("Invalid input."),
    N_("Press Enter to apply"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press ⌘+Enter to apply"),
    N_("Press Enter to submit form"),
    N_("Press Ctrl+Enter to submit form"),
    N_("Press ⌘+Enter to submit form"),
    N_("Clear entry"),
    N_("Clear value"),
    N_("Show password"),
    N_("Hide password"),
    N_("Increment"),
    N_("Decrement"),
    N_("Open"),
    N_("Choose an option"),
    N_("Choose options"),
    N_("Add an option"),
    N_("Add options"),
    N_("Choose or add an option"),
    N_("Choose or add options"),
    N_("No results"),
    N_("No options to select"),
    N_("No options to select."),
    N_("Clear all"),
    N_("Select all"),
    N_("Selected values"),
    N_("Selectbox"),
    N_("Selectbox options"),
    N_("Multiselect"),
    N_("Multiselect options"),
    N_("Show suggestions"),
    N_("Feedback rating"),
    N_("Thumbs up"),
    N_("Thumbs down"),
    N_("Very dissatisfied"),
    N_("Dissatisfied"),
    N_("Neutral"),
    N_("Satisfied"),
    N_("Very satisfied"),
    # dates
    N_("Choose date"),
    N_("Choose date range"),
    N_("Clear date"),
    N_("Clear dates"),
    N_("Empty"),
    N_("dd"),  # the letters that stand in an empty date field
    N_("mm"),
    N_("yyyy"),
    N_("Date range"),
    N_("Next month"),
    N_("Previous month"),
    N_("Next"),
    N_("Previous"),
    N_("First available date"),
    N_("Last available date"),
    N_("Selected date unavailable."),
    N_("Use arrow keys to navigate dates. Enter to select. Escape to close."),
    # files
    N_("Upload"),
    N_("Add files"),
    N_("file upload"),
    N_("Drag and drop a file here"),
    N_("Drag and drop files here"),
    N_("Only one file is allowed."),
    N_("Too many files"),
    N_("Upload failed"),
    N_("Uploading..."),
    N_("Error:"),
    N_("add icon"),
    N_("Click to retry upload"),
    N_("Unexpected error. Please try again."),
    N_("Connection lost. Please wait for the app to reconnect, then try again."),
    N_("Download failed"),
    # tables and charts
    N_("Scrollable table"),
    N_("empty"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Show data"),
    N_("Show chart"),
    N_("Download as PNG"),
    N_("Download as CSV"),
    N_("Copy Vega-Lite spec"),
    N_("Copy to clipboard"),
    N_("Copied"),
    N_("Copied!"),
    N_("Search"),
    N_("Type to search"),
    N_("Close Search"),
    N_("Next Result"),
    N_("Previous Result"),
    N_("Show/hide columns"),
    N_("Add row"),
    N_("Delete row(s)"),
    N_("Clear selection"),
    N_("Dataframe column menu"),
    N_("Copy column name"),
    N_("Sort ascending"),
    N_("Sort descending"),
    N_("Autosize"),
    N_("Format"),
    N_("Statistics"),
    N_("Pin column"),
    N_("Unpin column"),
    N_("Hide column"),
    N_("No data"),
    N_("Pagination"),
    N_("Next page"),
    N_("Previous page"),
    N_("visualization"),
    N_("axis"),
    N_("legend"),
    N_("bar"),
    N_("group mark container"),
    N_("rect mark container"),
    N_("rule mark container"),
    N_("line mark container"),
    N_("text mark container"),
    N_("symbol mark container"),
)

PATTERNS = (
    N_("View {count} more"),
    N_("Help for {label}"),
    N_("Shortcut {keys}"),
    N_(
        "You have requested page /{page}, but no corresponding file was found in the app's pages/ directory. "
        "Running the app's main page."
    ),
    N_("Error: Number is outside the allowed range. Please enter a value between {low} and {high}."),
    N_("Error: Number is below the allowed range. Please enter a value greater than or equal to {low}."),
    N_("Error: Number is above the allowed range. Please enter a value less than or equal to {high}."),
    N_("Add: {text}"),
    N_("Remove {text}"),
    N_("Select {count} matches"),
    N_("{count} option available."),
    N_("{count} options available."),
    N_("You can only select up to {count} option. Remove an option first."),
    N_("You can only select up to {count} options. Remove an option first."),
    N_("{number} out of {count} stars"),
    N_("Rating {number}"),
    N_("day, {label}"),
    N_("month, {label}"),
    N_("year, {label}"),
    N_("Selected Date: {month} {day}, {year}"),
    N_("Selected Date: {date}"),
    N_("Choose date, {shown}"),
    N_("{number} – {month}"),
    N_("Today, {date}"),
    N_("Today, {date} selected"),
    N_("{date} selected"),
    N_("{size}MB per file"),
    N_("Cancel upload of {name}"),
    N_("{kind} files are not allowed."),
    N_("File must be {limit} or smaller."),
    N_("Fullscreen: {name}"),
    N_("Close fullscreen: {name}"),
    N_("Show data: {name}"),
    N_("Show chart: {name}"),
    N_("Download as PNG: {name}"),
    N_("Download as CSV: {name}"),
    N_("Copy Vega-Lite spec: {name}"),
    N_("Copied!: {name}"),
    N_("Search: {name}"),
    N_("Show/hide columns: {name}"),
    N_("Add row: {name}"),
    N_("Delete row(s): {name}"),
    N_("Clear selection: {name}"),
    N_("Page {number}"),
)

# As they stand in "21. marraskuuta 2026".
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
DIGITS = ("number", "count", "size", "day", "year")


def script(source: str, language: str) -> str:
    """app.js, which is one function, called with the words of `language`."""
    return f"{source.rstrip().removesuffix(';')}({json.dumps(words(language), ensure_ascii=False)});\n"


def words(language: str) -> dict[str, object]:
    """What app.js gets: whole strings, patterns as [regular expression, replacement], months, the save line's words."""
    return {
        "whole": {english: own for english in WHOLE if (own := locales.translate(language, english)) != english},
        "patterns": [
            [expression(english), replacement(locales.translate(language, english))]
            for english in PATTERNS
            if language != "en"
        ],
        "months": {english: locales.translate(language, english) for english in MONTHS},
        "saving": locales.translate(language, SAVING),
        "offline": locales.translate(language, OFFLINE),
    }


def expression(pattern: str) -> str:
    """`Help for {label}` as a JavaScript regular expression with a group for each name."""
    parts = []
    for literal, name, _, _ in Formatter().parse(pattern):
        parts.append(re.sub(r"[\\^$.*+?()\[\]{}|/]", r"\\\g<0>", literal))
        if name:
            parts.append(f"(?<{name}>{group(name)})")
    return f"^{''.join(parts)}$"


def group(name: str) -> str:
    return "[0-9.]+" if name in DIGITS else "|".join(MONTHS) if name == "month" else ".+"


def replacement(translation: str) -> str:
    """The translation as app.js wants it: `<label>` for `{label}`."""
    return translation.replace("{", "<").replace("}", ">")
