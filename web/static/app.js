// Loaded in <head> of every Streamlit page, so it runs before Streamlit's own script. The server appends the call with
// the words of the reader's language (web/built_in.py).
(function shell(words) {
  "use strict";

  // ── 1. Streamlit's own English ──────────────────────────────────────────────────────────────────────────────────

  const ATTRIBUTES = [
    "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "placeholder", "title", "alt",
  ];
  // What people wrote is never changed, even if it equals a string of Streamlit's.
  const WRITTEN =
    "[data-testid=stMarkdownContainer],[data-testid=stText],[data-testid=stHtml],[data-testid=stCode]," +
    "[data-testid=stJson],[data-testid=stMetricValue],[data-written],[role=option],table,textarea";
  // Markdown, but Streamlit's own.
  const BUILT_IN = "[data-testid=stFileUploaderDropzone],[data-testid=stTooltipContent]";
  // Streamlit names a field by the Markdown of its label, backslashes of ui.words.plain included.
  const ESCAPED = /\\([!-/:-@[-`{-~])/g;
  const PATTERNS = words.patterns.map(([expression, to]) => [new RegExp(expression), to]);

  function translated(text) {
    const trimmed = text.trim();
    if (Object.hasOwn(words.whole, trimmed)) return words.whole[trimmed];
    for (const [expression, to] of PATTERNS) {
      const found = expression.exec(trimmed)?.groups;
      if (found) return to.replace(/<(\w+)>/g, (_, name) => name === "month" ? words.months[found.month] : found[name]);
    }
    return null;
  }

  function isWritten(element) {
    return Boolean(element?.closest(WRITTEN)) && !element.closest(BUILT_IN);
  }

  function translate(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const to = isWritten(node.parentElement) ? null : translated(node.data);
      if (to !== null && to !== node.data) node.data = to;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      translateAttributes(node);
      node.childNodes.forEach(translate);
    }
  }

  function translateAttributes(element) {
    for (const name of ATTRIBUTES) {
      if (!element.hasAttribute(name) || element.closest("[data-written]")) continue;
      const now = element.getAttribute(name);
      const own = name === "aria-label" && !isWritten(element.parentElement) ? now.replace(ESCAPED, "$1") : now;
      const to = translated(own) ?? own;
      if (to !== now) element.setAttribute(name, to);
    }
  }

  // ── 2. Bare keys ────────────────────────────────────────────────────────────────────────────────────────────────

  // WCAG 2.1.4: Streamlit binds the bare keys r and c and offers no way to turn them off.
  const TYPING =
    "textarea,select,[contenteditable]:not([contenteditable=false]),[role=combobox],[role=listbox],[role=grid]," +
    "input:not([type=radio],[type=checkbox],[type=button],[type=submit],[type=file])";
  window.addEventListener("keydown", (event) => {
    const bare = event.isTrusted && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (bare && /^[rc]$/i.test(event.key) && !event.target.closest?.(TYPING)) event.stopImmediatePropagation();
  }, true);

  // ── 3. Autosave ─────────────────────────────────────────────────────────────────────────────────────────────────

  // Streamlit takes a text only on blur, Enter or Ctrl+Enter. Press the key for the writer: after a pause, at the
  // latest LONGEST after the first unsaved letter, and when the page is left or hidden.
  const PAUSE = 1500;
  const LONGEST = 8000;
  const NO_RUN = 1000; // a text equal to the saved one starts no run
  const FIELDS =
    "[data-testid=stTextArea] textarea,[data-testid=stTextInput] input:not([type=password])," +
    "[data-testid=stNumberInput] input[type=number]";
  const NOT_SAVED_HERE = "[data-testid=stForm],[data-testid=stDataFrame],[role=combobox]";

  let field = null; // has letters that Streamlit has not been given
  let since = 0; // when the first of them came
  let timer = 0;
  let composing = false;
  let restoring = false;
  let runSeen = false;
  const given = new Map(); // field → text given to Streamlit, until a run has ended
  const settled = new Map(); // field → text of the last run that ended, and when
  const owed = new Map(); // field → text that a lost connection kept from being saved, and how often it was given again

  function isAutosaved(element) {
    return Boolean(element.matches?.(FIELDS)) && !element.closest(NOT_SAVED_HERE);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(commit, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  }

  function commit() {
    clearTimeout(timer);
    if (!field || isOffline()) return;
    if (composing) return later();
    const writing = field;
    field = null;
    if (isHalfNumber(writing)) return;
    give(writing);
    drawSaveLine();
  }

  // An empty or impossible number is on its way to another one; Streamlit would answer with the default or an error.
  function isHalfNumber(element) {
    return element.type === "number" && (element.value === "" || !element.validity.valid);
  }

  function give(element) {
    const text = element.value;
    given.set(element, text);
    runSeen = false;
    element.dispatchEvent(new KeyboardEvent("keydown", {
      key: "Enter", code: "Enter", ctrlKey: element.tagName === "TEXTAREA", bubbles: true, cancelable: true,
    }));
    setTimeout(() => {
      // Streamlit rewrites a number as it formats it: 1 becomes 1.00 under the writer's hand.
      if (element.type === "number" && document.activeElement === element && element.value !== text) put(element, text);
    });
    setTimeout(followRun, NO_RUN);
  }

  function put(element, text) {
    const kind = element.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    restoring = true;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, text); // past React's own setter
    element.dispatchEvent(new Event("input", { bubbles: true }));
    restoring = false;
  }

  document.addEventListener("input", (event) => {
    if (restoring || !isAutosaved(event.target)) return;
    if (field !== event.target) since = Date.now();
    field = event.target;
    owed.delete(field); // what is written now counts
    later();
    drawSaveLine();
  }, true);
  document.addEventListener("compositionstart", () => { composing = true; }, true);
  document.addEventListener("compositionend", () => { composing = false; }, true);
  window.addEventListener("focusout", (event) => {
    // Without a connection Streamlit disables its fields, which takes their focus, and would count their text as sent.
    if (isOffline() && isAutosaved(event.target)) return event.stopImmediatePropagation();
    if (event.target !== field) return;
    clearTimeout(timer); // Streamlit takes the text by itself now
    given.set(field, field.value);
    runSeen = false;
    field = null;
    setTimeout(followRun, NO_RUN);
  }, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  window.addEventListener("beforeunload", leave);

  // Streamlit sends what it is given one task later, and for a page that is left there may be no later task.
  function leave() {
    const inATask = window.setTimeout;
    window.setTimeout = (run, wait, ...rest) => wait ? inATask(run, wait, ...rest) : void queueMicrotask(() => run(...rest));
    inATask(() => { window.setTimeout = inATask; });
    commit();
  }

  // ── 4. The save line and the connection ─────────────────────────────────────────────────────────────────────────

  // The page's own words in [data-vp-save-line] are the truth. Ours cover them while letters are unsaved or the
  // connection is lost, and give way as soon as Streamlit draws the line anew.
  let wasConnected = false;
  let wasOffline = false;
  let writer = null; // had focus when the connection broke
  const TRIES = 3;
  const covered = new WeakMap(); // save line → the nodes that Streamlit drew

  function app() {
    return document.querySelector("[data-testid=stApp]")?.dataset ?? {};
  }

  function isOffline() {
    return wasConnected && app().testConnectionState !== "CONNECTED";
  }

  function followRun() {
    if (isOffline()) return;
    if (app().testScriptState !== "notRunning") runSeen = true;
    else if (!runSeen && askRun()) return;
    else settle();
    payBack();
    drawSaveLine();
  }

  // Streamlit may have counted a text as sent in the moment before it noticed that the connection was gone, and then
  // Ctrl+Enter does nothing. Its own key r sends the texts of all fields again.
  function askRun() {
    const unheard = [...given.keys()].map((element) => owed.get(element)).filter((debt) => debt && !debt.asked);
    if (!unheard.length) return false;
    for (const debt of unheard) debt.asked = true;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "r", code: "KeyR", keyCode: 82, bubbles: true }));
    document.body.dispatchEvent(new KeyboardEvent("keyup", { key: "r", code: "KeyR", keyCode: 82, bubbles: true }));
    setTimeout(followRun, NO_RUN);
    return true;
  }

  function settle() {
    const at = Date.now();
    for (const [element, text] of given) settled.set(element, { text, at });
    given.clear();
  }

  function followConnection() {
    const { testConnectionState, testScriptState } = app();
    if (testConnectionState === "CONNECTED") wasConnected = true;
    if (isOffline()) return goOffline();
    if (testScriptState !== "notRunning") runSeen = true;
    else if (runSeen) settle();
    if (wasOffline) comeBack();
    payBack();
  }

  function goOffline() {
    if (wasOffline) return;
    wasOffline = true;
    writer = field ?? (isAutosaved(document.activeElement) ? document.activeElement : null);
    // A run also "ends" when the connection breaks, a moment before the break itself is told.
    for (const [element, { text, at }] of settled) {
      if (Date.now() - at < NO_RUN && !given.has(element)) given.set(element, text);
    }
    if (field) given.set(field, field.value);
    for (const [element, text] of given) owed.set(element, { text, tries: 0, asked: false, keptSince: Infinity });
    settled.clear();
    given.clear();
    field = null;
    clearTimeout(timer);
  }

  function comeBack() {
    if (writer?.disabled) return; // Streamlit enables its fields a moment later
    wasOffline = false;
    if (document.activeElement === document.body) writer?.focus({ preventScroll: true });
    writer = null;
  }

  // A restarted server draws the older text it knows over the writer's, some moments after the run has ended.
  function payBack() {
    if (isOffline() || app().testScriptState !== "notRunning") return;
    for (const [element, debt] of owed) {
      if (element.disabled || given.has(element)) continue;
      const kept = debt.tries > 0 && element.value === debt.text;
      if (!element.isConnected || debt.tries === TRIES || (kept && Date.now() - debt.keptSince >= NO_RUN)) {
        owed.delete(element);
      } else if (!kept) {
        debt.tries += 1;
        debt.keptSince = Infinity;
        if (element.value !== debt.text) put(element, debt.text);
        give(element);
      } else if (debt.keptSince === Infinity) {
        debt.keptSince = Date.now();
        setTimeout(followRun, NO_RUN + 100);
      }
    }
  }

  function drawSaveLine() {
    const line = document.querySelector("[data-vp-save-line]");
    if (!line) return;
    const ours = [words.saving, words.offline].includes(line.textContent);
    const say = isOffline() ? words.offline : field || given.size || owed.size ? words.saving : null;
    if (say === line.textContent) return;
    if (say !== null) {
      if (!ours) covered.set(line, [...line.childNodes]);
      line.replaceChildren(say);
    } else if (ours) {
      line.replaceChildren(...(covered.get(line) ?? []));
    }
  }

  // ── 5. Focus ────────────────────────────────────────────────────────────────────────────────────────────────────

  // Streamlit leaves focus on <body> after navigation and on the button after a step. Move it to the error summary,
  // else to the h1, and again until the run has ended, because the heading may be replaced meanwhile. A person who
  // has gone elsewhere is left there.
  let shown = null;
  let moving = false;

  function followFocus() {
    const heading = document.querySelector("[data-testid=stMain] h1");
    if (!heading || (shown === null && app().testScriptState !== "notRunning")) return;
    const path = location.pathname;
    const known = shown?.path === path ? shown.token : undefined; // the token is drawn a little later than the heading
    const token = document.getElementById("vp-page")?.dataset.focus ?? known;
    const now = { path, token, title: heading.textContent };
    const elsewhere = shown && (now.path !== shown.path || (shown.token !== undefined && now.token !== shown.token));
    const renamed = shown && now.title !== shown.title && !isAutosaved(document.activeElement);
    if (elsewhere || renamed) moving = true;
    shown = now;
    if (!moving) return;
    const target = document.getElementById("vp-errors") || heading;
    if (document.activeElement !== target) {
      target.tabIndex = -1;
      target.focus();
    }
    moving = app().testScriptState !== "notRunning";
  }

  for (const act of ["pointerdown", "keydown"]) {
    window.addEventListener(act, (event) => { if (event.isTrusted) moving = false; }, true);
  }

  // Streamlit sends a text when its field is left, but a link pressed by the same tap would go first, and the text would
  // arrive on the wrong page, which is then "not found" – or, on a busy machine, be taken together with the link and be
  // lost. So that link waits until the run with the text has ended, at the latest LONGEST_WAIT.
  const LONGEST_WAIT = 5000;
  const PAGE_LINKS = "[data-testid=stPageLink] a,[data-testid=stHeader] a";
  let leftAt = -Infinity;
  window.addEventListener("focusout", (event) => {
    if (event.target.matches?.("input,textarea,[role=spinbutton]")) leftAt = Date.now();
  }, true);
  window.addEventListener("click", (event) => {
    const link = event.target.closest?.(PAGE_LINKS);
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || elsewhere || !event.isTrusted || Date.now() - leftAt > NO_RUN) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    commit();
    const latest = Date.now() + LONGEST_WAIT;
    setTimeout(function go() {
      const busy = given.size || app().testScriptState !== "notRunning";
      if (busy && !isOffline() && Date.now() < latest) setTimeout(go, 50);
      else link.click();
    }, 50);
  }, true);

  // A link of the error summary names a widget key; a plain #fragment would only scroll.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-field]");
    const widget = link && document.querySelector(`.st-key-${CSS.escape(link.dataset.field)}`);
    const control =
      widget?.querySelector("input:not([type=file]),textarea,[role=combobox],[role=spinbutton]") ??
      widget?.querySelector("button");
    if (!control) return;
    event.preventDefault();
    control.focus();
  }, true);

  // ── 6. Watching the page ────────────────────────────────────────────────────────────────────────────────────────

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else if (change.type === "characterData") translate(change.target);
      else if (ATTRIBUTES.includes(change.attributeName)) translateAttributes(change.target);
    }
    followConnection();
    followFocus();
    drawSaveLine();
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: [...ATTRIBUTES, "data-test-script-state", "data-test-connection-state", "data-focus", "disabled"],
  });
})
