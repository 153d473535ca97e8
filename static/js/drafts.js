// What is typed as a comment or a reason is kept in this tab, per record, until it was taken.
const fields = "[data-draft], form[method=post] textarea, form[method=post] input[name=reason]";
const mine = `draft:${document.body.dataset.who}:`;
const keyOf = ({ dataset, form, name }) =>
  mine + (dataset.draft ?? `${form.getAttribute("action") ?? location.pathname}:${name}`);

function restore(root) {
  for (const field of root.querySelectorAll(fields)) field.value ||= sessionStorage.getItem(keyOf(field)) ?? "";
  const asked = root.querySelector("dialog[data-open]");
  if (!asked) return;
  delete asked.dataset.open;
  asked.showModal();
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches(fields)) return;
  if (target.value) sessionStorage.setItem(keyOf(target), target.value);
  else sessionStorage.removeItem(keyOf(target));
});
document.addEventListener("submit", ({ target }) => {
  if (/\/sign-out\/$/.test(target.action)) sessionStorage.clear();
  const sent = [...target.elements].filter((field) => field.matches(fields)).map(keyOf);
  sessionStorage.setItem(`${mine}sent`, JSON.stringify(sent));
});

// A page that says what was done: what was sent is no draft any more.
if (document.querySelector(".toast")) {
  for (const key of JSON.parse(sessionStorage.getItem(`${mine}sent`) ?? "[]")) sessionStorage.removeItem(key);
}
sessionStorage.removeItem(`${mine}sent`);
restore(document);
document.addEventListener("htmx:afterSettle", (event) => restore(event.detail.target));
