// Several strips on one time axis: one cursor reads them all, phases lie beneath, events and samples in place.
import { HIGH, dots, ink, strip } from "./curves-plot.js";
import { follow } from "./curves-follow.js";
import { hoursRun, monthDay, number, zone } from "./say.js";

const HOUR = 3_600_000;
const PATTERNED = new Set(["cip", "sip", "sterile-hold", "idle-dirty", "hold", "kill"]);  // no words on a pattern: the title has them
let made = 0;

const tag = (name, className, text) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

class Chart {
  constructor(figure, data) {
    this.figure = figure;
    this.key = `curves-${made++}`;
    this.load(data);
    this.window = [this.start, this.end];
    this.draw();
    this.listen();
  }

  load(data) {
    if (data.zero || this.zero === undefined) this.zero = Date.parse(data.zero ?? data.start);   // else the first start stays the axis' origin
    this.data = data;
    this.hours = at => (Date.parse(at) - this.zero) / HOUR;
    this.start = this.hours(data.start);
    this.end = this.hours(data.end);
    this.now = data.now ? this.hours(data.now) : null;
    this.phases = (data.phases ?? []).map(phase => ({ ...phase, from: this.hours(phase.start), to: this.hours(phase.end ?? data.now ?? data.end) }));
    this.events = (data.events ?? []).map(event => ({ ...event, x: this.hours(event.at) }));
    this.panels = (data.panels ?? []).map(panel => ({ ...panel, x: panel.times.map(second => (second * 1000 - this.zero) / HOUR) }));
    this.offline = (data.offline ?? []).map(one => ({ ...one, points: one.points.map(point => ({ ...point, x: this.hours(point.at), value: point.value === null ? null : Number(point.value) })) }));
  }

  // The same curves, some moments later: a reader who looks at now goes on looking at now, another stays where she is.
  renew(data) {
    const shape = this.shape(), [from, to] = this.window, before = { start: this.start, end: this.end, now: this.now ?? this.end };
    this.load(data);
    const whole = from === before.start && to === before.end, on = (this.now ?? this.end) - before.now;
    if (whole) this.window = [this.start, this.end];
    else if (Math.abs(to - before.now) < 1e-9) this.window = [from + on, to + on];
    if (this.shape() === shape) this.fill(); else this.draw();
  }

  // Of what is drawn, all that is not the curves' own points: when it changes, everything is drawn again.
  shape() {
    const panels = this.panels.map(({ key, label, unit, simulated, low, high }) => [key, label, unit, simulated, low, high]);
    return JSON.stringify([this.zero, panels, this.data.offline, this.phases.length > 0, this.events.length > 0]);
  }

  fill() {
    this.panels.forEach((panel, index) => {
      this.reads[index].panel = panel;
      this.plots[index].setData([panel.x, panel.values], false);
    });
    this.look(...this.window);
    this.read(this.at ?? this.now ?? this.end);
  }

  axis(hour) {
    if (!this.data.zero) return monthDay(this.zero + hour * HOUR, zone());
    return `${number(Math.round(hour * 100) / 100)}\u00a0h`;
  }

  // ── drawing ──
  draw() {
    this.plots?.forEach(plot => plot.destroy());
    this.ink = ink();
    this.plots = [];
    this.reads = [];
    const figure = this.figure, caption = figure.querySelector("[data-say]");
    figure.replaceChildren(...(caption ? [caption] : []));
    if (this.phases.length) figure.append(this.phaseStrip = tag("div", "pb-chart__strip"));
    if (this.events.length) figure.append(this.eventStrip = tag("div", "pb-chart__strip"));
    const groups = this.groups();
    this.panels.forEach((panel, index) => this.add(panel, index === this.panels.length - 1 && !groups.length, strip));
    groups.forEach((panel, index) => this.add(panel, index === groups.length - 1, dots));
    if (!this.plots.length) figure.append(tag("div", "pb-chart__wait", figure.dataset.wordNone ?? ""));
    figure.append(this.clock = tag("div", "pb-chart__clock"));
    this.clock.hidden = true;
    this.fit();
    this.strips();
    requestAnimationFrame(() => this.read(this.at ?? this.now ?? this.end));
  }

  // Offline results share a strip where they share a unit.
  groups() {
    const groups = new Map();
    for (const one of this.offline) {
      const unit = one.panel ?? one.unit ?? "";
      groups.set(unit, [...(groups.get(unit) ?? []), one]);
    }
    return [...groups.values()].map(series => ({ series, unit: series[0].unit, min: 0 }));
  }

