// Delegated from document, so that it outlives swaps.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, facts) => Object.assign(document.createElement(tag), facts);
const root = document.documentElement;
const words = $("#words")?.dataset ?? {};
const csrf = () => $('meta[name="csrf-token"]')?.content ?? "";
const say = (word, value) => (words[word] ?? "").replace("%s", value);

function isDark() {
  const fixed = root.dataset.theme;
  return fixed ? fixed === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function switchTheme(form) {
  const theme = isDark() ? "light" : "dark";
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {}
  if (form) send(form.action, { theme });
}

function send(url, values = {}) {
  const body = new URLSearchParams(values);
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } });
}

// 8 s, longer while pointer or focus is on them
function toast({ text, undo = "" }) {
  const element = make("div", { className: "toast" });
  element.append(make("span", { textContent: text }));
  if (undo) {
    const button = make("button", { type: "button", textContent: words.undo });
    button.dataset.undo = undo;
    element.append(button);
  }
  $(".toasts").append(element);
  age(element);
}

function age(element) {
  setTimeout(() => (element.matches(":hover, :focus-within") ? age(element) : element.remove()), 8000);
}

async function undo(button) {
  const answer = await send(button.dataset.undo).catch(() => null);
  button.closest(".toast").remove();
  if (!answer) return toast({ text: words.lost });
  if (answer.ok) return location.reload();
  const text = answer.headers.get("X-Refusal");
  toast({ text: text ? decodeURIComponent(text) : say("failed", reference(answer.headers.get("X-Request-ID"))) });
}

const reference = (id) => id?.slice(0, 8).toUpperCase() ?? "–";

document.addEventListener("theme", () => switchTheme($("[data-theme-form]")));
document.addEventListener("toast", (event) => toast(event.detail));
$$("[data-toast]").forEach(age);

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrf();
});
document.addEventListener("htmx:responseError", (event) => {
  const request = event.detail.xhr;
  if (request.status === 429) {
    return toast({ text: say("busy", request.getResponseHeader("Retry-After") ?? "20") });
  }
  const id = reference(request.getResponseHeader("X-Request-ID"));
  const reading = event.detail.requestConfig?.verb === "get";
  if (request.status >= 500) toast({ text: say(reading ? "broken" : "failed", id) });
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.elt?.matches?.("[data-quiet]")) return;
    toast({ text: event.detail.requestConfig?.verb === "get" ? words.loadFailed : words.lost });
  });
}
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  const next = target.matches?.("[data-focus]") ? target : $("[data-focus]", target);
  next?.focus();
});
if ($("main [data-focus]")) $("main [data-focus]").focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.matches("[data-theme-form]")) {
    event.preventDefault();
    return switchTheme(form);
  }
  if (form.dataset.sending || !mayLeave(form)) return event.preventDefault();
  form.dataset.sending = "1";
  if (event.submitter) event.submitter.ariaBusy = true;
});
// Scans that only this device has: signing out asks first.
function mayLeave(form) {
  if (!/\/(sign-out|lock\/now)\/$/.test(new URL(form.action).pathname)) return true;
  const left = Number(localStorage.getItem(`scans:${document.body.dataset.who}`));
  if (left && !confirm(say("leave", left))) return false;
  globalThis.caches?.delete("scan-pages");
  return true;
}
function release() {
  $$("form[data-sending]").forEach((form) => delete form.dataset.sending);
  $$('[aria-busy="true"]').forEach((button) => (button.ariaBusy = null));
}
addEventListener("pageshow", release);
document.addEventListener("htmx:afterRequest", release);

