// Every Enter is a scan with its own id, kept here, then sent in order. Each is a difference, so undo and
// the stepper are scans too. The server ignores ids it has.
// No module: it stands before the box, so no Enter comes before its listener.
"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const words = $("#scan-words").dataset;
const say = (word, value) => words[word].replace("%s", value);
const place = $("[data-scan]");
const { who } = document.body.dataset;
const page = place.dataset.scan;
const part = () => place.dataset.scanPart ?? "";
const box = () => $("[data-scan-box] input");
const pause = (time) => new Promise((go) => setTimeout(go, time));
const drawn = new Promise((done) => document.addEventListener("readystatechange", done));

let db;
const opened = new Promise((done) => {
  const asked = indexedDB.open("plumbline-scan", 2);
  asked.onupgradeneeded = () => {
    for (const name of asked.result.objectStoreNames) asked.result.deleteObjectStore(name);
    asked.result.createObjectStore("scans", { keyPath: "n", autoIncrement: true });
    asked.result.createObjectStore("known");
  };
  asked.onsuccess = () => done((db = asked.result));
  asked.onerror = () => done();
});
const memory = [];

function store(name, mode, act) {
  return new Promise((done, fail) => {
    const work = db.transaction(name, mode);
    const asked = act(work.objectStore(name));
    work.oncomplete = () => done(asked?.result);
    work.onerror = work.onabort = () => fail(work.error);
  });
}
async function put(scan) {
  await opened;
  if (db) scan.n = await store("scans", "readwrite", (scans) => scans.put(scan));
  else if (!memory.includes(scan)) memory.push(Object.assign(scan, { n: memory.length + 1 }));
}
const all = async () => ((await opened) ? store("scans", "readonly", (scans) => scans.getAll()) : memory);
const mine = async () => (await all()).filter((scan) => scan.who === who);
const here = async () => (await mine()).filter((scan) => scan.page === page && scan.part === part());
const drop = async (scan) => (db ? store("scans", "readwrite", (scans) => scans.delete(scan.n)) : memory.splice(memory.indexOf(scan), 1));

let codes = {};
async function learn() {
  if (await opened) codes = (await store("known", "readonly", (known) => known.get(page))) ?? codes;
  if (!place.dataset.scanKnown || !navigator.onLine) return;
  const answer = await fetch(place.dataset.scanKnown).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  codes = (await answer.json()).codes;
  if (db) await store("known", "readwrite", (known) => known.put(codes, page));
}
const learning = learn();

// Also by the number in a GS1 label.
function known(code) {
  const plain = code.replace(/^\][A-Za-z]\d/, "");
  const gtin = /^\(?0[12]\)?(\d{14})/.exec(plain)?.[1] ?? (/^\d{8}$|^\d{12,14}$/.test(plain) ? plain : null);
  const bare = gtin?.replace(/^0+/, "");
  const ways = gtin ? [plain, gtin, ...[8, 12, 13, 14].map((length) => bare.padStart(length, "0"))] : [plain, plain.toUpperCase()];
  return ways.map((way) => codes[way]).find(Boolean);
}

let audio;
const TONES = { ok: [880, 0.07], attention: [520, 0.16], wrong: [190, 0.35] };
function signal(status) {
  navigator.vibrate?.({ ok: 30, attention: [40, 60, 40], wrong: [160, 80, 160] }[status]);
  try {
    audio ??= new AudioContext();
    const [tone, time] = [audio.createOscillator(), audio.createGain()];
    [tone.frequency.value, time.gain.value] = [TONES[status][0], 0.12];
    tone.type = status === "wrong" ? "square" : "sine";
    tone.connect(time).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + TONES[status][1]);
  } catch {}
}

let shown = null;
function show({ status, title, name, sub, count, code, of }, loud = true) {
  const card = $("[data-scan-result]");
  shown = code ? { code, count, of, status } : null;
  card.hidden = false;
  const head = $("[data-scan-says]");
  head.className = `result ${{ attention: "warn", wrong: "bad" }[status] ?? ""}`;
  $("b", head).textContent = title;
  $("[data-scan-name]").textContent = name ?? "";
  $("[data-scan-sub]").textContent = sub ?? "";
  const counted = $("[data-scan-count]");
  counted.hidden = count == null;
  if (!counted.hidden) {
    $(".count-n", counted).textContent = count;
    // Not while somebody types.
    const typed = $("input", counted);
    if (typed !== document.activeElement) typed.value = count;
  }
  if (loud) signal(status);
}

