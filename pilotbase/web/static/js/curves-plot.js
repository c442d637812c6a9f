// Draws one strip of curves, or of offline samples, with uPlot: ground by phase, limits, gaps left open.
import uPlot from "../vendor/uplot/uPlot.esm.js";
import { number } from "./say.js";

export const HIGH = 78, GUTTER = 44;
const RIGHT = 14;                                          // room for the last label, as run.css has it
const HOURS = [1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168];
const FONT = '12px "Noto Sans SC Variable", "Noto Sans SC", system-ui, sans-serif';

export function ink() {
  const style = getComputedStyle(document.documentElement);
  const get = name => style.getPropertyValue(name).trim();
  return {
    line: get("--pb-line"), text: get("--pb-ink-3"), ink: get("--pb-ink"), soft: get("--pb-ink-2"), bad: get("--pb-bad"),
    surface: get("--pb-surface"), sunken: get("--pb-sunken"),
    curve: key => get(`--cv-${key}`) || get("--pb-ink-2"),
    state: look => get(`--st-${look}`) || get("--pb-sunken"),
  };
}

const ratio = () => devicePixelRatio || 1;

function ground(u, chart) {
  const { ctx, bbox } = u;
  ctx.save();
  for (const phase of chart.phases) {
    const left = Math.max(bbox.left, u.valToPos(phase.from, "x", true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(phase.to, "x", true));
    if (right <= left) continue;
    ctx.globalAlpha = phase.planned ? 0.6 : 0.16;
    ctx.fillStyle = phase.planned ? chart.ink.sunken : chart.ink.state(phase.look);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

function level(u, at, colour, dash, right) {
  if (at === null || at === undefined) return;
  const { ctx, bbox } = u;
  const y = Math.round(u.valToPos(at, "y", true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio();
  ctx.setLineDash(dash.map(part => part * ratio()));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(right ?? bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

const SHAPES = {
  dot: (ctx, x, y, r) => ctx.arc(x, y, r, 0, 2 * Math.PI),
  diamond: (ctx, x, y, r) => { ctx.moveTo(x, y - r * 1.3); ctx.lineTo(x + r * 1.3, y); ctx.lineTo(x, y + r * 1.3); ctx.lineTo(x - r * 1.3, y); ctx.closePath(); },
  square: (ctx, x, y, r) => ctx.rect(x - r, y - r, 2 * r, 2 * r),
  triangle: (ctx, x, y, r) => { ctx.moveTo(x, y - r * 1.2); ctx.lineTo(x + r * 1.2, y + r); ctx.lineTo(x - r * 1.2, y + r); ctx.closePath(); },
};

function samples(u, chart, offline) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left - 8, bbox.top - 8, bbox.width + 16, bbox.height + 16);
  ctx.clip();
  for (const series of offline) {
    for (const point of series.points) {
      const x = u.valToPos(point.x, "x", true), y = u.valToPos(point.value ?? u.scales.y.max * 0.94, "y", true);
      ctx.beginPath();
      (SHAPES[series.shape] ?? SHAPES.dot)(ctx, x, y, 4.2 * ratio());
      ctx.lineWidth = 1.5 * ratio();
      ctx.setLineDash(point.late || point.value === null ? [2 * ratio(), 2 * ratio()] : []);
      ctx.fillStyle = point.late || point.value === null ? chart.ink.surface : chart.ink.ink;
      ctx.strokeStyle = point.late || point.value === null ? chart.ink.soft : chart.ink.surface;
      ctx.fill();
      ctx.stroke();
    }
  }
  ctx.restore();
}

function axes(chart, last, decimals) {
  const grid = { stroke: chart.ink.line, width: 1 };
  return [
    {
      show: last, stroke: chart.ink.text, font: FONT, size: 28, gap: 6, incrs: HOURS, space: 70,
      grid: { show: false }, ticks: { stroke: chart.ink.line, size: 4 },
      values: (_u, splits) => splits.map(hour => chart.axis(hour)),
    },
    {
      stroke: chart.ink.text, font: FONT, size: GUTTER, gap: 8, space: 26, grid, ticks: { show: false },
      values: (_u, splits) => splits.map(value => number(value, splits.every(Number.isInteger) ? 0 : Math.min(2, Math.max(1, decimals)))),
    },
  ];
}

function bounds(panel) {
  return (_u, low, high) => {
    let from = panel.min ?? low, to = panel.max ?? high;
    for (const one of [panel.low, panel.high, panel.setpoint]) if (one !== null && one !== undefined) { from = Math.min(from, one); to = Math.max(to, one); }
    if (!Number.isFinite(from) || !Number.isFinite(to)) return [0, 1];
    if (from === to) return [from - 1, to + 1];
    const room = panel.min !== undefined && panel.min !== null && panel.max !== undefined && panel.max !== null ? 0 : (to - from) * 0.08;
    return [panel.min ?? from - room, panel.max ?? to + room];
  };
}

function options(chart, panel, last, hooks) {
  return {
    width: 600, height: HIGH + (last ? 28 : 0), padding: [6, RIGHT, last ? 0 : 6, 0], legend: { show: false },
    scales: { x: { time: false, range: (_u, low, high) => [low, high] }, y: { range: bounds(panel) } },
    axes: axes(chart, last, panel.decimals ?? 0),
    cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false, setScale: true, dist: 8 }, sync: { key: chart.key, setSeries: false, scales: ["x", null] } },
    hooks: { drawClear: [u => ground(u, chart)], ...hooks },
  };
}

// One variable over time: chart.x gives hours for its instants.
export function strip(chart, panel, place, last, hooks) {
  const series = [{}, { stroke: chart.ink.curve(panel.colour ?? panel.key.toLowerCase()), width: 1.6, spanGaps: false, points: { show: false } }];
  const draw = u => {
    level(u, panel.setpoint, chart.ink.text, [2, 3], chart.now === null ? undefined : Math.min(u.bbox.left + u.bbox.width, u.valToPos(chart.now, "x", true)));
    level(u, panel.low, chart.ink.bad, [6, 3]);
    level(u, panel.high, chart.ink.bad, [6, 3]);
  };
  const setup = options(chart, panel, last, { ...hooks, draw: [draw] });
  return new uPlot({ ...setup, series }, [panel.x, panel.values], place);
}

// Offline results, several analytes on one strip.
export function dots(chart, panel, place, last, hooks) {
  const tables = panel.series.map(one => [one.points.map(point => point.x), one.points.map(point => point.value)]);
  const data = tables.length > 1 ? uPlot.join(tables) : tables[0];
  const series = [{}, ...panel.series.map(() => ({ stroke: "transparent", width: 0, points: { show: false } }))];
  const setup = options(chart, { ...panel, decimals: panel.series[0].decimals }, last, { ...hooks, draw: [u => samples(u, chart, panel.series)] });
  setup.cursor.points = { show: false };
  return new uPlot({ ...setup, series }, data, place);
}
