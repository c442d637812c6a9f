// What every page does: keys, dialogs, menus, confirmations, toasts, htmx, ages that stay true.
import { hoursRun, relative } from "./say.js";
import "./pin.js";
import "./scan.js";

const $ = (selector, from = document) => from.querySelector(selector);
const words = () => $("#pb-words")?.dataset ?? {};

// ── toasts ─────────────────────────────────────────────
const STAYS = new Set(["error", "warning"]);

export function toast(text, level = "success") {
  const shelf = $("#toasts"), pattern = $("#pb-toast");
  if (!shelf || !pattern) return;
  const one = pattern.content.firstElementChild.cloneNode(true);
  one.dataset.level = level;
  $("[data-text]", one).textContent = text;
  shelf.append(one);
}

function fade(one) {
  if (one.dataset.timed || STAYS.has(one.dataset.level)) return;
  one.dataset.timed = "yes";
  setTimeout(() => { if (!one.matches(":hover, :focus-within")) one.remove(); else delete one.dataset.timed; }, 7000);
}

const shelf = $("#toasts");
if (shelf) {
  shelf.querySelectorAll(".pb-toast").forEach(fade);
  new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) if (node.classList?.contains("pb-toast")) fade(node);
  }).observe(shelf, { childList: true });
}

// ── dialogs, menus, dismissals ─────────────────────────
function opened(selector) {
  const dialog = $(selector);
  if (!dialog) return;
  document.querySelectorAll("details.pb-menu[open]").forEach(menu => { menu.open = false; });
  if (!dialog.open) dialog.showModal();
}

addEventListener("click", event => {
  const target = event.target;
  const opener = target.closest("[data-opens]");
  if (opener) { event.preventDefault(); opened(opener.dataset.opens); }
  if (target.closest("[data-closes]")) target.closest("dialog")?.close();
  if (target.closest("[data-dismiss]")) target.closest(".pb-toast, .pb-note")?.remove();
  if (target.closest("[data-print]")) print();
  if (target instanceof HTMLDialogElement && target.open && !target.hasAttribute("data-keep")) target.close();  // the backdrop
  for (const menu of document.querySelectorAll("details.pb-menu[open]")) if (!menu.contains(target)) menu.open = false;
});

// ── asking first, only where there is no undo ──────────
function asked({ confirm, why = "", do: verb = "" }) {
  const dialog = $("#pb-confirm");
  if (!dialog) return Promise.resolve(true);
  $("[data-say]", dialog).textContent = confirm;
  $("[data-why]", dialog).textContent = why;
  const button = $("[data-do]", dialog);
  button.textContent = verb || button.dataset.default;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(answer => dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }));
}

addEventListener("submit", async event => {
  const form = event.target, by = event.submitter;
  if (event.defaultPrevented && !form.dataset.confirm) return;
  const question = by?.dataset.confirm ? by.dataset : form.dataset;
  if (question.confirm && form.dataset.sure !== "yes") {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await asked(question)) {
      form.dataset.sure = "yes";
      form.requestSubmit(by ?? undefined);
    }
    return;
  }
  delete form.dataset.sure;
  if (form.method === "post" && !form.matches("[hx-post], [hx-put], [hx-patch], [data-hx-post]")) once(form, by);
}, true);

// A form is sent once: its button waits for the answer.
function once(form, by) {
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  setTimeout(() => { if (by) by.disabled = true; form.classList.add("is-busy"); }, 0);
  addEventListener("pageshow", () => { delete form.dataset.sent; if (by) by.disabled = false; form.classList.remove("is-busy"); }, { once: true });
}

// ── htmx ───────────────────────────────────────────────
const body = document.body;
body.addEventListener("htmx:configRequest", event => {
  event.detail.headers["X-CSRFToken"] = $('meta[name="csrf"]')?.content ?? "";
});
body.addEventListener("htmx:confirm", event => {
  if (!event.detail.question) return;
  event.preventDefault();
  const from = event.detail.elt.dataset;
  asked({ confirm: event.detail.question, why: from.why, do: from.do }).then(yes => { if (yes) event.detail.issueRequest(true); });
});
body.addEventListener("htmx:sendError", () => toast(words().offline, "error"));
body.addEventListener("htmx:responseError", () => toast(words().failed, "error"));
body.addEventListener("htmx:afterSwap", event => focusErrors(event.detail.elt));
body.addEventListener("toast", event => toast(event.detail.text ?? event.detail.value, event.detail.level));

function focusErrors(from) {
  const errors = from.matches?.("[data-errors]") ? from : $("form[method=post] [data-errors]", from);
  errors?.focus({ preventScroll: false });
}
focusErrors(document);

// ── notices ────────────────────────────────────────────
// The stream holds what she has not read; the bell counts it, an open inbox reads itself again.
const bell = $("[data-notices][data-live]");
if (bell) {
  const unread = new Set(), language = document.documentElement.lang.toLowerCase();
  let waiting = 0;
  import("./live.js");
  bell.addEventListener("pb:live", event => {
    event.stopPropagation();                              // the page below has its own socket
    const { key, type, data } = event.detail;
    if (data === null) unread.delete(key); else unread.add(key);
    $("i", bell).hidden = unread.size === 0;
    $("i", bell).textContent = unread.size > 99 ? "99+" : unread.size;
    bell.setAttribute("aria-label", (unread.size === 1 ? bell.dataset.one : bell.dataset.many).replace("{n}", unread.size));
    if (type === "notice" && data?.text) toast(data.text[language] ?? data.text[language.split("-")[0]], "info");
    if (type === "snapshot") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => document.dispatchEvent(new CustomEvent("pb:notices")), 200);
  });
}

// ── keys ───────────────────────────────────────────────
const typing = element => element?.matches?.("input, textarea, select, [contenteditable]") ?? false;

function primary() {
  return $(".pb-head__do .pb-btn--go") ?? $("main .pb-btn--go");
}

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape") {
    const menu = $("details.pb-menu[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); }
    else if (document.activeElement?.id === "pb-search") document.activeElement.blur();
    return;
  }
  if (typing(event.target) || $("dialog[open]")) return;
  if (event.key === "/") { event.preventDefault(); $("#pb-search")?.focus(); }
  else if (event.key === "?") opened("#pb-keys");
  else if (event.key === "n") primary()?.click();
  else if (event.key >= "1" && event.key <= "5") document.querySelectorAll(".pb-rail nav a")[event.key - 1]?.click();
});

// ── ages that stay true ────────────────────────────────
function age() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-relative]")) time.textContent = relative(Date.parse(time.dateTime), now);
  for (const time of document.querySelectorAll("time[data-since]")) time.textContent = hoursRun(now - Date.parse(time.dateTime));
}
// A page made under another clock than this device's keeps what the server wrote.
const skew = Date.parse(document.documentElement.dataset.now ?? "") - Date.now();
if (!(Math.abs(skew) > 120_000)) setInterval(age, 20_000);