const live = (scan) => scan.state !== "refused";
const item = (scan) => scan.sku || scan.code;
const total = (scans, key) => scans.filter((scan) => live(scan) && item(scan) === key).reduce((sum, scan) => sum + scan.quantity * (scan.factor || 1), 0);

// Shown in order; nothing is sent while one is shown, so that the server's answer comes after it.
let shows;
const scan = (...given) => (shows = Promise.allSettled([shows, make(...given)])).then(flush);
async function make(code, quantity = 1, more = {}) {
  document.body.dataset.queued = 1;
  const before = shows;
  let found = known(code);
  const one = { id: crypto.randomUUID(), code, quantity, at: new Date().toISOString(), part: part(), page, who,
    url: place.dataset.scanPost, state: "saved", sku: found?.sku, name: found?.name, factor: found?.factor ?? 1, ...more };
  await put(one);
  if (!found) {
    // A page just opened may still be asking for its codes.
    await Promise.race([learning, pause(900)]);
    found = known(code);
    if (found) await put(Object.assign(one, { sku: found.sku, name: found.name, factor: found.factor ?? 1 }));
  }
  await drawn;
  await before;
  const scans = await here();
  const count = total(scans, item(one));
  const pack = found && one.factor > 1 && !more.undoes;
  const base = { name: found?.name ?? code, sub: found?.sku ?? "", count, code, of: one };
  if (more.undoes) show({ ...base, status: "attention", title: words.undone });
  else if (!one.sku && place.dataset.scanKnown) show({ ...base, status: "wrong", title: words.unknown, count: null });
  else show({ ...base, status: pack ? "attention" : "ok", title: pack ? words.pack.replace("%s", found.unit ?? "").replace("%n", one.factor * quantity) : words.counted });
  await list();
}

// Each press takes back another.
let undoing = Promise.resolve();
const undo = () => (undoing = undoing.finally(takeBack));
async function takeBack() {
  const scans = await here();
  const taken = new Set(scans.map((one) => one.undoes).filter(Boolean));
  const last = scans.filter((one) => live(one) && !one.undoes && !taken.has(one.id)).at(-1);
  if (!last) return show({ status: "attention", title: words.nothing });
  scan(last.code, -last.quantity, { undoes: last.id });
  await shows;
}

// Sent in order, page by page, until something does not answer. Who asks meanwhile waits too.
let sending = null;
let asked = false;
let locked = "";
function flush() {
  asked = true;
  return (sending ??= sendAll());
}
async function sendAll() {
  try {
    for (await list(); asked; ) {
      asked = false;
      if (navigator.onLine) while (await sendSome());
    }
  } finally {
    sending = null;
    await list();
  }
}

async function sendSome() {
  for (let seen; seen !== shows; await seen) seen = shows;
  const waiting = (await mine()).filter((one) => one.state === "saved");
  const batch = waiting.filter((one) => one.url === waiting[0].url).slice(0, 100);
  if (!batch.length) return false;
  const answer = await post(batch);
  if (!answer) return false;
  for (const result of answer.results) {
    const one = batch.find((each) => each.id === result.id);
    if (!one) continue;
    Object.assign(one, { state: result.refused ? "refused" : "sent", status: result.status, detail: result.detail, again: result.again ?? false });
    Object.assign(one, result.item);
    await put(one);
    if (one.page === page && one.part === part()) news(result, one);
  }
  htmx.trigger("body", "scans-sent");
  return answer.results.length > 0;
}

function news(result, one) {
  if (shown?.code !== one.code && !result.refused) return;
  show({ status: result.status, title: result.title || words[result.refused ? "refused" : result.status === "wrong" ? "unknown" : "counted"], name: one.name ?? one.code, sub: result.detail || one.code, count: result.count ?? shown?.count, code: one.code, of: one }, result.status !== shown?.status);
}

