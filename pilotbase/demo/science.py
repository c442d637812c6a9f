"""The real measurements of demo_data, and the daily work of the laboratory around them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import pilotbase
from equipment.choices import MachineState
from pilotbase.core import clock
from pilotbase.demo import anchors, people
from pilotbase.demo.calendar import CALENDAR, DAY, HOUR, at, day_of
from pilotbase.demo.crew import person
from pilotbase.demo.history import PROJECTS, SCIENTISTS, History
from pilotbase.demo.laboratory import TECHNICIAN, Batch
from pilotbase.demo.planned import Fate, Plan
from pilotbase.demo.script import Booked, script
from samples.actions.deliver import deliver
from samples.actions.plan_worksheet import plan_worksheet
from samples.choices import SampleKind, Storage
from samples.schemas.sample import Delivery, DeliveryLine
from samples.schemas.testing import ResultImport, WorksheetPlan
from samples.testing.importing import Upload

DATA: Final = Path(pilotbase.__file__).parent / "demo_data"
FERMENTATION, TITERS = "fermentation_hplc.csv", "isoprenol_titers.csv"
ROUTINE: Final = 13  # batches of the last weeks; with the two real ones at most 15 reports
SAMPLED_SINCE: Final = 60 * DAY


class Sampled(NamedTuple):
    """A run whose samples the laboratory sees."""

    tag: str
    start: datetime
    end: datetime
    project: str

    @property
    def key(self) -> tuple[str, datetime]:
        return self.tag, self.start

    @property
    def zero(self) -> datetime:
        """When it is inoculated, as its script has it."""
        organism = PROJECTS[self.project].organism
        steps = script(Booked(self.tag, organism, self.start, self.end), smooth=True)
        return next(s.at for s in steps if s.state == MachineState.INOCULATION)

    @property
    def client(self) -> str:
        return SCIENTISTS[PROJECTS[self.project].organisation]


def the_real_one(today: date) -> Sampled:
    start, end = anchors.run_of(today, anchors.REAL)
    return Sampled(anchors.REAL.tag, start, end, anchors.REAL.project)


def the_going_one(today: date) -> Sampled:
    """Of the startup, on a 300 L vessel: samples of it are at every stage."""
    first = anchors.RUNNING[0]
    start, end = anchors.run_of(today, first)
    return Sampled(first.tag, start, end, first.project)


def choose(plan: Plan, today: date, rng: Random) -> list[Sampled]:
    """Runs of the last weeks of all organisations in turn, the startup's and its rival's first."""
    since, until = at(today, 0) - SAMPLED_SINCE, at(today, 0) - 2 * DAY
    able = [
        Sampled(run.tag, run.start, run.end, asked.project)
        for asked in plan.asked
        for run in asked.runs
        if asked.fate == Fate.USED and run.tag.startswith("BR") and since < run.start < until
    ]
    real, going = the_real_one(today).key, the_going_one(today).key
    by_organisation: dict[str, list[Sampled]] = {row.code: [] for row in people.ORGANISATIONS}
    for one in sorted(able):
        if one.key not in (real, going):
            by_organisation[PROJECTS[one.project].organisation].append(one)
    chosen: list[Sampled] = []
    for wanted in ("yanxi", "qiguang", *by_organisation, "yanxi", "qiguang", *by_organisation):
        left = [one for one in by_organisation[wanted] if one not in chosen]
        if left and len(chosen) < ROUTINE:
            chosen.append(rng.choice(left))
    return chosen


@dataclass
class Laboratory:
    """Puts the laboratory's deeds into a history."""

    history: History
    today: date
    rng: Random

    def work(self, routine: Iterable[Sampled]) -> None:
        self._real_fermentation(the_real_one(self.today))
        self._real_titers()
        hers = [one for one in routine if _of(one) == "yanxi"]
        unsigned = max(hers, key=lambda one: one.end, default=None)
        for one in routine:
            self._routine(one, signed=one != unsigned)
        self._going(the_going_one(self.today))

    def _real_fermentation(self, one: Sampled) -> None:
        """34 samples of 34 process times, their results from the file as it was published."""
        batch, hand = Batch(one.client), self.history.hands[one.key]
        for row in _rows(FERMENTATION):
            drawn = one.zero + timedelta(seconds=round(float(row["time"]) * 3600))
            what = "木质纤维素水解液 发酵液"
            self.history.add(drawn, partial(batch.draw, hand, drawn, what=what, measured=False))
        day = day_of(one.end)
        for brought in (at(day - DAY, 20.5), at(day, 8.4), at(day, 20.8)):
            self.history.add(brought, batch.bring)
        asked = self._on(day, 1, 9.2)
        self.history.add(asked, partial(batch.ask, "HPLC-TITER"))
        upload = Upload(FERMENTATION, (DATA / FERMENTATION).read_bytes())
        self.history.add(
            self._on(day, 2, 16.1),
            lambda: batch.import_file(ResultImport(run=hand.run), upload),
        )
        self._report(batch, day, 3)

    def _real_titers(self) -> None:
        """177 samples that a university hands in, on one worksheet, known by its own marks."""
        batch = Batch("hzu@demo.test")
        day = self._on(self.today - 18 * DAY, 0, 0).date()
        self.history.add(at(day, 9.6), partial(_hand_in, batch))
        self.history.add(at(day, 10.2), batch.bring)
        self.history.add(at(day, 10.6), partial(batch.ask, "GC-ISOPRENOL"))
        self.history.add(self._on(day, 2, 15.4), partial(_on_one_worksheet, batch))
        self._report(batch, day, 3)

    def _routine(self, one: Sampled, *, signed: bool) -> None:
        """Four samples in the course of a run, protein and pH of each."""
        batch, hand = Batch(one.client), self.history.hands[one.key]
        length = one.end - one.zero
        for share in (0.1, 0.4, 0.7, 0.95):
            drawn = (one.zero + share * length).replace(second=0, microsecond=0)
            self.history.add(drawn, partial(batch.draw, hand, drawn))
        day = day_of(one.end)
        self.history.add(self._on(day, 1, 8.9), batch.bring)
        self.history.add(self._on(day, 1, 9.5), partial(batch.ask, "PROTEIN", "PH"))
        most = self.rng.uniform(4, 14)
        protein = [f"{most * share:.2f}" for share in (0.08, 0.35, 0.78, 1.0)]
        ph = [f"{self.rng.uniform(6.85, 7.12):.2f}" for _ in protein]
        entered = self._on(day, 2, 14 + self.rng.random() * 2)
        self.history.add(entered, partial(batch.enter, "PROTEIN", "protein", protein))
        self.history.add(entered + HOUR, partial(batch.enter, "PH", "ph", ph))
        self._report(batch, day, 3, signed=signed)

    def _going(self, one: Sampled) -> None:
        """Of the run that goes on now: reviewed, awaiting review, in test, in hand-over."""
        hand, now = self.history.hands[one.key], self.history.until
        early, late, offered = Batch(one.client), Batch(one.client), Batch(one.client)
        first = max(one.zero + HOUR, now - 15 * HOUR)
        for batch, drawn in (
            (early, first),
            (early, first + (now - first) * 0.3),
            (late, first + (now - first) * 0.55),
            (offered, now - 75 * timedelta(minutes=1)),
        ):
            self.history.add(drawn, partial(batch.draw, hand, drawn))
        steps = (0.58, early.bring), (0.6, late.bring), (0.62, partial(early.ask, "PROTEIN", "PH"))
        for share, do in (*steps, (0.63, partial(late.ask, "PROTEIN", "PH"))):
            self.history.add(first + (now - first) * share, do)
        entered = first + (now - first) * 0.75
        self.history.add(entered, partial(early.enter, "PROTEIN", "protein", ["0.84", "2.91"]))
        self.history.add(entered, partial(early.enter, "PH", "ph", ["7.01", "6.98"]))
        self.history.add(first + (now - first) * 0.85, early.review)
        self.history.add(first + (now - first) * 0.9, partial(_enter_one, late))
        self.history.add(now - 40 * timedelta(minutes=1), offered.offer)

    def _report(self, batch: Batch, day: date, days: int, *, signed: bool = True) -> None:
        """Reviewed, composed, signed and issued, each by whom it takes."""
        self.history.add(self._on(day, days, 10.3), batch.review)
        self.history.add(self._on(day, days, 15.2), batch.compose)
        if signed:
            self.history.add(self._on(day, days + 1, 9.4), batch.sign)
            self.history.add(self._on(day, days + 1, 9.7), batch.issue)

    def _on(self, day: date, working_days: int, hour: float) -> datetime:
        """That hour of the working day so many after ``day``."""
        found = CALENDAR.after(day, working_days)
        while not CALENDAR.works(found):
            found += DAY
        return at(found, hour)


def _of(one: Sampled) -> str:
    return PROJECTS[one.project].organisation


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _hand_in(batch: Batch) -> None:
    """As the university's manifest has it: her line names are the marks on the tubes."""
    lines = tuple(
        DeliveryLine(
            client_mark=row["Line Name"],
            kind=SampleKind.SUPERNATANT,
            storage=Storage.FREEZER,
            container="2 mL 冻存管",
            description=row["Line Description"],
        )
        for row in _rows(TITERS)
    )
    made = deliver(person(batch.client), Delivery(project="P-0007", lines=lines))
    batch.numbers = [sample.number for sample in made]
    batch.in_hand[batch.client] = list(batch.numbers)


def _on_one_worksheet(batch: Batch) -> None:
    plan = WorksheetPlan(requests=batch.requests(), title="异戊烯醇 DBTL-6")
    sheet = plan_worksheet(person(TECHNICIAN), plan)
    upload = Upload(TITERS, (DATA / TITERS).read_bytes())
    batch.import_file(ResultImport(worksheet=sheet.number), upload)


def _enter_one(batch: Batch) -> None:
    batch.enter("PROTEIN", "protein", [f"{3.4 + clock.now().minute / 100:.2f}"])
