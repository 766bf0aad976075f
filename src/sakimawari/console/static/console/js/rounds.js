/* One's own round on a telephone: what is tapped is kept here first, then told to the office, each
   outcome under a token of its own, so that telling twice is telling once.

   On the telephone lie, each encrypted under a key that cannot be taken out of the browser: the page
   of today's round (database "round-page", written by rounds-worker.js, gone at midnight and on
   signing out), and what was tapped and is not with the office yet ("round-queue"). */
"use strict";
(() => {
  const main = document.querySelector("[data-round]");
  if (!main || !window.indexedDB || !window.crypto || !crypto.subtle) return;
  const state = main.querySelector("[data-state]");
  const me = main.dataset.me;
  const store = "told";

  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const opened = new Promise((done, failed) => {
    const request = indexedDB.open("round-queue", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(store, { keyPath: "token" });
      request.result.createObjectStore("keys");
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const within = async (name, mode, work) => {
    const database = await opened;
    return asked(work(database.transaction(name, mode).objectStore(name)));
  };
  const key = (async () => {
    const held = await within("keys", "readonly", (keys) => keys.get("key"));
    if (held) return held;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await within("keys", "readwrite", (keys) => keys.put(made, "key"));
    return made;
  })();
  const sealed = async (value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, plain) };
  };
  const open = async (box) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, await key, box.data);
    return JSON.parse(new TextDecoder().decode(plain));
  };
  const waiting = async () => {
    const rows = await within(store, "readonly", (told) => told.getAll());
    const found = [];
    for (const row of rows) found.push({ token: row.token, refused: row.refused, by: row.by, ...(await open(row.box)) });
    return found.sort((one, other) => one.at - other.at);
  };

  const newToken = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const show = (visit, kind, text) => {
    const card = Array.from(main.querySelectorAll("[data-visit]")).find((each) => each.dataset.visit === visit);
    if (!card) return;
    const button = card.querySelector(`button[value="${kind}"]`);
    card.classList.add("is-told");
    card.querySelector("[data-told]").hidden = false;
    card.querySelector("[data-told-kind]").textContent = button ? button.textContent : kind;
    card.querySelector("[data-told-state]").textContent = text;
  };
  const say = (name) => {
    state.hidden = !name;
    if (name) state.textContent = state.dataset[name];
  };
  const refresh = async () => {
    const left = (await waiting()).filter((each) => each.by === me);
    for (const each of left) show(each.visit, each.kind, each.refused ? state.dataset.refused : state.dataset.waiting);
    if (left.some((each) => each.refused)) say("refused");
    else if (!navigator.onLine) say("offline");
    else if (!left.length) say("");
    return left;
  };

  let under_way = null;
  const sync = () => {
    under_way = under_way || send().finally(() => { under_way = null; });
    return under_way;
  };
  const send = async () => {
    const left = (await waiting()).filter((each) => each.by === me && !each.refused);
    if (!left.length) return refresh();
    const now = Date.now();
    const told = left.map((each) => ({ token: each.token, visit: each.visit, kind: each.kind, note: each.note, ago: Math.max(0, now - each.at) }));
    let answer;
    try {
      answer = await fetch(main.dataset.sync, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": main.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify({ told }),
      });
    } catch (error) { // no network, or the answer was lost: the same tokens are told again
      return refresh().then(() => say("offline"));
    }
    if (!answer.ok) { // signed out, or the page is too old: what waits stays until somebody signs in
      return refresh().then(() => say(answer.type === "opaqueredirect" || answer.status === 403 ? "signedOut" : "waiting"));
    }
    const said = await answer.json();
    for (const token of said.kept) {
      const one = left.find((each) => each.token === token);
      await within(store, "readwrite", (rows) => rows.delete(token));
      if (one) show(one.visit, one.kind, state.dataset.sent);
    }
    for (const each of said.refused) {
      const row = await within(store, "readonly", (rows) => rows.get(each.token));
      if (row) await within(store, "readwrite", (rows) => rows.put({ ...row, refused: each.problem }));
    }
    return refresh();
  };

  for (const form of main.querySelectorAll("form.tell")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const note = form.elements.note;
      const told = { visit: form.elements.visit.value, kind: event.submitter.value, note: note.value, at: Date.now() };
      const token = newToken();
      const box = await sealed(told);
      await within(store, "readwrite", (rows) => rows.put({ token, by: me, box }));
      note.value = "";
      show(told.visit, told.kind, state.dataset.waiting);
      sync();
    });
  }
  for (const form of document.querySelectorAll('form[action="/sign-in/out/"]')) {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.ready) return;
      event.preventDefault();
      await sync();
      const left = (await waiting()).filter((each) => each.by === me && !each.refused);
      if (left.length) { say("unsent"); return; }
      indexedDB.deleteDatabase("round-page");
      form.dataset.ready = "yes";
      form.submit();
    });
  }
  window.addEventListener("online", sync);
  window.addEventListener("offline", () => say("offline"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
  setInterval(() => { if (navigator.onLine) sync(); }, 30000);
  if (navigator.serviceWorker) navigator.serviceWorker.register(main.dataset.worker, { scope: "/staff/rounds/mine/" });
  refresh().then(sync);
})();
