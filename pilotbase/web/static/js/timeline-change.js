// Draws a booking on free time, moves and stretches one's own, by hand or by keys: nothing is kept until the dialog says so.
import { monthDay, zone } from "./say.js";
import { mark, unmark } from "./timeline-clash.js";
import { Confirmation } from "./timeline-confirm.js";
import { Verdict, call } from "./timeline-verdict.js";

const EDGE = 8, FAR = 6;                                    // pixels: of a block's edge, and until a press becomes a drag

const part = (block, side) => parseFloat(block.querySelector(`:scope > .${side}`)?.style.width ?? "0") / 100;

// One booking that is being drawn, or one stage of a booking that is being moved.
class Change {
  constructor(line, lane, element) {
    Object.assign(this, { line, lane, element, from: lane, before: 0, after: 0, shift: [0, 0] });
  }

  static drawn(line, lane, at) {
    const element = document.createElement("div");
    element.className = "pb-blk pb-blk--drag";
    element.append(document.createElement("span"));
    lane.append(element);
    const change = new Change(line, lane, element);
    change.base = [at, at + line.step(lane)];
    return change;
  }

  // What the block shows is exact enough to begin with; the booking itself is read meanwhile.
  static taken(line, block) {
    const change = new Change(line, block.parentElement, block);
    const [left, width] = [parseFloat(block.style.left), parseFloat(block.style.width)].map(share => share / 100 * line.length);
    Object.assign(change, { number: block.dataset.booking, stage: Number(block.dataset.stage), moves: block.dataset.moves });
    [change.before, change.after] = [part(block, "s-sip") * width, part(block, "s-cip") * width];
    change.base = [line.start + left + change.before, line.start + left + width - change.after];
    change.left = block.cloneNode();
    change.left.className = "pb-blk pb-blk--from";
    change.left.removeAttribute("href");
    change.left.removeAttribute("title");
    change.read = call("GET", `/${change.number}`).then(answer => change.know(answer));
    return change;
  }

  know({ ok, data }) {
    if (!ok) return;
    const stage = data.stages.find(one => one.stage === this.stage);
    const [start, end, first, last] = [stage.run.start, stage.run.end, stage.occupied.start, stage.occupied.end].map(Date.parse);
    Object.assign(this, { base: [start, end], before: start - first, after: last - end, version: data.version, price: data.price.amount });
    this.several = data.stages.length > 1;
  }

  get start() { return this.base[0] + this.shift[0]; }
  get end() { return this.base[1] + this.shift[1]; }
  get isNew() { return this.number === undefined; }
  get isMoved() { return this.isNew || this.shift.some(Boolean) || this.lane !== this.from; }
  get run() { return { start: this.line.written(this.start), end: this.line.written(this.end) }; }

  body(more = {}) {
    const tag = this.lane.dataset.machine;
    if (this.isNew) return { stages: [{ equipment: tag, run: this.run }], ...more };
    const elsewhere = this.lane === this.from ? {} : { equipment: tag };
    return { stages: [{ stage: this.stage, run: this.run, ...elsewhere }], ...more };
  }

  async asked() {
    await this.read;
    if (this.isNew) return call("POST", "/quote", this.body({ project: this.project }));
    return call("POST", `/${this.number}/quote`, this.body());
  }

  draw() {
    const share = span => `${span / this.line.length * 100}%`, whole = this.end + this.after - (this.start - this.before);
    Object.assign(this.element.style, { left: share(this.start - this.before - this.line.start), width: share(whole) });
    for (const [side, length] of [["s-sip", this.before], ["s-cip", this.after]]) {
      let edge = this.element.querySelector(`:scope > .${side}`);
      if (!edge && length) {
        edge = document.createElement("i");
        edge.className = side;
        this.element[side === "s-sip" ? "prepend" : "append"](edge);
      }
      if (edge) edge.style.width = `${length / whole * 100}%`;
    }
    if (this.isNew) this.element.querySelector("span").textContent = `${monthDay(this.start, zone())} – ${monthDay(this.end, zone())}`;
    if (this.element.parentElement !== this.lane) this.lane.append(this.element);
  }
}

