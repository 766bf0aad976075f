/* Keeps the page of one's own round for times without network: encrypted, for today alone.

   Only the page itself and the static files it needs are kept. The page says until when in the header
   X-Round-Until; after that moment it is neither shown nor kept. An answer that leads elsewhere (the
   session ended) removes it. */
"use strict";
const HOME = "/staff/rounds/mine/";
const FILES = "round-files";

const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});
const within = (mode, work) => new Promise((done, failed) => {
  const request = indexedDB.open("round-page", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("kept");
  request.onerror = () => failed(request.error);
  request.onsuccess = async () => {
    const database = request.result;
    database.onversionchange = () => database.close();
    try { done(await asked(work(database.transaction("kept", mode).objectStore("kept")))); }
    catch (error) { failed(error); }
    finally { database.close(); }
  };
});
const keep = async (text, until) => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  await within("readwrite", (kept) => kept.put({ key, iv, data, until }, "page"));
};
const forget = () => within("readwrite", (kept) => kept.clear());
const kept = async () => {
  const held = await within("readonly", (rows) => rows.get("page"));
  if (!held) return null;
  if (Date.now() >= held.until) { await forget(); return null; }
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: held.iv }, held.key, held.data);
  return new TextDecoder().decode(plain);
};

const page = async (request) => {
  let answer;
  try { answer = await fetch(request); }
  catch (error) {
    const text = await kept();
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; worker-src 'self'" };
    return text === null ? Response.error() : new Response(text, { headers });
  }
  const until = Number(answer.headers.get("X-Round-Until"));
  if (answer.ok && !answer.redirected && until) await keep(await answer.clone().text(), until);
  else if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 403) await forget();
  return answer;
};
const file = async (request) => {
  const files = await caches.open(FILES);
  const held = await files.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) await files.put(request, answer.clone());
  return answer;
};

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const where = new URL(event.request.url);
  if (event.request.method !== "GET" || where.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && where.pathname === HOME) event.respondWith(page(event.request));
  else if (where.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});
