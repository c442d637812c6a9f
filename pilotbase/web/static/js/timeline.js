// Scrolls and zooms the timeline, and starts a booking on free time. Without it the rows still read and print.
import { monthDay, zone } from "./say.js";
import { Changing } from "./timeline-change.js";

const NARROWEST = 56, WIDEST = 960, HOURS_FROM = 150;
const MINUTE = 60_000, DAY = 86_400_000;
const FINEST = [[7, 30], [28, 60], [42, 120], [91, 240]];        // minutes that one can point at, when so many days are shown

export class Timeline {
  constructor(root) {
    this.root = root;
    this.start = Date.parse(root.dataset.start);
    this.end = Date.parse(root.dataset.end);
    this.columns = Number(getComputedStyle(root).getPropertyValue("--cols")) || 14;
    this.offset = root.dataset.start.slice(-6);
    this.finest = FINEST.find(([days]) => Number(root.dataset.days) <= days)[1];
    this.length = this.end - this.start;
    this.versions = new Map();
    this.late = new Set();                                    // rows that changed while a hand was on one
    this.listen();
    const panel = root.querySelector("[data-tl-verdict]"), dialog = document.getElementById("tl-confirm");
    if (panel && dialog) this.changing = new Changing(this, panel, dialog);
    this.tick();
    this.clock = setInterval(() => this.tick(), 30_000);
  }

