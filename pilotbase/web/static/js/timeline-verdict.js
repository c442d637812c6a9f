// Asks the server what it says to a booking that is being drawn or moved, and shows the answer beside it.
import { monthDay, number, zone } from "./say.js";

const PATIENCE = 140;                                     // milliseconds in which a hand may still move on
const API = "/api/v1/bookings";

// A call of the API as this reader; what comes back, whether it went well or not.
export async function call(method, path, body, headers = {}) {
  const said = {
    accept: "application/json",
    "accept-language": document.documentElement.lang,
    "content-type": "application/json",
    "x-csrftoken": document.querySelector('meta[name="csrf"]')?.content ?? "",
    ...headers,
  };
  const answer = await fetch(`${API}${path}`, { method, headers: said, body: body && JSON.stringify(body) });
  return { ok: answer.ok, status: answer.status, data: await answer.json().catch(() => ({})) };
}

export const filled = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_all, name) => words[name] ?? "");
export const money = amount => `¥${number(Number(amount)).replace(/\.00$/, "")}`;

// What was refused, each reason on its own.
export const reasons = data => data.problems?.length ? data.problems.map(one => one.detail) : [data.detail].filter(Boolean);

export class Verdict {
  constructor(root, panel) {
    this.root = root;
    this.panel = panel;
    this.words = panel.dataset;
    this.turn = 0;
  }

  // The answer to the newest question; null when a newer one was asked meanwhile.
  async ask(change, wait = PATIENCE) {
    const turn = ++this.turn;
    clearTimeout(this.timer);
    await new Promise(go => { this.timer = setTimeout(go, wait); });
    if (turn !== this.turn) return null;
    const answer = await change.asked().catch(() => ({ ok: false, data: { detail: this.words.wordLost } }));
    if (turn !== this.turn) return null;
    return answer;
  }

  forget() {
    this.turn += 1;
    clearTimeout(this.timer);
    this.panel.hidden = true;
    this.panel.querySelector("h3").textContent = "";
    this.panel.querySelector("ul").replaceChildren();
  }

  show(change, answer) {
    const good = answer.ok && answer.data.status !== null && answer.data.status !== undefined;
    this.panel.classList.toggle("is-good", good);
    this.panel.querySelector("h3").textContent = filled(good ? this.words.wordFits : this.words.wordNot, this.said(change));
    const lines = [...(good ? [] : reasons(answer.data).map(text => [text, ""])), ...this.terms(change, answer, good).map(text => [text, "ok"])];
    this.panel.querySelector("ul").replaceChildren(...lines.map(([text, look]) => {
      const line = document.createElement("li");
      line.textContent = text;
      line.className = look;
      return line;
    }));
    this.offer(answer.data.next_free, good);
    this.panel.hidden = false;
    this.place(change);
    return good;
  }

  // What it costs, and what it would become.
  terms(change, { data }, good) {
    if (!data.price) return [];
    const price = money(data.price.amount);
    const same = change.price === undefined || Number(change.price) === Number(data.price.amount);
    const cost = change.price === undefined ? price : filled(same ? this.words.wordSame : this.words.wordOther, { price, old: money(change.price ?? 0) });
    return [...(good || data.lines?.length ? [cost] : []), ...(good && data.status === "requested" ? [this.words.wordWaits] : [])];
  }

  offer(free, good) {
    const button = this.panel.querySelector("[data-earliest]");
    button.hidden = good || !free;
    if (free) {
      button.dataset.at = Date.parse(free.start);
      button.textContent = filled(this.words.wordEarliest, { at: monthDay(Date.parse(free.start), zone()) });
    }
    this.panel.querySelector("[data-go]").hidden = !good;
  }

  said(change) {
    const at = instant => monthDay(instant, zone());
    return { tag: change.lane.dataset.machine, start: at(change.start), end: at(change.end) };
  }

  // Below what it speaks of, or above where there is no room; never out of sight.
  place(change) {
    const inside = this.panel.parentElement.getBoundingClientRect(), block = change.element.getBoundingClientRect();
    const root = this.root, names = root.querySelector(".pb-tl__row > a").offsetWidth;
    const least = root.scrollLeft + names + 8, most = root.scrollLeft + root.clientWidth - this.panel.offsetWidth - 12;
    const below = block.bottom - inside.top + 6, above = block.top - inside.top - this.panel.offsetHeight - 6;
    const room = below + this.panel.offsetHeight <= root.scrollTop + root.clientHeight || above < root.scrollTop;
    this.panel.style.left = `${Math.max(least, Math.min(block.left - inside.left, most))}px`;
    this.panel.style.top = `${room ? below : above}px`;
  }
}
