// Keeps the board's machines true: state, age, values, trend, alarm, by the key on each card.
import { clockIn, hoursRun, monthDay, number, sparkPath, zone } from "./say.js";
import "./live.js";

const badges = new Map();
for (const one of document.querySelector("#pb-states")?.content.children ?? []) badges.set(one.dataset.code.toLowerCase(), one.firstElementChild);

const cards = key => document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
const language = document.documentElement.lang.toLowerCase();
const said = text => text && typeof text === "object" ? text[language] ?? text[language.split("-")[0]] ?? "" : text ?? "";

// What everyone may know of a machine comes in the stream "board"; what she may know who watches it, in others.
const everyones = new Map(), hers = new Map();

document.addEventListener("pb:live", event => {
  const { stream, type, key, data } = event.detail;
  const kept = stream === "board" ? everyones : hers;
  const before = hers.get(key) ?? everyones.get(key);
  if (data === null) kept.delete(key); else kept.set(key, data);
  const now = known(key);
  for (const card of cards(key)) show(card, key, now);
  if (type === "alarm" || (before && now && told(before) !== told(now))) announce();
});

// What the page's title and its alarms are made of.
const told = face => JSON.stringify([face.public, (face.alarms ?? []).map(one => [one.id, one.active, one.acknowledged])]);
const known = key => hers.get(key) ?? shut(everyones.get(key));

function show(card, key, now) {
  card.classList.toggle("is-gone", !now);
  if (!now) return;
  const reference = now.reference ?? "";
  if (card.dataset.reference !== undefined && card.dataset.reference !== reference) redraw(card, key, reference);
  else update(card, now);
}

// A machine that is not hers: its state, and nothing else.
function shut(face) {
  return face && { public: face.public, state: face.public, since: "", values: {}, alarms: [], reference: "" };
}

// A run began or ended on it: the whole card is another one, and only the server may say what stands on it.
async function redraw(card, key, reference) {
  card.dataset.reference = reference;
  const place = card.closest("[data-card-url]");
  if (!place) return;
  const small = card.classList.contains("pb-mini") ? "?small" : "";
  const answer = await fetch(place.dataset.cardUrl.replace("TAG", encodeURIComponent(key)) + small).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
  if (!fresh) return;
  fresh.dataset.reference = reference;
  card.replaceWith(fresh);
  show(fresh, key, known(key));                          // what was told while it was fetched
}

// The page's title and alarms are read again, once for all that happens together.
let waiting = 0;
function announce() {
  clearTimeout(waiting);
  waiting = setTimeout(() => document.dispatchEvent(new CustomEvent("pb:board")), 300);
}

function update(card, data) {
  if (data.state !== undefined) showState(card, String(data.state));
  if (data.since !== undefined) showSince(card, data.since);
  for (const [tag, reading] of Object.entries(data.values ?? {})) showValue(card, tag, reading, data.alarms ?? []);
  for (const [tag, values] of Object.entries(data.spark ?? {})) {
    card.querySelector(`[data-spark="${CSS.escape(tag)}"] path`)?.setAttribute("d", sparkPath(values));
  }
  if (data.alarms !== undefined) showAlarms(card, data.alarms);
  for (const [slot, text] of Object.entries(data.texts ?? {})) {
    const place = card.querySelector(`[data-text="${CSS.escape(slot)}"]`);
    if (place) place.textContent = text ?? "";
  }
}

function showState(card, code) {
  const badge = badges.get(code.toLowerCase());
  if (!badge || card.dataset.state === code) return;
  card.dataset.state = code;
  const look = badge.dataset.look;
  const edge = card.querySelector("[data-edge]");
  if (edge) edge.className = `${edge.className.replace(/\bs-[\w-]+/g, "").trim()} s-${look}`;
  const place = card.querySelector("[data-badge]");
  if (place) place.replaceChildren(badge.cloneNode(true));
  const word = card.querySelector("[data-word]");
  if (word) word.textContent = badge.querySelector("b")?.textContent ?? "";
  card.classList.toggle("is-free", ["idle-clean", "idle", "free"].includes(look));
  card.classList.toggle("is-taken", look === "occupied");
}

// Null: nobody knows since when. Empty: it is not hers to know.
function showSince(card, since) {
  const place = card.querySelector("[data-since]");
  if (!place) return;
  if (since === "" || card.classList.contains("is-free")) { place.replaceChildren(); return; }
  if (since === null) { place.textContent = "\u2014"; return; }
  if (!place.querySelector("time")) place.replaceChildren();
  const time = place.matches("time") ? place : place.querySelector("time") ?? place.appendChild(document.createElement("time"));
  time.dateTime = since;
  time.dataset.since = "";
  time.title = monthDay(Date.parse(since), zone());
  time.textContent = hoursRun(Date.now() - Date.parse(since));
}

// Red only while an alarm about it is active: what is back within its limits is no longer beyond them.
function showValue(card, tag, reading, alarms) {
  const place = card.querySelector(`[data-tag="${CSS.escape(tag)}"]`);
  if (!place) return;
  const decimals = place.dataset.decimals === undefined ? undefined : Number(place.dataset.decimals);
  (place.querySelector("b") ?? place).textContent = number(reading?.value ?? null, decimals);
  if (reading?.at) place.title = reading.at;
  place.classList.toggle("is-bad", alarms.some(alarm => alarm.active && alarm.tag === tag));
  place.classList.toggle("is-none", !reading);
  place.classList.toggle("pb-old", Boolean(reading?.stale) || reading?.quality === "bad");
}

// The first of them is the one to look at first; the classes say what board.css draws of it.
function showAlarms(card, alarms) {
  const first = alarms[0];
  card.classList.toggle("is-alarm", alarms.some(alarm => alarm.active));
  card.classList.toggle("is-unack", alarms.some(alarm => !alarm.acknowledged));
  card.classList.toggle("is-back", Boolean(first) && !first.active);
  const place = card.querySelector("[data-alarm]");
  if (!place) return;
  place.hidden = !first;
  const text = place.querySelector("[data-text]") ?? place;
  text.textContent = said(first?.text);
}

// Filter by what the reader looks for: all, alarms, in use, free.
for (const chip of document.querySelectorAll("[data-show]")) {
  chip.addEventListener("click", () => {
    const show = chip.dataset.show;
    for (const other of document.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === chip));
    for (const card of document.querySelectorAll("[data-key]")) {
      const free = card.classList.contains("is-free"), alarm = card.matches(".is-alarm, .is-back"), mine = card.classList.contains("is-mine");
      card.hidden = !(show === "all" || (show === "free" && free) || (show === "used" && !free) || (show === "alarm" && alarm) || (show === "mine" && mine));
    }
  });
}

// The wall screen stands for months: what is around its machines is read again, and its clock goes on.
if (document.querySelector("[data-wall]")) {
  document.addEventListener("pb:board", around);
  setInterval(around, 60_000);
  const clock = document.querySelector("[data-clock]"), face = clockIn(zone(), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  setInterval(() => { clock.textContent = face.format(Date.now()); }, 1000);
}

async function around() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of ["#board-title", ".pb-wall__al", ".pb-wall__foot"]) {
    const old = document.querySelector(place), now = fresh.querySelector(place);
    if (old && now) old.replaceWith(now);
  }
  document.title = fresh.title;
}
