// Keyboard, scanner, rows, selection, palette. Single keys act outside fields and dialogs, unless
// switched off (body[data-keys-on]).
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = $("#words")?.dataset ?? {};
const keysOn = document.body.dataset.keysOn !== "0";
// A wedge scanner is fast: a key acts only if none follows within the gap.
const GAP = Number(document.body.dataset.scanGap) || 45;
const typing = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

// In sight, or in its menu.
const usable = (one) => one.checkVisibility() || one.closest("#case-more");
const links = () => $$("[data-keys] .row-link");

function move(step) {
  const all = links();
  if (!all.length) return;
  let at = all.indexOf(document.activeElement);
  if (at < 0) at = all.findIndex((link) => link.closest("tr, li")?.hasAttribute("data-open"));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function openNeighbour(step) {
  const all = links();
  const at = all.findIndex((link) => link.closest("tr, li")?.hasAttribute("data-open"));
  all[at + step]?.click();
}

// Goes on from the open row; come back to, from the last one opened.
addEventListener("DOMContentLoaded", () => {
  const open = $("tr[data-open] .row-link") ?? links().find((link) => history.state && link.pathname === sessionStorage.row);
  if (open?.checkVisibility() && document.activeElement === document.body) open.focus();
});

// A record beside its list.
const room = matchMedia("(min-width: 1181px)");

function mark(path) {
  for (const link of links()) {
    const open = link.pathname === path;
    link.closest("tr")?.toggleAttribute("data-open", open);
    link.ariaCurrent = open || null;
  }
}

async function openBeside(link) {
  sessionStorage.row = link.pathname;
  await htmx.ajax("GET", link.pathname + location.search, { target: "#side", swap: "outerHTML" });
  mark(link.pathname);
}

function closeBeside(link) {
  const opener = $("tr[data-open] .row-link");
  const side = document.createElement("aside");
  side.id = "side";
  $("#side").replaceWith(side);
  history.pushState({ htmx: true }, "", link.href);
  mark("");
  opener?.focus();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !room.matches) return;
  const link = event.target.closest("[data-beside], [data-close-panel]");
  if (!link || !$("#side") || (link.matches("[data-close-panel]") && !links().length)) return;
  event.preventDefault();
  if (link.matches("[data-beside]")) openBeside(link);
  else closeBeside(link);
});

const picks = () => $$("input.pick");
let lastPick = null;

function showSelection() {
  const none = $('[data-when="none"]');
  const some = $('[data-when="some"]');
  if (!some) return;
  const all = picks();
  const count = all.filter((box) => box.checked).length;
  none.hidden = count > 0;
  some.hidden = count === 0;
  $(".count", some).textContent = count;
  $('input[name="all"]', some).value = "";
  $$("[data-pick-match]", some).forEach((all) => (all.hidden = false));
  const head = $("input[data-pick-all]");
  head.checked = count > 0 && count === all.length;
  head.indeterminate = count > 0 && count < all.length;
}

function clearSelection() {
  const any = picks().some((box) => box.checked);
  picks().forEach((box) => (box.checked = false));
  showSelection();
  return any;
}

function pick(box, range) {
  if (range && lastPick) {
    const all = picks();
    const ends = [all.indexOf(lastPick), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(ends[0], ends[1] + 1).forEach((one) => (one.checked = box.checked));
  }
  lastPick = box;
  showSelection();
}

function pickRow(range) {
  const row = document.activeElement.closest("tr") ?? $("tr[data-open]");
  const box = row && $(".pick", row);
  if (!box) return;
  box.checked = range || !box.checked;
  pick(box, range);
}

document.addEventListener("click", (event) => {
  if (event.target.matches("input.pick")) return pick(event.target, event.shiftKey);
  if (event.target.matches("input[data-pick-all]")) {
    picks().forEach((box) => (box.checked = event.target.checked));
    return showSelection();
  }
  if (event.target.closest("[data-pick-clear]")) return clearSelection();
  const all = event.target.closest("[data-pick-match]");
  if (!all) return;
  const bar = all.closest('[data-when="some"]');
  $('input[name="all"]', bar).value = "1";
  $(".count", bar).textContent = all.dataset.pickMatch;
  $("[data-pick-clear]", bar).focus();
  all.hidden = true;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "list") showSelection();
});

let goSince = 0;
let pending = 0;
let held = null;
let burst = "";
let lastKey = 0;

const single = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => find(""),
  "?": () => help(),
  x: () => pickRow(false),
  X: () => pickRow(true),
  o: () => document.activeElement.closest(".row-link")?.click(),
  u: () => $("#fresh [data-show]")?.click(),
  f: () => $(".filters button, .filters input")?.focus(),
  z: () => $$(".toast [data-undo]").at(-1)?.click(),
  "[": () => openNeighbour(-1),
  "]": () => openNeighbour(1),
};

function run({ key, timeStamp }) {
  if (goSince && timeStamp - goSince < 1200) {
    goSince = 0;
    const to = $(`[data-go="${CSS.escape(key.toLowerCase())}"]`);
    if (to) location.href = to.href;
    return;
  }
  if (key === "g") {
    goSince = timeStamp;
    return;
  }
  const named = $$(`[data-key="${CSS.escape(key.toLowerCase())}"]:not([aria-disabled="true"])`);
  const own = named.find(usable);
  if (own) return own.click();
  (single[key] ?? single[key.toLowerCase()])?.();
}