const acts = {
  palette: () => document.dispatchEvent(new CustomEvent("palette", { detail: "" })),
  help: () => document.dispatchEvent(new CustomEvent("help")),
  theme: () => switchTheme(null),
  close: (button) => button.closest("dialog, [popover]")?.[button.closest("dialog") ? "close" : "hidePopover"](),
  dialog: (button) => document.getElementById(button.dataset.dialog)?.showModal(),
  focus: (button) => document.getElementById(button.dataset.focusOn)?.focus(),
  print: () => print(),
  reload: () => location.reload(),
};
document.addEventListener("click", (event) => {
  const undoing = event.target.closest("[data-undo]");
  if (undoing) return undo(undoing);
  const step = event.target.closest("[data-step]");
  if (step) return stepBy(step);
  if (event.target.matches("dialog")) return event.target.close();
  const button = event.target.closest("[data-act]");
  const act = acts[button?.dataset.act];
  if (!act || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  act(button);
});

function stepBy(button) {
  const input = $("input", button.closest(".stepper"));
  const value = Number.parseInt(input.value, 10) || 0;
  input.value = Math.max(0, value + Number(button.dataset.step));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("change", ({ target }) => {
  const { asked, max } = target.dataset;
  if (+target.value > max) target.value = max;
  if (asked === undefined) return;
  const box = target.closest(".stepper") ?? target;
  box.classList.toggle("changed", target.value.trim() !== asked);
  if (!target.form || !("sum" in target.dataset)) return;
  const total = $$("[data-sum]", target.form).reduce((sum, one) => sum + (Number.parseInt(one.value.replace(/\D/g, ""), 10) || 0), 0);
  for (const line of $$("[data-sum-text]", target.form)) line.textContent = line.dataset.sumText.replace("%s", total.toLocaleString(root.lang));
});

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (event.newState !== "open" || !menu.matches?.(".menu")) return;
    const open = () => {
      place(menu);
      $("input:not([type=hidden]):not([type=checkbox]), select", menu)?.focus();
    };
    if (menu.dataset.load) {
      htmx.ajax("GET", menu.dataset.load, { target: menu, swap: "innerHTML" }).then(open);
      delete menu.dataset.load;
    }
    open();
  },
  true,
);

function place(menu) {
  const button = $(`[popovertarget="${menu.id}"]`)?.getBoundingClientRect();
  if (!button) return;
  const low = innerHeight - menu.offsetHeight - 8;
  const left = root.dir === "rtl" ? button.right - menu.offsetWidth : button.left;
  menu.style.top = `${Math.max(8, Math.min(button.bottom + 4, low))}px`;
  menu.style.left = `${Math.max(8, Math.min(left, root.clientWidth - menu.offsetWidth - 8))}px`;
}

const tip = make("div", { className: "tip", hidden: true });
document.body.append(tip);
document.addEventListener("pointermove", (event) => {
  const hit = event.target.closest?.("[data-tip]");
  tip.hidden = !hit;
  if (!hit) return;
  tip.textContent = hit.dataset.tip;
  tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${event.clientY + 14}px`;
});

// Minute steps, seconds under five minutes, never announced
function minutes(total) {
  const [hours, rest] = [Math.floor(Math.abs(total) / 60), Math.abs(total) % 60];
  const text = hours > 23 ? `${Math.floor(hours / 24)}d ${hours % 24}h`.replace(" 0h", "") : hours ? `${hours}h ${String(rest).padStart(2, "0")}m` : `${rest}m`;
  return total < 0 ? say("over", text) : text;
}
function tick() {
  for (const clock of $$(".sla[data-due]:not(.paused)")) {
    clock.since ??= Date.now();
    const { due, amber = 30, stops = Infinity } = clock.dataset;
    const gone = Math.min((Date.now() - clock.since) / 60000, Number(stops));
    const left = Number(due) - gone;
    const soon = left > 0 && left < 5;
    if (gone < 1 && !soon) continue;
    const seconds = Math.floor(left * 60);
    $(".t", clock).textContent = soon
      ? `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`
      : minutes(Math.floor(left));
    clock.className = `sla ${left < 0 ? "bad" : left <= Number(amber) ? "warn" : "ok"}`;
  }
}
setInterval(tick, 1000);

// 15 s while active, 60 s after five idle minutes, none when hidden
const poll = () => $("#poll");
let active = Date.now();
let failures = 0;
let timer = 0;
for (const name of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(name, () => (active = Date.now()), { passive: true });
}

function question() {
  const url = new URL(poll().dataset.url, location);
  const list = $("[data-list]");
  const asked = { known: poll().dataset.known };
  if (list) Object.assign(asked, { list: list.dataset.list, query: list.dataset.query, since: list.dataset.since ?? "" });
  url.search = new URLSearchParams(asked);
  return url.pathname + url.search;
}

async function ask() {
  if (!poll() || document.hidden) return;
  await htmx.ajax("GET", question(), { source: poll(), target: poll(), swap: "outerHTML" }).catch(() => null);
  const live = $("[data-live]");
  if (live) await htmx.ajax("GET", live.dataset.live, { source: live, target: live, swap: "outerHTML" }).catch(() => null);
  plan();
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(ask, Date.now() - active > 300_000 ? 60_000 : 15_000);
}

function answered(event) {
  if (event.detail.elt?.id !== "poll") return;
  failures = event.detail.successful ? 0 : failures + 1;
  const marker = $("#fresh .when");
  if (failures !== 3 || !marker) return;
  marker.textContent = say("paused", new Date().toTimeString().slice(0, 5));
  $("#fresh .dot").className = "dot warn";
}

if (poll()) {
  plan();
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  document.addEventListener("htmx:afterRequest", answered);
}
