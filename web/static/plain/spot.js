// Keeps what is being written and what waits to be sent on this phone, and sends it when there is a connection.
(function spot() {
  "use strict";

  const main = document.querySelector("main");
  const form = document.querySelector("form");
  const state = document.querySelector(".state");
  const queue = document.querySelector(".queue");
  const mend = document.querySelector(".mend");
  const here = `spot:${location.pathname}`;
  const DRAFT = `${here}:draft:${form.elements.kind.value}`;
  const WAITING = `${here}:waiting`;
  const REFUSED = `${here}:refused`; // notes that the server did not take, each with what is wrong
  const AGAIN = 5000; // milliseconds until the next try while something waits
  const words = main.dataset;
  let sending = false;

  function read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  function keep(name, value) {
    localStorage.setItem(name, JSON.stringify(value));
  }

  const waiting = () => read(WAITING, []);
  const said = (text, n) => text.replace("{n}", n);

  function drawQueue() {
    const n = waiting().length;
    queue.textContent = n ? said(words.waiting, n) : "";
    mend.replaceChildren(...read(REFUSED, []).map(refusedItem));
  }

  function refusedItem({ note, problems }, place) {
    const item = document.createElement("li");
    const what = document.createElement("p");
    what.textContent = `${words.refused} ${problems.join(" ")}`;
    const text = document.createElement("p");
    text.textContent = note.body ?? [note.idea1, note.idea2, note.idea3].filter(Boolean).join(" · ");
    item.append(what, text);
    if (note.kind === form.elements.kind.value) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words.mend;
      button.addEventListener("click", () => mendNote(place));
      item.append(button);
    }
    return item;
  }

  // The note comes back into the form. What was being written there waits in its place.
  function mendNote(place) {
    const refused = read(REFUSED, []);
    const [{ note }] = refused.splice(place, 1);
    if (hasWords()) refused.push({ note: fields(), problems: [] });
    keep(REFUSED, refused);
    fill(note);
    keep(DRAFT, fields());
    drawQueue();
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

  form.addEventListener("input", () => keep(DRAFT, fields()));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(WAITING, [...waiting(), { ...fields(), key: newKey() }]);
    for (const field of form.elements) {
      if (!("stays" in field.dataset) && field.type !== "hidden" && field.name) field.value = "";
    }
    keep(DRAFT, fields());
    form.querySelector("textarea").focus();
    state.textContent = words.kept;
    drawQueue();
    send();
  });

  async function send() {
    if (sending || !waiting().length) return;
    sending = true;
    try {
      while (waiting().length) {
        const [first] = waiting();
        const answer = await fetch(location.pathname, {
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(first),
        });
        if (answer.status === 404) {
          state.textContent = words.closed;
          break;
        }
        if (answer.status === 422) {
          const { problems } = await answer.json();
          keep(REFUSED, [...read(REFUSED, []), { note: first, problems }]);
          state.textContent = "";
        } else if (answer.ok) {
          state.textContent = said(words.sent, (await answer.json()).stored);
        } else {
          break; // the server is not well: the note waits
        }
        keep(WAITING, waiting().slice(1));
        drawQueue();
      }
    } catch {
      // No connection: the note waits.
    } finally {
      sending = false;
      drawQueue();
      if (waiting().length) setTimeout(send, AGAIN);
    }
  }

  if (!document.querySelector(".problems")) fill(read(DRAFT, {}));
  drawQueue();
  send();
  window.addEventListener("online", send);
})();