async function post(batch, again = true) {
  const scans = batch.map(({ id, code, quantity, at, part: of, undoes }) => ({ id, code, quantity, at, part: of, undoes }));
  const token = $('meta[name="csrf-token"]');
  locked = "";
  try {
    const answer = await fetch(batch[0].url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token.content },
      body: JSON.stringify({ sent_at: new Date().toISOString(), scans }),
    });
    const json = answer.headers.get("Content-Type")?.includes("json");
    if (answer.ok && json && !answer.redirected) return answer.json();
    if (answer.status === 422 && json) return refuse(batch, (await answer.json()).error);
    if (answer.status === 403 && again && (await freshToken(token))) return post(batch, false);
    if (answer.redirected || [401, 403].includes(answer.status)) locked = words.signIn;
  } catch {}
  return null;
}

function refuse(batch, detail) {
  return { results: batch.map(({ id }) => ({ id, status: "wrong", detail, refused: true, again: true })) };
}

// A page kept offline carries the token of then.
async function freshToken(meta) {
  const answer = await fetch(location.href, { headers: { "X-Fresh": "1" }, cache: "no-store" }).catch(() => null);
  const found = answer?.ok && !answer.redirected && /name="csrf-token" content="([^"]+)"/.exec(await answer.text());
  if (!found || found[1] === meta.content) return false;
  meta.content = found[1];
  return true;
}

function noteSays(waiting, refused) {
  if (!navigator.onLine) return waiting === 0 ? words.offlineNone : waiting === 1 ? words.offlineOne : say("offlineMany", waiting);
  if (locked && waiting) return locked.replace("%s", waiting);
  if (waiting) return say(sending ? "sending" : "waits", waiting);
  return refused ? say("review", refused) : db ? "" : words.noStore;
}

function line(panel, title, sub, count, badge, tone) {
  const row = $("template", panel).content.firstElementChild.cloneNode(true);
  $(".clip", row).textContent = title;
  $(".muted", row).textContent = sub;
  $(".strong", row).textContent = count;
  $(".badge", row).textContent = badge;
  $(".badge", row).classList.add(tone);
  return row;
}

async function list() {
  const every = await mine();
  const waiting = every.filter((one) => one.state === "saved").length;
  const scans = every.filter((one) => one.page === page && one.part === part());
  const refused = scans.filter((one) => one.state === "refused");
  document.body.dataset.queued = waiting;
  localStorage.setItem(`scans:${who}`, waiting);
  const note = $("[data-scan-note]");
  const text = noteSays(waiting, refused.length);
  note.hidden = !text;
  note.classList.toggle("bad", navigator.onLine && !waiting && refused.length > 0);
  if (note.lastElementChild.textContent !== text) note.lastElementChild.textContent = text;
  const rows = new Map();
  for (const one of scans.filter(live)) rows.set(item(one), [one, ...(rows.get(item(one)) ?? [])]);
  const newest = [...rows.values()].sort((a, b) => b[0].n - a[0].n).slice(0, 12);
  const panel = $("[data-scan-panel]");
  panel.hidden = !newest.length;
  $("ul", panel).replaceChildren(...newest.map((group) => {
    const [last] = group;
    const later = group.some((one) => one.status === "wrong") || (!last.sku && place.dataset.scanKnown);
    const [badge, tone] = group.some((one) => one.state === "saved") ? [words.saved, "warn"] : later ? [words.later, "bad"] : [words.sent, "ok"];
    const sub = words.scans.replace("%t", new Date(last.at).toTimeString().slice(0, 5)).replace("%s", group.length);
    return line(panel, last.name ?? (later ? say("unknownItem", last.code) : last.code), sub, total(scans, item(last)), badge, tone);
  }));
  review(refused);
}

function review(refused) {
  const panel = $("[data-scan-review]");
  panel.hidden = !refused.length;
  $("ul", panel).replaceChildren(...refused.map((one) => {
    const row = line(panel, one.name ?? one.code, one.detail || words.refused, one.quantity, words.refused, "bad");
    const [again, aside] = row.querySelectorAll("button");
    again.onclick = () => put({ ...one, state: "saved", id: one.again ? one.id : crypto.randomUUID() }).then(flush);
    aside.onclick = () => drop(one).then(list);
    return row;
  }));
}

async function tidy() {
  const sent = (await mine()).filter((one) => one.state === "sent");
  for (const one of sent.slice(0, -1_000)) await drop(one);
}