// What one hand, or the keys, do at a time.
export class Changing {
  constructor(line, panel, dialog) {
    Object.assign(this, { line, panel, root: line.root, said: line.root.querySelector("[data-tl-said]") });
    this.verdict = new Verdict(line.root, panel);
    this.confirmation = new Confirmation(dialog);
    this.projects = null;
    const on = (type, act) => this.root.addEventListener(type, act);
    on("pointerdown", event => this.press(event));
    on("keydown", event => this.key(event));
    document.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !this.change || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      this.back(true);
    });
    on("dragstart", event => event.preventDefault());
    this.root.addEventListener("click", event => { if (this.dragged) { event.preventDefault(); event.stopPropagation(); this.dragged = false; } }, true);
    panel.querySelector("[data-earliest]").addEventListener("click", event => this.earliest(Number(event.currentTarget.dataset.at)));
    panel.querySelector("[data-go]").addEventListener("click", () => this.drop());
    panel.querySelector("[data-back]").addEventListener("click", () => this.back());
  }

  // ── by hand ──
  press(event) {
    this.dragged = false;
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest(".pb-verdict")) return;
    const block = event.target.closest(".pb-blk[data-moves]"), lane = event.target.closest(".pb-tl__lane[data-machine]");
    if (block) this.follow(event, () => this.lift(block, this.grip(block, event.clientX)));
    else if (lane && event.target === lane || event.target === this.line.ghost) this.follow(event, () => this.drawFrom(lane, event.clientX));
  }

  follow(event, begin) {
    const from = event.clientX, moved = to => {
      if (!this.hand) {
        if (Math.hypot(to.clientX - from, to.clientY - event.clientY) < FAR || !begin()) return;
        this.hand = true;
        this.root.classList.add("is-drawing");
      }
      if (this.change) this.drag(to, to.clientX - from);     // unless Escape has let it go
    };
    const stop = up => {
      for (const [type, act] of [["pointermove", moved], ["pointerup", stop], ["pointercancel", stop]]) removeEventListener(type, act);
      this.root.classList.remove("is-drawing");
      const held = this.hand;
      this.hand = false;
      if (!held) return;
      this.dragged = up.type === "pointerup";
      setTimeout(() => { this.dragged = false; }, 0);
      if (up.type === "pointerup") this.drop(); else this.back();
    };
    for (const [type, act] of [["pointermove", moved], ["pointerup", stop], ["pointercancel", stop]]) addEventListener(type, act);
  }

  grip(block, x) {
    const { left, right } = block.getBoundingClientRect();
    if (right - x <= EDGE) return "end";
    if (block.dataset.moves === "end") return "";
    return x - left <= EDGE && right - left > 3 * EDGE ? "start" : "all";
  }

  lift(block, grip) {
    if (!grip) return false;
    if (this.change?.element !== block) {
      this.back();
      this.change = Change.taken(this.line, block);
      this.change.lane.append(this.change.left);
      block.classList.add("pb-blk--drag");
    }
    this.line.hide();
    this.gripped = grip;
    this.held = [...this.change.shift];
    return true;
  }

  drawFrom(lane, x) {
    this.back();
    this.line.hide();
    const at = this.line.at(lane, x);
    if (at < Date.now() - this.line.step(lane) || !this.line.free(lane, at)) return false;
    this.change = Change.drawn(this.line, lane, at);
    this.gripped = "draw";
    this.held = [0, 0];
    this.readProjects();
    return true;
  }

  drag(to, x) {
    const { change, line } = this, step = line.step(change.lane);
    const by = Math.round(x / change.lane.clientWidth * line.length / step) * step;
    if (this.gripped === "draw") this.stretch(line.at(change.lane, to.clientX));
    else if (this.gripped === "all") {
      const under = document.elementFromPoint(to.clientX, to.clientY)?.closest(".pb-tl__lane[data-machine]");
      if (under?.dataset.class === change.from.dataset.class) change.lane = under;
      change.shift = this.held.map(shift => shift + by);
    } else this.pull(this.gripped === "end" ? 1 : 0, this.held[this.gripped === "end" ? 1 : 0] + by, step);
    this.weigh();
  }

  // A new one grows to either side of the step where the hand went down.
  stretch(at) {
    const by = at - this.change.base[0];
    this.change.shift = [Math.min(0, by), Math.max(0, by)];
  }

  pull(side, shift, step) {
    const { change } = this, least = change.base[1] - change.base[0] - step;
    change.shift[side] = side ? Math.max(shift, change.shift[0] - least) : Math.min(shift, change.shift[1] + least);
  }

  // ── by keys: on a block of one's own ──
  key(event) {
    const block = event.target.closest?.(".pb-blk[data-moves]");
    if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key], up = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" && this.change?.element === block && this.change.isMoved) this.drop();
    else if (way && this.lift(block, event.shiftKey || block.dataset.moves === "end" ? "end" : "all")) this.nudge(way);
    else if (up && block.dataset.moves === "all" && this.lift(block, "all")) this.switch(up);
    else return;
    event.preventDefault();
    block.focus();
  }

  nudge(way) {
    const { change, gripped } = this, step = this.line.step(change.lane);
    if (gripped === "end") this.pull(1, change.shift[1] + way * step, step);
    else change.shift = change.shift.map(shift => shift + way * step);
    this.weigh();
    change.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  switch(way) {
    const { change } = this, same = [...this.root.querySelectorAll(".pb-tl__lane[data-machine]")].filter(lane => lane.dataset.class === change.from.dataset.class);
    change.lane = same[same.indexOf(change.lane) + way] ?? change.lane;
    this.weigh();
  }

  // ── the server's word, and what follows from it ──
  async weigh(wait) {
    const { change } = this;
    change.draw();
    mark(this.root, change.element);
    change.element.classList.remove("is-good", "is-bad");
    if (change.isNew) change.project ??= (await this.readProjects())[0]?.code;
    this.pending = this.verdict.ask(change, wait);
    const answer = await this.pending;
    if (!answer || this.change !== change) return;
    const [quoted] = answer.data.stages ?? [];
    if (quoted?.occupied) Object.assign(change, { before: Date.parse(quoted.run.start) - Date.parse(quoted.occupied.start), after: Date.parse(quoted.occupied.end) - Date.parse(quoted.run.end) });
    change.draw();
    change.answer = answer;
    change.good = this.verdict.show(change, answer);
    if (change.good) unmark(this.root); else mark(this.root, change.element);
    change.element.classList.add(change.good ? "is-good" : "is-bad");
    this.said.textContent = [this.panel.querySelector("h3"), ...this.panel.querySelectorAll("li")].map(one => one.textContent).join(" ");
  }

  async drop() {
    const { change } = this;
    if (!change) return;
    if (!change.isMoved) { this.back(); return; }
    await this.weigh(0);
    if (!change.good || this.change !== change) return;
    const sent = await this.confirmation.open(change, await this.readProjects(change.isNew));
    if (this.change !== change) return;
    if (sent) this.done(change); else this.back(true);
  }

  async earliest(at) {
    const { change } = this, by = at - change.start;
    change.shift = change.shift.map(shift => shift + by);
    await this.drop();
  }

  done(change) {
    const lanes = new Set([change.from, change.lane]);
    this.let(change);
    change.element.remove();
    for (const lane of lanes) this.line.late.add(lane.dataset.machine);
    this.line.catchUp();
  }

  // As it was; with the keys still where they were.
  back(stay = false) {
    const { change } = this;
    if (!change) return;
    this.let(change);
    if (change.isNew) { change.element.remove(); return; }
    change.element.style.cssText = change.left.style.cssText;
    if (change.element.parentElement !== change.from) change.from.append(change.element);
    if (stay) change.element.focus();
    this.line.catchUp();
  }

  let(change) {
    this.change = null;
    this.verdict.forget();
    unmark(this.root);
    this.said.textContent = "";
    change.left?.remove();
    change.element.classList.remove("pb-blk--drag", "is-good", "is-bad");
  }

  async readProjects(wanted = true) {
    if (!wanted) return [];
    this.projects ??= fetch("/api/v1/projects", { headers: { accept: "application/json" } }).then(answer => answer.json());
    const { items } = await this.projects;
    return items.filter(one => one.approved);
  }
}

