// Keeps what is being written and what waits to be sent on this phone, and sends it when there is a connection.
(function spot() {
  "use strict";

  const main = document.querySelector("main");
  const form = document.querySelector("form"); // none when the link is closed
  const state = document.querySelector(".state");
  const queue = document.querySelector(".queue");
  const waits = document.querySelector(".waiting");
  const mend = document.querySelector(".mend");
  const words = main.dataset;
  const kind = form?.elements.kind.value;
  const here = `spot:${location.pathname}`;
  const DRAFT = `${here}:draft:${kind}`;
  const WAITING = `${here}:waiting`;
  const REFUSED = `${here}:refused`; // notes that the server did not take, each with what is wrong
  const AGAIN = 5000; // milliseconds until the next try while something waits
  let sending = false;

  function read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  // Throws where the phone keeps nothing for the page: the form is then sent without the script.
  function keep(name, value) {
    localStorage.setItem(name, JSON.stringify(value));
  }

  const waiting = () => read(WAITING, []);
  const refused = () => read(REFUSED, []);
  const said = (text, n) => text.replace("{n}", n);
  const text = (note) => note.body ?? [note.idea1, note.idea2, note.idea3].filter(Boolean).join(" · ");

  function line(...parts) {
    const item = document.createElement("li");
    for (const part of parts) {
      const paragraph = document.createElement("p");
      paragraph.textContent = part;
      item.append(paragraph);
    }
    return item;
  }

  function draw() {
    const notes = waiting();
    queue.textContent = notes.length ? said(words.waiting, notes.length) : "";
    waits.replaceChildren(...notes.map((note) => line(text(note))));
    mend.replaceChildren(...refused().map(toMend));
  }

  function toMend({ note, problems }) {
    const item = line(`${words.refused} ${problems.join(" ")}`, text(note));
    if (form && note.kind === kind) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words.mend;
      button.addEventListener("click", () => mendNote(note));
      item.append(button);
    }
    return item;
  }

  // The note comes back into the form. What was being written there waits in its place.
  function mendNote(note) {
    const others = refused().filter((one) => one.note.key !== note.key);
    if (hasWords()) others.push({ note: { ...fields(), key: newKey() }, problems: [] });
    keep(REFUSED, others);
    fill(note);
    keep(DRAFT, fields());
    draw();
    form.querySelector("textarea").focus();
  }

  function hasWords() {
    return [...form.querySelectorAll("textarea")].some((field) => field.value.trim());
  }

  // A new key for each note: the server stores the same key once, however often it is sent.
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function fields() {
    return Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  }

  function fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (field && field.type !== "hidden") field.value = value;
    }
  }

  function submitted(event) {
    keep(WAITING, [...waiting(), { ...fields(), key: newKey() }]);
    event.preventDefault();
    for (const field of form.elements) {
      if (!("stays" in field.dataset) && field.type !== "hidden" && field.name) field.value = "";
    }
    keep(DRAFT, fields());
    form.querySelector("textarea").focus();
    state.textContent = words.kept;
    draw();
    send();
  }

  async function send() {
    if (sending || !form || !waiting().length) return;
    sending = true;
    try {
      await alone(sendAll);
    } catch {
      // No connection: the notes wait.
    } finally {
      sending = false;
      draw();
      if (waiting().length) setTimeout(send, AGAIN);
    }
  }

  // The page may be open twice: one of them sends at a time.
  function alone(act) {
    return navigator.locks ? navigator.locks.request(WAITING, act) : act();
  }

  async function sendAll() {
    while (waiting().length) {
      const [first] = waiting();
      const answer = await fetch(location.pathname, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(first),
      });
      if (answer.status === 404) {
        state.textContent = words.closed;
        return;
      }
      if (answer.ok) {
        state.textContent = said(words.sent, (await answer.json()).stored);
      } else if ([400, 413, 422].includes(answer.status)) {
        const problems = answer.status === 422 ? (await answer.json()).problems : [words.unfit];
        keep(REFUSED, [...refused(), { note: first, problems }]);
        state.textContent = "";
      } else {
        return; // the server is not well: the notes wait
      }
      keep(WAITING, waiting().filter((note) => note.key !== first.key));
      draw();
    }
  }

  if (form) {
    form.addEventListener("input", () => keep(DRAFT, fields()));
    form.addEventListener("submit", submitted);
    if (!document.querySelector(".problems")) fill(read(DRAFT, {}));
    send();
    window.addEventListener("online", send);
  }
  draw();
})();
