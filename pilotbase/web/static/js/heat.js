// Makes the squares of a heat map one stop of the keyboard: arrows move among them, Home and End to a row's ends.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -99], End: [0, 99] };

for (const map of document.querySelectorAll("[data-heat]")) {
  const rows = [...map.tBodies[0].rows].map(row => [...row.querySelectorAll("td")].map(cell => cell.querySelector("a")));
  const all = rows.flat().filter(Boolean);
  const only = one => { for (const square of all) square.tabIndex = square === one ? 0 : -1; };
  only(all[0]);

  map.addEventListener("keydown", event => {
    const step = STEPS[event.key], row = rows.findIndex(squares => squares.includes(event.target));
    if (!step || row < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [down, across] = step;
    const squares = rows[Math.min(Math.max(row + down, 0), rows.length - 1)];
    let at = rows[row].indexOf(event.target) + across;
    at = Math.min(Math.max(at, 0), squares.length - 1);
    while (!squares[at] && squares[at + (Math.sign(across) || 1)] !== undefined) at += Math.sign(across) || 1;
    squares[at]?.focus();
  });
  map.addEventListener("focusin", event => { if (all.includes(event.target)) only(event.target); });
}
