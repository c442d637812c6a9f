// An open page's curves go on: what came since they were drawn is fetched, and appended. Gaps stay open.
const EVERY = 10_000, ANEW = 300_000, MOST = 2_500;

// Asks every ten seconds while the page is seen; now and then for the whole, with what came late.
export function follow(chart, url) {
  let whole = Date.now(), busy = false;
  const ask = async () => {
    if (busy || document.hidden) return;
    busy = true;
    const anew = Date.now() - whole > ANEW;
    const fresh = await read(anew ? url : further(url, chart.data));
    busy = false;
    if (!fresh) return;
    const next = fresh.since === null ? fresh : joined(chart.data, fresh);
    if (fresh.since === null) whole = Date.now();
    else if (!next) whole = 0;
    if (next) chart.renew(next);
    if (fresh.zero !== null && fresh.now === null) clearInterval(timer);   // the run is over
  };
  const timer = setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}

async function read(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" } }).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.json() : null;
}

function further(url, data) {
  const asked = new URL(url, location.href);
  asked.searchParams.set("since", data.told);
  asked.searchParams.set("step", data.step);
  return asked;
}

// The curves with what is new; null where they must be drawn from the whole: another zero, a new tag, too much.
export function joined(data, fresh) {
  const held = new Map(data.panels.map(panel => [panel.key, panel]));
  const known = fresh.panels.every(panel => held.has(panel.key));
  if (data.zero !== fresh.zero || !known) return null;
  const start = Date.parse(fresh.start) / 1000;
  const panels = data.panels.map(panel => extended(panel, fresh.panels.find(one => one.key === panel.key), fresh.since, start));
  return panels.some(panel => panel.times.length > MOST) ? null : { ...fresh, panels };
}

function extended(panel, more, since, start) {
  const first = panel.times.findIndex(at => at >= start);
  let last = panel.times.length;
  while (more && last > 0 && (panel.times[last - 1] >= since || panel.values[last - 1] === null)) last -= 1;
  const kept = first < 0 ? last : first;
  return {
    ...panel,
    simulated: panel.simulated || Boolean(more?.simulated),
    times: [...panel.times.slice(kept, last), ...(more?.times ?? [])],
    values: [...panel.values.slice(kept, last), ...(more?.values ?? [])],
  };
}
