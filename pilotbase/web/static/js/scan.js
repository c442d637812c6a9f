// Lets a wedge scanner be fired on any page: a burst of keys that ends in Enter goes to the search.
const FAST = 45, SHORTEST = 5;
let burst = "", last = 0;

addEventListener("keydown", event => {
  const box = document.getElementById("pb-search");
  const busy = event.target.matches?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
  if (!box || busy || event.ctrlKey || event.metaKey || event.altKey) return;
  const now = performance.now();
  if (now - last > FAST) burst = "";
  last = now;
  if (event.key === "Enter" && burst.length >= SHORTEST) {
    event.preventDefault();
    box.value = burst;
    burst = "";
    box.form.requestSubmit();
  } else if (event.key.length === 1) {
    burst += event.key;
    if (burst.length > 2) event.preventDefault();
  }
}, true);
