// Lets results be typed like in a spreadsheet: arrows and Enter move, a column pastes downwards.
for (const grid of document.querySelectorAll("[data-grid]")) {
  const rows = () => [...grid.tBodies].flatMap(body => [...body.rows]);
  const place = input => {
    const row = input.closest("tr");
    return { row: rows().indexOf(row), column: [...row.querySelectorAll("input")].indexOf(input) };
  };
  const cell = (row, column) => rows()[row]?.querySelectorAll("input")[column];

  function move(input, down, across) {
    const at = place(input);
    for (let row = at.row + down, column = at.column + across; row >= 0 && row < rows().length; row += down || Math.sign(across)) {
      const next = cell(row, down ? column : (column + 1000) % 1000);
      if (next && !next.disabled && !next.readOnly) { next.focus(); next.select(); return; }
      if (!down) return;
    }
  }

  const atEdge = (input, way) => input.selectionStart === input.selectionEnd && input.selectionStart === (way < 0 ? 0 : input.value.length);
  const all = input => input.selectionStart === 0 && input.selectionEnd === input.value.length;

  grid.addEventListener("focusin", event => {
    if (!event.target.matches("input")) return;
    event.target.dataset.before ??= event.target.value;
    event.target.closest("td")?.classList.add("is-edit");
  });
  grid.addEventListener("focusout", event => {
    if (!event.target.matches("input")) return;
    event.target.closest("td")?.classList.remove("is-edit");
    delete event.target.dataset.before;
    count();
  });

  grid.addEventListener("keydown", event => {
    const input = event.target;
    if (!input.matches("input")) return;
    const sideways = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (event.key === "Enter" || event.key === "ArrowDown") move(input, event.shiftKey ? -1 : 1, 0);
    else if (event.key === "ArrowUp") move(input, -1, 0);
    else if (sideways && (atEdge(input, sideways) || all(input))) move(input, 0, sideways);
    else if (event.key === "Escape") { input.value = input.dataset.before ?? input.value; input.select(); }
    else return;
    event.preventDefault();
  });

  // A block copied from a spreadsheet fills from here to the right and down.
  grid.addEventListener("paste", event => {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!input.matches?.("input") || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const at = place(input);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, across) => {
        const target = cell(at.row + down, at.column + across);
        if (!target || target.disabled || target.readOnly) return;
        target.value = value.trim();
        target.dispatchEvent(new Event("input", { bubbles: true }));
        target.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
    count();
  });

  function count() {
    const inputs = [...grid.querySelectorAll("input:not([type=hidden])")];
    for (const shown of document.querySelectorAll("[data-grid-filled]")) shown.textContent = inputs.filter(input => input.value.trim()).length;
    for (const shown of document.querySelectorAll("[data-grid-all]")) shown.textContent = inputs.length;
  }
  count();
}
