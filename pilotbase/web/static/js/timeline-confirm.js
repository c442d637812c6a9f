// Says once more what is about to be booked or moved, and does it: through the API, as any program would.
import { toast } from "./shell.js";
import { call, filled, money, reasons } from "./timeline-verdict.js";
import { monthDay, zone } from "./say.js";

export class Confirmation {
  constructor(dialog) {
    this.dialog = dialog;
    this.words = dialog.dataset;
    this.form = dialog.querySelector("form");
    this.go = dialog.querySelector("[data-do]");
    this.project = this.form.elements.project;
    this.form.addEventListener("submit", event => {
      if (event.submitter !== this.go) return;               // the other button only closes
      event.preventDefault();
      this.send();
    });
    this.project.addEventListener("change", () => this.price());
  }

  // Resolves true when it is done, false when she thought better of it.
  open(change, projects) {
    this.change = change;
    this.key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;   // there is none without TLS
    this.dialog.returnValue = "";
    this.dialog.querySelector("[data-new]").hidden = !change.isNew;
    if (change.isNew) this.offer(projects);
    this.form.elements.purpose.value = "";
    this.say(change.answer);
    this.dialog.showModal();
    this.go.focus();
    return new Promise(answer => this.dialog.addEventListener("close", () => answer(this.dialog.returnValue === "done"), { once: true }));
  }

  offer(projects) {
    this.project.replaceChildren(...projects.map(one => new Option(`${one.code} ${one.title}`, one.code, false, one.code === this.change.project)));
  }

  say(answer) {
    const { change, words } = this, at = instant => monthDay(instant, zone());
    const said = { number: change.number, stage: change.stage, tag: change.lane.dataset.machine, start: at(change.start), end: at(change.end) };
    const price = money(answer.data.price.amount), waits = answer.data.status === "requested";
    const sentence = change.isNew ? words.wordNew : change.several ? words.wordStage : words.wordMove;
    this.dialog.querySelector("h2").textContent = filled(sentence, said);
    const same = Number(change.price) === Number(answer.data.price.amount);
    const cost = change.isNew || same ? filled(words.wordPrice, { price }) : filled(words.wordOther, { price, old: money(change.price ?? 0) });
    this.dialog.querySelector("[data-why]").textContent = [cost, waits ? words.wordWaits : ""].filter(Boolean).join(" ");
    this.go.textContent = change.isNew ? filled(waits ? words.wordRequest : words.wordBook, { price }) : words.wordDo;
    this.refuse([]);
  }

  // Another project may pay another price, or may not book at all.
  async price() {
    this.change.project = this.project.value;
    this.go.disabled = true;
    const answer = await this.change.asked();
    this.go.disabled = false;
    if (answer.ok) this.say(answer);
    this.refuse(answer.ok && answer.data.status ? [] : reasons(answer.data));
  }

  async send() {
    const { change } = this;
    this.go.disabled = true;
    const answer = await (change.isNew
      ? call("POST", "", change.body({ project: this.project.value, purpose: this.form.elements.purpose.value }), { "idempotency-key": this.key })
      : call("PATCH", `/${change.number}`, change.body(), { "if-match": `"${change.version}"` })
    ).catch(() => ({ ok: false, data: { detail: this.words.wordLost } }));
    this.go.disabled = false;
    if (!answer.ok) { this.refuse(reasons(answer.data)); return; }
    toast(filled(change.isNew ? this.words.wordMade : this.words.wordMoved, { number: answer.data.number }));
    this.dialog.close("done");
  }

  refuse(said) {
    const box = this.dialog.querySelector("[data-refused]");
    box.hidden = !said.length;
    box.querySelector("ul").replaceChildren(...said.map(text => Object.assign(document.createElement("li"), { textContent: text })));
  }
}
