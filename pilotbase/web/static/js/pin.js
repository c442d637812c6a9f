// Gives the signing PIN, on a phone, keys that gloves can meet: below the field that is typed in.
const phone = matchMedia("(max-width: 720px)"), PIN = 'input[type="password"]:is([inputmode="numeric"], [data-pin])';
const keys = document.getElementById("pb-keypad")?.content.firstElementChild.cloneNode(true);
let field = null;

const pin = event => event.target.matches?.(PIN) ? event.target : null;

addEventListener("pointerdown", event => {
  const input = pin(event);
  if (!input || !keys) return;
  input.dataset.pin = "";
  input.inputMode = phone.matches ? "none" : "numeric";  // one keyboard is enough, and it is asked for before the focus
}, true);

addEventListener("focusin", event => {
  const input = pin(event);
  if (!input || !keys || !phone.matches) return;
  if (field !== input || !keys.isConnected) (input.closest(".pb-sign") ?? input.closest(".pb-field") ?? input).after(keys);
  field = input;
  keys.setAttribute("aria-controls", input.id);
  requestAnimationFrame(() => keys.scrollIntoView({ block: "nearest" }));
});

keys?.addEventListener("pointerdown", event => event.preventDefault());  // the field keeps the focus
keys?.addEventListener("click", event => {
  const key = event.target.closest("button")?.value;
  if (key === undefined || !field) return;
  const long = field.maxLength > 0 ? field.maxLength : 12;
  if (key === "clear") field.value = "";
  else if (key === "back") field.value = field.value.slice(0, -1);
  else if (field.value.length < long) field.value += key;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