function escape() {
  const menu = $("[popover]:popover-open");
  if (menu) return menu.hidePopover();
  if (clearSelection()) return;
  $("[data-close-panel]")?.click();
}

function scanned(event) {
  const code = burst;
  burst = "";
  if (code.length < 6 || event.timeStamp - lastKey >= GAP) return false;
  event.preventDefault();
  find(code, true);
  return true;
}

// A key waits until no scanner goes on typing; a busy page brings the next key before the timer.
function settle() {
  const event = held;
  clearTimeout(pending);
  held = null;
  if (event) run(event);
}

function modified(event) {
  const key = event.key.toLowerCase();
  if (key === "k" && !event.altKey) {
    event.preventDefault();
    find("");
  } else if (key === "enter") {
    event.target.form?.requestSubmit();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey) return modified(event);
  if (event.altKey || event.target.matches(typing) || $("dialog[open]") || $("[data-scan]")) return;
  if (event.key === "Enter" && scanned(event)) return;
  const fast = event.timeStamp - lastKey < GAP;
  if (!fast) settle();
  if (document.activeElement.matches(typing) || $("dialog[open]")) return;
  if (event.key === "Escape") return escape();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return arrows(event);
  if (event.key.length !== 1) return;
  if (event.key === "/" || event.key === "'") event.preventDefault();
  lastKey = event.timeStamp;
  burst = fast ? burst + event.key : event.key;
  clearTimeout(pending);
  held = fast || !keysOn ? null : event;
  pending = setTimeout(settle, GAP);
});

function arrows(event) {
  if (!document.activeElement.matches("[data-keys] .row-link")) return;
  event.preventDefault();
  move(event.key === "ArrowDown" ? 1 : -1);
}

function help() {
  const dialog = $("#help");
  if (!dialog) return;
  const here = {
    list: links().length > 0,
    pick: picks().length > 0,
    filter: Boolean($(".filters")),
    fresh: Boolean($("#fresh")),
    panel: Boolean($("#side > *")),
    form: Boolean($('main form[method="post"]')),
  };
  $$("[data-in]", dialog).forEach((line) => (line.hidden = !here[line.dataset.in]));
  $$("[data-own]", dialog).forEach((line) => line.remove());
  const list = $(".keys-list", dialog);
  for (const element of [...new Map($$("[data-key]").map((one) => [one.dataset.key, one])).values()].reverse()) {
    const name = document.createElement("dt");
    const key = document.createElement("kbd");
    const text = document.createElement("dd");
    key.textContent = element.dataset.key.toUpperCase();
    name.append(key);
    text.textContent = keyText(element);
    name.dataset.own = text.dataset.own = "";
    list.prepend(name, text);
  }
  $("[data-keys-off]", dialog).hidden = keysOn;
  dialog.showModal();
}
document.addEventListener("help", help);

const palette = $("#palette");
const box = palette && $("input", palette);
const results = palette && $("#palette-list");
let asked = 0;
let waiting = 0;

function find(text, now = false) {
  if (!palette) return;
  if (!palette.open) palette.showModal();
  box.value = text;
  box.focus();
  ask(now);
}
document.addEventListener("palette", (event) => find(event.detail));

const options = () => $$('[role="option"]', results);
const chosen = () => options().find((option) => option.ariaSelected === "true");

function choose(option) {
  options().forEach((one) => (one.ariaSelected = String(one === option)));
  box.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

// This page's own buttons stand first.
function ownActions(text) {
  const wanted = text.toLowerCase();
  return $$("[data-key]:not([aria-disabled=true])")
    .filter((element) => usable(element) && keyText(element).toLowerCase().includes(wanted))
    .map((element, index) => {
      const option = document.createElement("a");
      const key = document.createElement("kbd");
      option.id = `o-own-${index}`;
      option.role = "option";
      option.href = "#";
      option.dataset.own = element.dataset.key;
      key.className = "k";
      key.textContent = element.dataset.key.toUpperCase();
      option.append(keyText(element), key);
      return option;
    });
}

function keyText(element) {
  return element.dataset.keyText ?? element.firstChild?.textContent.trim() ?? "";
}

function note(text) {
  const line = document.createElement("p");
  line.className = "sec";
  line.textContent = text;
  results.replaceChildren(line);
}

async function ask(open = false) {
  const turn = ++asked;
  clearTimeout(waiting);
  waiting = setTimeout(() => turn === asked && note(words.searching), 300);
  const url = `${$("form", palette).dataset.results}?q=${encodeURIComponent(box.value)}`;
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    const html = await answer.text();
    if (turn !== asked) return;
    clearTimeout(waiting);
    results.innerHTML = html;
    results.prepend(...ownActions(box.value));
    choose(options()[0]);
    $("#palette-says").textContent = words.found.replace("%s", options().length);
    const exact = $("[data-exact]", results);
    if (open && exact) location.href = exact.href;
  } catch {
    clearTimeout(waiting);
    if (turn === asked) note(words.searchFailed);
  }
}

let typed = 0;
box?.addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(ask, 90);
});
palette?.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(typed);
  await ask(true);
  const option = chosen();
  if (option) option.click();
  else location.href = `${$("form", palette).action}?q=${encodeURIComponent(box.value)}`;
});
palette?.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const all = options();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  choose(all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
});
palette?.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option?.dataset.run && !option?.dataset.own) return;
  event.preventDefault();
  palette.close();
  if (option.dataset.own) $(`[data-key="${CSS.escape(option.dataset.own)}"]`).click();
  else document.dispatchEvent(new CustomEvent(option.dataset.run));
});
