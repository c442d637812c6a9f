// Keeps one socket to the plant, says what changed, and says so when it no longer knows.
//
// An element with data-live="/ws/board" hears "pb:live" for each item, with detail
// {stream, type, key, version, data}, and "pb:live-state" with "live", "stale" or "closed".
import { clockIn, zone } from "./say.js";

const FIRST = 500, LONGEST = 20_000, SILENT = 35_000;
const FINAL = new Set([4401, 4403, 4404]);                 // the server will not change its mind

export class Live {
  constructor(element) {
    this.element = element;
    this.seqs = new Map();
    this.versions = new Map();
    this.tries = 0;
    this.heard = Date.now();
    this.state = "";
  }

  start() {
    this.open();
    addEventListener("online", () => this.retry(0));
    addEventListener("pagehide", () => this.socket?.close());
    addEventListener("pageshow", event => { if (event.persisted) this.retry(0); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.state === "stale") this.retry(0); });
    return this;
  }

  open() {
    clearTimeout(this.timer);
    const url = new URL(this.element.dataset.live, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.socket = new WebSocket(url);
    this.seqs.clear();
    socket.onmessage = event => { if (socket === this.socket) this.take(JSON.parse(event.data)); };
    socket.onclose = event => { if (socket === this.socket) this.lost(event.code); };
  }

  take(message) {
    this.heard = Date.now();
    const held = this.seqs.get(message.stream);
    const whole = message.type === "snapshot" || message.type === "resync";
    if (!whole && (held === undefined || message.seq !== held + 1)) { this.retry(0); return; }   // a hole: read it all again
    this.seqs.set(message.stream, message.seq);
    this.tries = 0;
    this.show("live");
    if (whole) this.forget(message);
    for (const item of message.items) this.tell(message, item);
  }

  // What a new snapshot no longer holds is gone.
  forget(message) {
    const kept = new Set(message.items.map(item => item.key));
    for (const name of [...this.versions.keys()]) {
      const [stream, key] = name.split("\n");
      if (stream === message.stream && !kept.has(key)) this.tell(message, { key, version: Infinity, data: null });
    }
  }

  tell(message, item) {
    const name = `${message.stream}\n${item.key}`;
    const whole = message.type === "snapshot" || message.type === "resync";
    if (!whole && item.version <= (this.versions.get(name) ?? -1)) return;
    if (item.data === null) this.versions.delete(name); else this.versions.set(name, item.version);
    const detail = { stream: message.stream, type: message.type, at: message.at, ...item };
    this.element.dispatchEvent(new CustomEvent("pb:live", { detail, bubbles: true }));
  }

  lost(code) {
    if (FINAL.has(code)) { this.show("closed"); return; }
    this.show("stale");
    const wait = Math.min(LONGEST, FIRST * 2 ** this.tries++);
    this.retry(wait / 2 + Math.random() * wait / 2);
  }

  retry(wait) {
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = null;
    old?.close();
    this.timer = setTimeout(() => this.open(), wait);
  }

  show(state) {
    if (state === this.state) return;
    this.state = state;
    this.element.classList.toggle("is-stale", state !== "live");
    const quiet = this.element.dataset.liveQuiet !== undefined;      // the bell does not speak for the page
    if (!quiet) for (const sign of document.querySelectorAll("[data-live-state]")) say(sign, state, this.heard);
    this.element.dispatchEvent(new CustomEvent("pb:live-state", { detail: state, bubbles: true }));
  }
}

function say(sign, state, heard) {
  const words = { live: sign.dataset.wordLive, stale: sign.dataset.wordStale, closed: sign.dataset.wordClosed };
  sign.classList.toggle("pb-live--stale", state === "stale");
  sign.classList.toggle("pb-live--closed", state === "closed");
  const clock = clockIn(zone(), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  sign.textContent = (words[state] ?? "").replace("%s", clock.format(heard));
}

// A server that has gone without a word: the streams tick, so long silence is news.
export function watch(live) {
  setInterval(() => {
    if (live.state === "live" && live.element.dataset.liveTicks !== undefined && Date.now() - live.heard > SILENT) live.lost(0);
  }, 5000);
}

export const lives = [...document.querySelectorAll("[data-live]")].map(element => {
  const live = new Live(element).start();
  watch(live);
  return live;
});
