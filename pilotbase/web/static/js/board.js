// Keeps the board's machines true: state, age, values, trend, alarm, by the key on each card.
import { hoursRun, number, sparkPath } from "./say.js";
import "./live.js";

const badges = new Map();
for (const one of document.querySelector("#pb-states")?.content.children ?? []) badges.set(one.dataset.code.toLowerCase(), one.firstElementChild);

const cards = new Map();
for (const card of document.querySelectorAll("[data-key]")) {
  const key = card.dataset.key;
  cards.set(key, [...(cards.get(key) ?? []), card]);
}

document.addEventListener("pb:live", event => {
  const { key, version, data } = event.detail;
  for (const card of cards.get(key) ?? []) {
    if (data === null) card.classList.add("is-gone");
    else update(card, data);
    card.dataset.version = version;
  }
});

function update(card, data) {
  if (data.state !== undefined) showState(card, String(data.state));
  if (data.since) showSince(card, data.since);
  for (const [tag, reading] of Object.entries(data.values ?? {})) showValue(card, tag, reading);
  for (const [tag, values] of Object.entries(data.spark ?? {})) {
    card.querySelector(`[data-spark="${CSS.escape(tag)}"] path`)?.setAttribute("d", sparkPath(values));
  }
  if (data.alarm !== undefined) showAlarm(card, data.alarm);
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

function showSince(card, since) {
  const place = card.querySelector("[data-since]");
  if (!place) return;
  const time = place.matches("time") ? place : place.querySelector("time") ?? place.appendChild(document.createElement("time"));
  time.dateTime = since;
  time.dataset.since = "";
  time.textContent = hoursRun(Date.now() - Date.parse(since));
}

function showValue(card, tag, reading) {
  const place = card.querySelector(`[data-tag="${CSS.escape(tag)}"]`);
  if (!place) return;
  const decimals = place.dataset.decimals === undefined ? undefined : Number(place.dataset.decimals);
  (place.querySelector("b") ?? place).textContent = number(reading?.value ?? null, decimals);
  if (reading?.at) place.title = reading.at;
  place.classList.toggle("is-bad", Boolean(reading?.bad));
}

function showAlarm(card, alarm) {
  card.classList.toggle("is-alarm", Boolean(alarm));
  card.classList.toggle("is-unack", Boolean(alarm) && !alarm.acknowledged);
  const place = card.querySelector("[data-alarm]");
  if (!place) return;
  place.hidden = !alarm;
  const text = place.querySelector("[data-text]") ?? place;
  text.textContent = alarm?.text ?? "";
}

// Filter by what the reader looks for: all, alarms, in use, free.
for (const chip of document.querySelectorAll("[data-show]")) {
  chip.addEventListener("click", () => {
    const show = chip.dataset.show;
    for (const other of document.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === chip));
    for (const card of [...cards.values()].flat()) {
      const free = card.classList.contains("is-free"), alarm = card.classList.contains("is-alarm"), mine = card.classList.contains("is-mine");
      card.hidden = !(show === "all" || (show === "free" && free) || (show === "used" && !free) || (show === "alarm" && alarm) || (show === "mine" && mine));
    }
  });
}
