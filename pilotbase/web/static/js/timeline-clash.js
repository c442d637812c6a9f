// Marks in red where the block in the hand lies over what already stands on its row.
const LEAST = 0.02;                                       // per cent of the row: two that only touch do not clash

const span = block => [block.style.left, block.style.width].map(parseFloat);

export function unmark(root) {
  for (const strip of root.querySelectorAll(".pb-clash")) strip.remove();
}

// The strips lie in the row, for the block itself cuts off what stands out of it.
export function mark(root, element) {
  unmark(root);
  const lane = element.parentElement, [left, width] = span(element);
  for (const other of lane.querySelectorAll(":scope > .pb-blk")) {
    if (other === element || other.classList.contains("pb-blk--from")) continue;
    const [from, length] = span(other);
    const start = Math.max(left, from), end = Math.min(left + width, from + length);
    if (end - start < LEAST) continue;
    const strip = document.createElement("i");
    strip.className = "pb-clash";
    Object.assign(strip.style, { left: `${start}%`, width: `${end - start}%` });
    lane.append(strip);
  }
}
