// How times and numbers are written: the same as pilotbase/web/text.py. Words come from the page.
const NB = "\u00a0";
const words = () => document.getElementById("pb-words")?.dataset ?? {};

export function hoursRun(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  if (seconds < 60) return `${seconds}${NB}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${NB}min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}${NB}h` + (rest ? `${NB}${String(rest).padStart(2, "0")}` : "");
}

export function duration(ms) {
  if (Math.abs(ms) < 86_400_000) return hoursRun(ms);
  const hours = Math.round(Math.abs(ms) / 3_600_000);
  const parts = [[Math.floor(hours / 24), "d"], [hours % 24, "h"]];
  return parts.filter(([n]) => n).map(([n, unit]) => `${n}${NB}${unit}`).join(NB);
}

export function relative(at, now = Date.now()) {
  const span = at - now;
  const { past = "", future = "", now: justNow = "" } = words();
  if (Math.abs(span) < 5000) return justNow;
  return (span > 0 ? future : past).replace("{span}", duration(span));
}

export function number(value, decimals) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "—";
  const text = decimals === undefined ? String(value) : value.toFixed(decimals);
  const [whole, rest] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return (rest === undefined ? grouped : `${grouped}.${rest}`).replace("-", "\u2212");
}

// "11-25 14:32" in the zone of the plant, which the page names on <html data-zone>.
export function clockIn(zone, options = { hour: "2-digit", minute: "2-digit" }) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone || undefined, hourCycle: "h23", ...options });
}

export function monthDay(at, zone) {
  const parts = clockIn(zone, { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(at);
  const get = type => parts.find(part => part.type === type).value;
  return `${get("month")}-${get("day")} ${get("hour")}:${get("minute")}`;
}

export const zone = () => document.documentElement.dataset.zone;

const SPARK = { wide: 56, high: 22 };

// SVG path data of a trend; the pen is lifted where a value is missing.
export function sparkPath(values) {
  const known = values.filter(value => value !== null);
  if (known.length < 2) return "";
  const low = Math.min(...known), high = Math.max(...known);
  const scale = high > low ? (SPARK.high - 4) / (high - low) : 0;
  const step = SPARK.wide / (values.length - 1);
  let path = "", down = false;
  values.forEach((value, index) => {
    if (value === null) { down = false; return; }
    const y = scale ? SPARK.high - 2 - (value - low) * scale : SPARK.high / 2;
    path += `${down ? "L" : "M"}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    down = true;
  });
  return path;
}