  listen() {
    const root = this.root;
    root.addEventListener("wheel", event => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX);
    }, { passive: false });
    for (const button of document.querySelectorAll("[data-tl-zoom]")) button.addEventListener("click", () => this.zoom(Number(button.dataset.tlZoom)));
    for (const button of document.querySelectorAll("[data-tl-now]")) button.addEventListener("click", () => this.toNow());
    root.addEventListener("pointerdown", event => this.pan(event));
    root.addEventListener("keydown", event => this.key(event));
    if (!root.dataset.book) return;
    root.addEventListener("pointermove", event => this.hover(event));
    root.addEventListener("pointerleave", () => { if (document.activeElement !== this.ghost) this.hide(); });
    root.addEventListener("click", event => {
      const lane = event.target.closest(".pb-tl__lane[data-machine]");
      if (!lane || this.panned) return;
      if (event.target === this.ghost) this.book(lane, Number(this.ghost.dataset.at));
      else if (event.target === lane) this.book(lane, this.at(lane, event.clientX));
    });
  }

  // Milliseconds: steps of the machine's class, as many together as can be told apart here.
  step(lane) {
    const own = Number(lane.dataset.step);
    return own * Math.ceil(this.finest / own) * MINUTE;
  }

  // ── zoom and scroll ──
  columnWidth() { return (this.root.querySelector(".pb-tl__lane")?.clientWidth ?? 0) / this.columns; }

  zoom(factor, x = this.root.getBoundingClientRect().left + this.root.clientWidth / 2) {
    const before = this.columnWidth();
    const width = Math.min(WIDEST, Math.max(NARROWEST, before * factor));
    const left = x - this.root.getBoundingClientRect().left - this.names();
    const column = (this.root.scrollLeft + left) / before;
    this.root.style.setProperty("--col", `${width}px`);
    this.root.dataset.zoom = width >= HOURS_FROM ? "hours" : "days";
    this.root.scrollLeft = column * this.columnWidth() - left;
  }

  names() { return this.root.querySelector(".pb-tl__row > a")?.offsetWidth ?? 0; }

  toNow() {
    const share = (Date.now() - this.start) / (this.end - this.start);
    const lane = this.root.querySelector(".pb-tl__lane");
    if (lane && share > 0 && share < 1) this.root.scrollTo({ left: share * lane.clientWidth - this.root.clientWidth / 3, behavior: "smooth" });
  }

  pan(event) {
    this.panned = false;
    const drawn = this.root.dataset.book ? ".pb-tl__lane, " : "";    // there one draws a booking
    const busy = event.target.closest(`${drawn}.pb-blk, .pb-tl__row > a, .pb-verdict, button`);
    if (event.button !== 0 || event.pointerType !== "mouse" || busy) return;
    const from = { x: event.clientX, y: event.clientY, left: this.root.scrollLeft, top: this.root.scrollTop };
    const move = to => {
      if (!this.panned && Math.hypot(to.clientX - from.x, to.clientY - from.y) < 6) return;
      this.panned = true;
      this.hide();
      this.root.classList.add("is-panning");
      this.root.scrollLeft = from.left - (to.clientX - from.x);
      this.root.scrollTop = from.top - (to.clientY - from.y);
    };
    const stop = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      this.root.classList.remove("is-panning");
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
  }

  // ── the now line ──
  tick() {
    if (!this.root.isConnected) { clearInterval(this.clock); return; }
    const line = this.root.querySelector("[data-now]");
    const demo = Math.abs(Date.parse(document.documentElement.dataset.now ?? "") - this.loaded) > 120_000;
    if (!line || demo) return;
    const share = (Date.now() - this.start) / (this.end - this.start);
    line.hidden = share < 0 || share > 1;
    line.style.left = `${share * 100}%`;
    const word = line.querySelector("span");
    if (word) word.textContent = monthDay(Date.now(), zone()).slice(-5);
  }

  loaded = Date.now();

  // ── a booking from free time ──
  at(lane, x) {
    const frame = lane.getBoundingClientRect();
    return this.rounded(lane, this.start + (x - frame.left) / frame.width * (this.end - this.start));
  }

  rounded(lane, at) {
    const step = this.step(lane);
    return this.start + Math.floor((at - this.start) / step) * step;
  }

  free(lane, at) {
    const share = (at + this.step(lane) / 2 - this.start) / (this.end - this.start) * 100;
    return [...lane.querySelectorAll(".pb-blk")].every(block => {
      const left = parseFloat(block.style.left), width = parseFloat(block.style.width);
      return share < left || share >= left + width;
    });
  }

  hover(event) {
    const lane = event.target.closest(".pb-tl__lane[data-machine]");
    if (!lane || this.panned || event.pointerType !== "mouse" || event.target.closest(".pb-blk")) { this.hide(); return; }
    this.point(lane, this.at(lane, event.clientX));
  }

  point(lane, at) {
    if (at < Date.now() - this.step(lane) && !this.root.dataset.past) { this.hide(); return false; }
    if (at < this.start || at >= this.end || !this.free(lane, at)) { this.hide(); return false; }
    const ghost = this.ghost ??= this.made();
    const share = (at - this.start) / (this.end - this.start);
    ghost.style.left = `${share * 100}%`;
    ghost.classList.toggle("is-left", share > 0.85);
    ghost.textContent = `${this.root.dataset.wordBook ?? ""} ${monthDay(at, zone())}`;
    ghost.setAttribute("aria-label", `${lane.dataset.machine}: ${ghost.textContent}`);
    ghost.dataset.at = at;
    ghost.hidden = false;
    if (ghost.parentElement !== lane) lane.append(ghost);
    return true;
  }

  made() {
    const ghost = document.createElement("button");
    ghost.type = "button";
    ghost.className = "pb-tl__ghost";
    ghost.tabIndex = -1;
    return ghost;
  }

  hide() { if (this.ghost) this.ghost.hidden = true; }

  book(lane, at) {
    if (at < this.start || at >= this.end || !this.free(lane, at)) return;
    const url = new URL(this.root.dataset.book, location.href);
    url.searchParams.set("equipment", lane.dataset.machine);
    url.searchParams.set("start", this.written(at));
    location.assign(url);
  }

  // The instant with the plant's own offset, as the page wrote its start.
  written(at) {
    if (!/^[+-]\d\d:\d\d$/.test(this.offset)) return new Date(at).toISOString();
    const [hours, minutes] = this.offset.slice(1).split(":").map(Number);
    const shift = (this.offset[0] === "-" ? -1 : 1) * (hours * 60 + minutes) * MINUTE;
    return new Date(at + shift).toISOString().slice(0, 19) + this.offset;
  }

  // ── rows that are read again ──
  async reread(tag) {
    const lane = this.root.querySelector(`.pb-tl__lane[data-machine="${CSS.escape(tag)}"]`);
    if (!lane) return;
    if (this.changing?.change) { this.late.add(tag); return; }
    const { first, days, lane: address } = this.root.dataset;
    const answer = await fetch(`${address.replace("TAG", encodeURIComponent(tag))}?start=${first}&days=${days}`).catch(() => null);
    if (!answer?.ok || answer.redirected || !lane.isConnected) return;
    const text = await answer.text();
    if (this.changing?.change) { this.late.add(tag); return; }
    const held = lane.contains(document.activeElement) ? document.activeElement.dataset.booking : null;
    lane.innerHTML = text;
    if (held) lane.querySelector(`[data-booking="${CSS.escape(held)}"]`)?.focus();
  }

  // A number that is newer than what the page, or the row, was drawn from.
  heard({ key, version }) {
    if (version === Infinity || version <= Math.max(Number(this.root.dataset.read), this.versions.get(key) ?? 0)) return;
    this.versions.set(key, version);
    this.reread(key);
  }

  rereadAll() {
    for (const lane of this.root.querySelectorAll(".pb-tl__lane[data-machine]")) this.reread(lane.dataset.machine);
  }

  catchUp() {
    const tags = [...this.late];
    this.late.clear();
    for (const tag of tags) this.reread(tag);
  }

  // ── keys: from a row's name, arrows walk through its free time ──
  key(event) {
    const onName = event.target.closest(".pb-tl__row > a"), onGhost = event.target === this.ghost;
    if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "Escape" && onGhost) { this.ghost.closest(".pb-tl__row").querySelector("a").focus(); this.hide(); }
    else if (this.root.dataset.book && onName && event.key === "ArrowRight") this.fromName(onName.parentElement.querySelector(".pb-tl__lane"));
    else if (onGhost && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const way = event.key === "ArrowRight" ? 1 : -1;
      this.walk(this.ghost.parentElement, Number(this.ghost.dataset.at), way * (event.shiftKey ? DAY : this.step(this.ghost.parentElement)));
    } else if ((onGhost || onName) && (event.key === "ArrowDown" || event.key === "ArrowUp")) this.row(event, onGhost);
    else return;
    event.preventDefault();
  }

  fromName(lane) {
    this.walk(lane, this.rounded(lane, Math.max(Date.now(), this.start)), this.step(lane));
  }

  walk(lane, from, step) {
    const one = Math.sign(step) * this.step(lane);
    for (let at = from + step; at >= this.start && at < this.end; at += one) {
      if (this.point(lane, at)) { this.ghost.focus(); this.ghost.scrollIntoView({ block: "nearest", inline: "nearest" }); return; }
    }
  }

  row(event, onGhost) {
    const rows = [...this.root.querySelectorAll(".pb-tl__row")];
    const next = rows[rows.indexOf(event.target.closest(".pb-tl__row")) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    if (onGhost && this.point(next.querySelector(".pb-tl__lane"), Number(this.ghost.dataset.at))) this.ghost.focus();
    else next.querySelector("a").focus();
  }
}

let line = null;                                             // the one that is shown

function start(from) {
  for (const root of from.querySelectorAll("[data-timeline]")) {
    if (!root.dataset.started) { root.dataset.started = "yes"; line = new Timeline(root); }
  }
}
start(document);
document.body.addEventListener("htmx:load", event => start(event.detail.elt.parentElement ?? document));

// ── another's booking appears by itself: the socket says only which row to read again ──
const place = document.querySelector("#timeline[data-live]");
let lost = false;
place?.addEventListener("pb:live", event => line?.heard(event.detail));
place?.addEventListener("pb:live-state", event => {
  if (lost && event.detail === "live") line?.rereadAll();
  lost = event.detail === "stale";
});
if (place) import("./live.js");