let stream = null;
const view = () => $("[data-scan-view]");
function closeCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  view().hidden = true;
  box().focus();
}

async function openCamera() {
  if (!("BarcodeDetector" in window)) return $("[data-scan-photo]").click();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return show({ status: "wrong", title: words.cameraNone });
  }
  const video = $("video", view());
  view().hidden = false;
  video.srcObject = stream;
  await video.play();
  const torch = $("[data-scan-torch]");
  const [track] = stream.getVideoTracks();
  torch.hidden = !track.getCapabilities?.().torch;
  let lit = false;
  torch.onclick = () => track.applyConstraints({ advanced: [{ torch: (lit = !lit) }] });
  look(video, new BarcodeDetector(), Date.now(), "");
}

async function look(video, detector, since, before) {
  if (!stream) return;
  const [hit] = await detector.detect(video).catch(() => []);
  if (hit && hit.rawValue !== before) {
    await scan(hit.rawValue);
    setTimeout(() => look(video, detector, Date.now(), hit.rawValue), 1200);
    return;
  }
  if (Date.now() - since > 10_000) $("[data-scan-hint]").textContent = words.type;
  setTimeout(() => look(video, detector, since, hit ? before : ""), 120);
}

async function readPhoto(input) {
  const body = new FormData();
  body.append("photo", input.files[0]);
  input.value = "";
  const answer = await fetch("/scan/photo/", { method: "POST", body, headers: { "X-CSRFToken": $('meta[name="csrf-token"]').content } }).catch(() => null);
  const read = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (read.code) await scan(read.code);
  else show({ status: "wrong", title: read.error || words.photoNone });
  box().focus();
}

async function finish(event) {
  if (!Number(document.body.dataset.queued)) return;
  event.preventDefault();
  event.stopPropagation();
  await Promise.race([flush(), pause(9000)]);
  const left = Number(document.body.dataset.queued);
  if (left) return show({ status: "attention", title: say("finish", left) });
  event.target.click();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-scan-box]")) return;
  event.preventDefault();
  const [typed] = event.target;
  const code = typed.value.trim();
  typed.value = "";
  typed.inputMode = "none";
  if (code) scan(code);
});
// A tap on the box wants to type.
document.addEventListener("pointerdown", ({ target }) => {
  if (target === box()) target.inputMode = "text";
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-scan-photo]")) readPhoto(target);
  const wanted = Number.parseInt(target.value, 10);
  if (!shown || !target.closest("[data-scan-result]") || !(wanted >= 0) || wanted === shown.count) return;
  // A case code stands for many pieces; a correction is in pieces, so it names the item itself.
  const { sku, name, factor } = shown.of;
  const more = wanted - shown.count;
  shown.count = wanted;
  scan(factor > 1 ? sku : shown.code, more, { sku, name, factor: 1 });
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-scan-undo]")) undo();
  else if (event.target.closest("[data-scan-camera]")) openCamera();
  else if (event.target.closest("[data-scan-close]")) closeCamera();
  else if (event.target.closest("[data-scan-finish]")) finish(event);
}, true);
// No stray tap swallows a scan, and no button or tick takes its Enter.
document.addEventListener("focusout", () => setTimeout(() => {
  if (document.activeElement === document.body && !$("dialog[open], :popover-open")) box().focus({ preventScroll: true });
}, 50));
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Enter" ? target.matches(".stepper input") : !key[1] && key > " " && (target.selectionStart ?? target.length) == null) box().focus();
});
addEventListener("online", flush);
addEventListener("offline", list);
addEventListener("beforeunload", (event) => {
  if (Number(document.body.dataset.queued)) event.preventDefault();
});

async function start() {
  const loaded = new Promise((done) => addEventListener("load", done));
  await drawn;
  await learning;
  await tidy();
  await list();
  flush();
  setInterval(flush, 15_000);
  // So that it opens without network.
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register("/sw.js").catch(() => null);
  const ready = await navigator.serviceWorker.ready;
  await loaded;
  const parts = performance.getEntriesByType("resource").map((one) => one.name);
  ready.active.postMessage({ page: location.href, parts: parts.filter((one) => one.startsWith(`${location.origin}/static/`)) });
}
start();