  add(panel, last, draw) {
    const row = tag("div", "pb-chart__row"), name = tag("div", "pb-chart__name"), place = tag("div", "pb-chart__plot"), read = tag("div", "pb-chart__read");
    this.name(name, panel);
    row.append(name, place, read);
    this.figure.append(row);
    const hooks = { setCursor: [u => this.moved(u)], setScale: [(u, scale) => this.scaled(u, scale)] };
    const plot = draw(this, panel, place, last, hooks);
    this.plots.push(plot);
    const value = tag("b"), below = tag("span");
    read.append(value, below);
    this.reads.push({ panel, value, below });
  }

  name(place, panel) {
    const words = this.figure.dataset;
    if (!panel.series) {
      place.append(panel.label, tag("small", "", panel.unit ?? ""));
      if (panel.simulated && words.wordSimulated) place.append(tag("span", "pb-sim", words.wordSimulated));
      return;
    }
    for (const one of panel.series) {
      const line = tag("span", "pb-chart__key");
      line.innerHTML = { dot: '<svg viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>', diamond: '<svg viewBox="0 0 10 10"><path d="M5 0l5 5-5 5-5-5z"/></svg>', square: '<svg viewBox="0 0 10 10"><path d="M1 1h8v8H1z"/></svg>', triangle: '<svg viewBox="0 0 10 10"><path d="M5 1l4.5 8H.5z"/></svg>' }[one.shape] ?? "";
      line.append([one.label, one.unit].filter(Boolean).join(" "));
      place.append(line);
    }
  }

  fit() {
    for (const plot of this.plots) {
      const wide = plot.root.parentElement.clientWidth;
      if (wide > 0) plot.setSize({ width: wide, height: plot.height });
    }
    for (const plot of this.plots) plot.setScale("x", { min: this.window[0], max: this.window[1] });
    queueMicrotask(() => this.mark());
  }

  strips() {
    const [from, to] = this.window, share = x => (x - from) / (to - from) * 100;
    this.phaseStrip?.replaceChildren(...this.phases.filter(phase => phase.to > from && phase.from < to).map(phase => {
      const band = tag("span", phase.planned ? "is-planned" : `s-${phase.look}`, PATTERNED.has(phase.look) ? undefined : phase.label);
      band.style.left = `${Math.max(0, share(phase.from))}%`;
      band.style.width = `${Math.min(100, share(phase.to)) - Math.max(0, share(phase.from))}%`;
      band.title = `${phase.label} ${this.axis(phase.from)} – ${this.axis(phase.to)}`;
      return band;
    }));
    let free = -1;
    this.eventStrip?.replaceChildren(...this.events.filter(event => event.x >= from && event.x <= to).map(event => {
      const mark = tag("span", `is-event${event.level === "bad" ? " is-bad" : ""}`);
      const left = share(event.x);
      if (left >= free) { mark.textContent = event.label; free = left + 2 + String(event.label).length * 1.15; }
      mark.title = `${event.label} ${this.axis(event.x)}`;
      mark.style.left = `${left}%`;
      return mark;
    }));
  }

