"""Lays out fifteen months of a plant: who asks for what and when, and what becomes of it. Pure.

The same day and seed give the same plan. It keeps the rules of the house by itself (lead times,
lengths, steps, steam, containment), so that the real verbs, which judge everything again, refuse
only what is meant to be refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from equipment.choices import Kind, MachineState
from pilotbase.demo import anchors, fleet, people
from pilotbase.demo.asking import Asker
from pilotbase.demo.calendar import CALENDAR, DAY, HALF_HOUR, HOUR, at, day_of, half_hour_from
from pilotbase.demo.lanes import MACHINES, Lanes, Slot, class_of, occupied
from pilotbase.demo.organisms import COURSES
from pilotbase.demo.planned import Asked, Block, Plan, Run

SEED: Final = 20260101
BACK, AHEAD = 365, 56  # days
# Share of the year for which a machine of the class is taken.
LOADS: Final = {
    "BR10K": 0.57, "BR5K": 0.61, "BR1K": 0.71, "BR500": 0.69, "BR300": 0.76, "BR100": 0.70,
    "BR30": 0.72, "BR15": 0.68, "BR05": 0.65, "MBR": 0.62, "LAB": 0.15, "LYO": 0.32, "CHR": 0.28,
    "MED": 0.07, "FPR": 0.09, "HOM": 0.10, "TUB": 0.10, "SPR": 0.10,
}  # fmt: skip
OTHERS_LOAD: Final = 0.15
# Hours of a run on what is no vessel.
LENGTHS: Final = {
    "MED": (4, 12), "DSC": (8, 30), "TUB": (6, 20), "HOM": (4, 16), "MF": (12, 60), "FPR": (6, 16),
    "CHR": (24, 70), "EVP": (16, 60), "LYO": (48, 110), "SPR": (6, 20), "LAB": (8, 56),
}  # fmt: skip
MAINTAINED_EVERY: Final = {Kind.BIOREACTOR: 74, Kind.SKID: 88, Kind.DRYER: 88, Kind.INSTRUMENT: 60}
BIG_FIRST: Final = ("BR10K", "BR5K", "BR1K")


@dataclass
class Layout:
    """The plan as it grows."""

    today: date
    rng: Random
    back: int = BACK
    ahead: int = AHEAD
    tags: tuple[str, ...] = tuple(row.tag for row in fleet.MACHINES if row.bookable)
    lanes: Lanes = field(default_factory=Lanes)
    plan: Plan = field(default_factory=Plan)

    def __post_init__(self) -> None:
        self.start, self.end = at(self.today - self.back * DAY, 0), at(self.today, 0)
        self.horizon = at(self.today + self.ahead * DAY, 0)
        self.asker = Asker(self.rng, self.today)

    def lay_out(self) -> Plan:
        self._anchors()
        for tag in self._in_order():
            self._maintenance(tag)
        for tag in self._in_order():
            self._fill(tag)
        self.plan.asked = [self._moved(asked) for asked in self.plan.asked]
        self.plan.asked += self.asker.refused(self.plan.asked)
        return self.plan

    def _in_order(self) -> list[str]:
        """Big vessels first: their trains take time on smaller machines."""
        return sorted(self.tags, key=lambda tag: MACHINES[tag].of not in BIG_FIRST)

    def _anchors(self) -> None:
        for anchor in (*anchors.RUNNING, anchors.REAL):
            start, end = anchors.run_of(self.today, anchor)
            if anchor.tag in self.tags and start - 2 * DAY > self.start:
                run = Run(anchor.tag, start, end)
                self.lanes.take(run.tag, occupied(run.tag, start, end))
                self.plan.asked.append(self.asker.surely((run,), anchor.project, anchor.purpose))
        for waiting in anchors.WAITING:
            start, end = anchors.run_of(self.today, waiting.anchor)
            if waiting.anchor.tag in self.tags:
                self.lanes.take(waiting.anchor.tag, occupied(waiting.anchor.tag, start, end))
        for down in anchors.DOWN:
            if down.tag in self.tags:
                since, until = at(self.today, down.since), at(self.today, down.until)
                self._block(down.tag, Slot(since, until), down.note, down.state)
        for tag, (first_day, last_day) in anchors.FREE.items():
            free = Slot(at(self.today, first_day), at(self.today, last_day))
            self.lanes.take(tag, free, heats=False)
        tag, first, last = anchors.EXAMPLE
        self.lanes.take(tag, Slot(first, last), heats=False)

    def _maintenance(self, tag: str) -> None:
        """Planned, now and then, for a day or two; instruments are calibrated."""
        kind = class_of(tag).kind
        every = MAINTAINED_EVERY[kind]
        day = day_of(self.start) + timedelta(days=self.rng.randrange(8, every))
        while day < day_of(self.horizon) - 3 * DAY:
            day += DAY if not CALENDAR.works(day) else timedelta(0)
            hours = self.rng.choice((8, 10, 24, 34) if kind == Kind.BIOREACTOR else (4, 8, 9))
            slot = Slot(at(day, 8), at(day, 8 + hours))
            if CALENDAR.works(day) and self.lanes.clash(tag, slot) is None:
                calibrated = kind == Kind.INSTRUMENT
                state = MachineState.CALIBRATION if calibrated else MachineState.MAINTENANCE
                self._block(tag, slot, "定期校准" if calibrated else "预防性维护", state)
            day += timedelta(days=self.rng.randrange(every - 12, every + 12))

    def _block(self, tag: str, slot: Slot, note: str, state: MachineState) -> None:
        self.lanes.take(tag, slot, heats=False)
        made = self.asker.ahead_of(slot.start, self.rng.randrange(12, 30))
        self.plan.blocks.append(Block(tag, slot.start, slot.end, made, note, state))

    def _fill(self, tag: str) -> None:
        """Book the machine from left to right, as densely as its class is used."""
        of, taken = class_of(tag), timedelta(0)
        target = LOADS.get(of.code, OTHERS_LOAD)
        here = self.start + HOUR * self.rng.randrange(60)
        while here < self.horizon:
            project = self._project(tag)
            run = self._next_run(tag, here, project)
            if run is None:
                break
            runs = self._train(run)
            self._place(runs, project.code, self.asker.purpose(project, tag))
            slot = occupied(tag, run.start, run.end)
            taken += slot.end - slot.start
            here = slot.end + self._gap(taken, slot.end, target)

    def _gap(self, taken: timedelta, here: datetime, target: float) -> timedelta:
        """Enough to come back to the load that is meant; ahead it thins out."""
        days_ahead = max((here - self.end) / DAY, 0)
        target *= max(1 - days_ahead / 70, 0.2)
        lag = taken / target - (here - self.start)
        return max(lag, timedelta(0)) * self.rng.uniform(0.5, 1.3) + HALF_HOUR * self.rng.randrange(
            4
        )

    def _next_run(self, tag: str, here: datetime, project: people.ProjectRow) -> Run | None:
        """The first run from here on whose time, and steam, are free."""
        of = class_of(tag)
        for _ in range(400):
            length = self._length(of, project)
            start = self._a_good_hour(half_hour_from(here + of.before))
            slot = occupied(tag, start, start + length)
            if start >= self.horizon or slot.end > self.horizon + 4 * DAY:
                return None
            other = self.lanes.clash(tag, slot)
            if other is not None:
                here = max(other.end, here + HALF_HOUR)
            elif not self.lanes.has_steam(tag, slot):
                here += 2 * HOUR
            else:
                return Run(tag, start, start + length)
        return None

    def _length(self, of: fleet.ClassRow, project: people.ProjectRow) -> timedelta:
        if of.kind == Kind.BIOREACTOR:
            course = COURSES[project.organism]
            hours = self.rng.uniform(course.shortest, course.longest)
        else:
            hours = self.rng.uniform(*LENGTHS[of.code])
        rounded = timedelta(hours=round(hours * 2) / 2)
        return min(max(rounded, of.shortest), of.longest)

    def _a_good_hour(self, start: datetime) -> datetime:
        """People inoculate by day, and rather not on days off."""
        hour = start.hour + start.minute / 60
        if hour > 18:
            start = at(day_of(start) + DAY, self.rng.choice((8, 8.5, 9, 9.5, 10, 14)))
        elif hour < 8:
            start = at(day_of(start), self.rng.choice((8, 8.5, 9, 9.5, 10)))
        if not CALENDAR.works(day_of(start)) and self.rng.random() < 0.35:
            start += DAY
        return start

    def _train(self, run: Run) -> tuple[Run, ...]:
        """For a big vessel, now and then, its seed before it and its harvest after it."""
        if MACHINES[run.tag].of not in BIG_FIRST or self.rng.random() < 0.4:
            return (run,)
        seed = [Run(tag, run.start - 48 * HOUR, run.start) for tag in ("BR100-1", "BR100-2")]
        ends = run.end + HOUR * self.rng.randrange(6, 10)
        harvest = [Run(tag, run.end - HOUR, ends) for tag in ("DSC-1", "DSC-2")]
        self.rng.shuffle(seed)
        self.rng.shuffle(harvest)
        return (*self._first_free(seed), run, *self._first_free(harvest))

    def _first_free(self, runs: Iterable[Run]) -> Iterator[Run]:
        for run in runs:
            slot = occupied(run.tag, run.start, run.end)
            begins = slot.start > self.start and run.tag in self.tags
            free = self.lanes.clash(run.tag, slot) is None and self.lanes.has_steam(run.tag, slot)
            if begins and free:
                yield run
                return

    def _project(self, tag: str) -> people.ProjectRow:
        """One whose organism and containment suit the machine."""
        machine, able = MACHINES[tag], []
        for row in people.PROJECTS:
            methanol = row.code == "P-0011" and machine.of not in ("BR500", "BR15", "BR05", "BR5K")
            if row.approved and row.containment <= machine.level and not methanol:
                able.append(row)
        return self.rng.choice(able)

    def _place(self, runs: tuple[Run, ...], project: str, purpose: str) -> None:
        for run in runs:
            self.lanes.take(run.tag, occupied(run.tag, run.start, run.end))
        self.plan.asked += self.asker.asks(runs, project, purpose)

    def _moved(self, asked: Asked) -> Asked:
        first = asked.runs[0]
        slot = occupied(first.tag, first.start, first.end)
        return self.asker.moved(asked, self.lanes.room_after(first.tag, slot))


def lay_out(today: date, seed: int = SEED, **more: object) -> Plan:
    """The plan of the plant as of ``today``."""
    rng = Random(f"{seed}:{today.isoformat()}")  # noqa: S311  (a demonstration wants the same dice)
    return Layout(today, rng, **more).lay_out()  # type: ignore[arg-type]