  // ── cursor ──
  listen() {
    const figure = this.figure;
    figure.tabIndex = 0;
    figure.addEventListener("keydown", event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const wide = this.window[1] - this.window[0];
      this.point(Math.min(this.window[1], Math.max(this.window[0], (this.at ?? this.now ?? this.end) + step * wide / (event.shiftKey ? 20 : 200))));
    });
    figure.addEventListener("dblclick", () => this.look(this.start, this.end));
    figure.addEventListener("click", event => this.open(event));
    new ResizeObserver(() => { cancelAnimationFrame(this.frame); this.frame = requestAnimationFrame(() => this.fit()); }).observe(figure);
    addEventListener("pb:theme", () => this.draw());
    for (const button of document.querySelectorAll(`[data-span-for="${figure.id}"]`)) button.addEventListener("click", () => this.span(button));
  }

  span(button) {
    for (const other of document.querySelectorAll(`[data-span-for="${this.figure.id}"]`)) {
      other.setAttribute("aria-pressed", String(other === button));
      other.classList.toggle("is-on", other === button);
    }
    const hours = Number(button.dataset.span), to = this.now ?? this.end;
    if (hours) this.look(Math.max(this.start, to - hours), to); else this.look(this.start, this.end);
  }

  look(from, to) {
    this.window = [from, to];
    this.quiet = true;
    for (const plot of this.plots) plot.setScale("x", { min: from, max: to });
    this.quiet = false;
    this.strips();
  }

  scaled(u, scale) {
    if (scale !== "x" || this.quiet || !this.plots?.length) return;
    const { min, max } = u.scales.x;
    if (min === null || (min === this.window[0] && max === this.window[1])) return;
    queueMicrotask(() => this.look(min, max));
  }

  moved(u) {
    const left = u.cursor.left;
    if (left === null || left === undefined || left < 0) return;
    const at = u.posToVal(left, "x");
    if (Math.abs(at - (this.at ?? Infinity)) < 1e-6) return;
    this.at = at;
    this.read(at);
  }

  point(at) {
    this.at = at;
    for (const plot of this.plots) plot.setCursor({ left: plot.valToPos(at, "x"), top: HIGH / 2 }, false);
    this.read(at);
  }

  read(at) {
    if (!Number.isFinite(at)) return;
    for (const { panel, value, below } of this.reads) {
      if (panel.series) this.readSample(panel, value, below, at);
      else this.readCurve(panel, value, below, at);
    }
    this.reading = at;
    const ms = at * HOUR, clock = monthDay(this.zero + ms, zone());
    this.clock.textContent = this.data.zero ? `${ms < 0 ? "\u2212" : ""}${hoursRun(ms)} · ${clock.slice(-5)}` : clock;
    this.mark();
    this.figure.dispatchEvent(new CustomEvent("pb:cursor", { detail: { at: this.zero + ms, hours: at }, bubbles: true }));
  }

  // The label below the cursor's line.
  mark() {
    const first = this.plots[0];
    if (!first || this.reading === undefined || !this.clock) return;
    const inside = this.reading >= this.window[0] && this.reading <= this.window[1];
    this.clock.hidden = !inside;
    if (!inside) return;
    const over = first.over.getBoundingClientRect(), frame = this.figure.getBoundingClientRect();
    this.clock.style.left = `${over.left - frame.left + first.valToPos(this.reading, "x")}px`;
  }

  readCurve(panel, value, below, at) {
    const index = nearest(panel.x, at);
    value.textContent = number(panel.values[index] ?? null, panel.decimals);
    let last = panel.values.length - 1;
    while (last > 0 && panel.values[last] === null) last -= 1;
    below.textContent = `${this.figure.dataset.wordNow} ${number(panel.values[last] ?? null, panel.decimals)}`;
  }

  readSample(panel, value, below, at) {
    let best = null;
    for (const one of panel.series) {
      for (const point of one.points) {
        const away = Math.abs(point.x - at);
        if (point.value !== null && (!best || away < best.away)) best = { away, point, one };
      }
    }
    value.textContent = best ? number(best.point.value, best.one.decimals) : "—";
    below.textContent = best?.point.label ?? "";
    below.title = best ? `${best.one.label} ${best.point.label ?? ""}` : "";
  }

  // A click on a sample's dot opens the sample.
  open(event) {
    for (const { panel } of this.reads) {
      if (!panel.series) continue;
      const plot = this.plots[this.reads.findIndex(read => read.panel === panel)];
      const frame = plot.over.getBoundingClientRect();
      for (const point of panel.series.flatMap(one => one.points)) {
        if (!point.url || point.value === null) continue;
        const x = frame.left + plot.valToPos(point.x, "x"), y = frame.top + plot.valToPos(point.value, "y");
        if (Math.hypot(event.clientX - x, event.clientY - y) < 8) { location.assign(point.url); return; }
      }
    }
  }
}

function nearest(sorted, at) {
  let low = 0, high = sorted.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < at) low = middle; else high = middle;
  }
  return at - sorted[low] <= sorted[high] - at ? low : high;
}

async function start(figure) {
  if (figure.dataset.started) return;
  figure.dataset.started = "yes";
  try {
    const data = figure.dataset.url
      ? await fetch(figure.dataset.url, { headers: { accept: "application/json" } }).then(answer => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
      : JSON.parse(document.getElementById(figure.dataset.from).textContent);
    const chart = new Chart(figure, data);
    if (figure.dataset.follows !== undefined) follow(chart, figure.dataset.url);
  } catch (error) {
    const wait = figure.querySelector(".pb-chart__wait");
    if (wait) wait.textContent = figure.dataset.wordFailed ?? "";
    console.error(error);
  }
}

const all = from => from.querySelectorAll("[data-curves]").forEach(start);
all(document);
document.body.addEventListener("htmx:load", event => all(event.detail.elt.parentElement ?? document));
