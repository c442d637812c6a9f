"""Lives the plan through: every request, run and repair at its time, by the real verbs."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

from bookings.actions.approve import approve
from bookings.actions.block_for_maintenance import block_for_maintenance
from bookings.actions.book import book
from bookings.actions.cancel import cancel
from bookings.actions.expire_requests import expire_requests
from bookings.actions.record_runs import record_runs
from bookings.actions.reject import reject
from bookings.actions.release_no_show import GRACE, release_no_show
from bookings.actions.reschedule import reschedule
from bookings.schemas.booking import (
    Approval,
    Block,
    BookingRequest,
    Cancellation,
    Rejection,
    Rescheduling,
    StageMove,
    StageRequest,
)
from bookings.schemas.runs import RunLog, StageRef
from equipment.actions.return_to_service import return_to_service
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.choices import Kind
from equipment.schemas.machine import TakingOut
from pilotbase.accounts.actor import job
from pilotbase.core import clock
from pilotbase.core.errors import PilotError
from pilotbase.core.timespan import Span
from pilotbase.demo import people, place
from pilotbase.demo.calendar import ZONE
from pilotbase.demo.crew import Hand, idle_state, on_shift, person, report
from pilotbase.demo.deeds import Deeds, Outcome
from pilotbase.demo.lanes import class_of
from pilotbase.demo.planned import Asked, Fate, Plan, Run
from pilotbase.demo.planned import Block as Blocked
from pilotbase.demo.script import Booked, Doing, Step, script

PROJECTS: Final = {row.code: row for row in people.PROJECTS}
SCIENTISTS: Final = {row.place: row.email for row in people.PEOPLE if row.role == "scientist"}
MANAGER: Final = "manager@demo.test"
FRESH: Final = timedelta(days=3)  # runs that end later are logged as they go, others when over
PAPER_DUE: Final = time(19, 50)  # the day shift writes up what was kept on paper since yesterday
REASONS: Final = ("样品未备妥", "菌种复苏失败", "项目进度调整", "改用其他设备")
Where = tuple[str, datetime]  # a machine, and when a run on it is to start


class _Paper(NamedTuple):
    """A run that was kept on paper, of the request with that number."""

    n: int
    hand: Hand
    steps: list[Step]

    @property
    def at(self) -> datetime:
        return self.steps[-1].at


class History(Deeds):
    """Keeps, for each request, the number it got and who works its stages."""

    def __init__(self, plan: Plan, until: datetime, watched: Collection[Where] = ()) -> None:
        """``watched`` runs go smoothly, and are logged as they go: people draw samples of them."""
        super().__init__(until)
        self.watched, self.hands = watched, dict[Where, Hand]()
        self._numbers: dict[int, str] = {}
        self._papers: list[_Paper] = []
        self._busy: dict[str, list[datetime]] = defaultdict(list)  # by machine, what else happens
        for n, asked in enumerate(plan.asked):
            self._ask(n, asked)
        for block in plan.blocks:
            self._block(block)
        self._hand_in_papers()

    def live(self, say: Callable[[str], None]) -> Outcome:
        """Month by month; ``say`` is told of each."""
        months = groupby(self.in_order(), lambda deed: f"{deed.at.astimezone(ZONE):%Y-%m}")
        for month, deeds in months:
            self.do_past(list(deeds))
            place.take_stock()
            say(month)
        return self.outcome

    def _ask(self, n: int, asked: Asked) -> None:
        self.add(asked.made_at, partial(self._book, n, asked))
        if asked.moved_at:
            self._then(asked.moved_at, n, partial(self._move, asked))
        if asked.decided_at and asked.fate not in (Fate.REJECTED, Fate.EXPIRED):
            self._then(asked.decided_at, n, _approve)
        if asked.ends_at:
            self._then(asked.ends_at, n, partial(self._end, asked))
        if asked.fate == Fate.NO_SHOW:
            self._then(asked.runs[0].start + GRACE + timedelta(minutes=4), n, _release)
        if asked.fate == Fate.USED:
            for stage, run in enumerate(asked.runs, start=1):
                self._work(n, stage, run, PROJECTS[asked.project].organism)

    def _then(self, at: datetime, n: int, do: Callable[[str], None]) -> None:
        """Do it with the booking that came of request ``n``, if one did."""
        self.add(at, lambda: do(self._numbers[n]) if n in self._numbers else None)

    def _work(self, n: int, stage: int, run: Run, organism: str) -> None:
        watched = (run.tag, run.start) in self.watched
        steps = script(Booked(run.tag, organism, run.start, run.end), smooth=watched)
        hand = self.hands[run.tag, run.start] = Hand(run.tag, "", stage)
        fresh = watched or steps[-1].at > self.until - FRESH
        if not fresh and is_smooth(steps):
            self._papers.append(_Paper(n, hand, steps))
            return
        self._busy[run.tag] += [step.at for step in steps]
        for together in sheets(steps, one_by_one=fresh):
            self._then(together[-1].at, n, partial(_let_do, hand, together))

    def _hand_in_papers(self) -> None:
        """Every evening those of a day, and at once where the machine's story goes on before."""
        days: dict[datetime, list[_Paper]] = defaultdict(list)
        for paper in self._papers:
            due = _evening(paper.at)
            waits = not any(paper.at < at <= due for at in self._busy[paper.hand.tag])
            days[due if waits else paper.at].append(paper)
        for at, papers in days.items():
            self.add(at, partial(self._write_up, papers))

    def _write_up(self, papers: Sequence[_Paper]) -> None:
        told = [paper for paper in papers if paper.n in self._numbers]
        for paper in told:
            paper.hand.booking = self._numbers[paper.n]
        if told:
            lines = tuple(paper.hand.on_paper(paper.steps) for paper in told)
            record_runs(on_shift(clock.now()), RunLog(runs=lines))

    def _book(self, n: int, asked: Asked) -> None:
        runs = (asked.first,) if asked.first else asked.runs
        request = BookingRequest(
            project=asked.project,
            purpose=asked.purpose,
            stages=tuple(StageRequest(equipment=run.tag, run=span(run)) for run in runs),
        )
        scientist = person(SCIENTISTS[PROJECTS[asked.project].organisation])
        try:
            self._numbers[n] = book(scientist, request).number
        except PilotError as refusal:
            codes = [problem.code for problem in refusal.problems] or [refusal.code]
            self.outcome.refused.update(codes)
            if asked.fate != Fate.REFUSED:
                self.outcome.astray.append(f"{asked.runs[0]} {refusal}")

    def _move(self, asked: Asked, number: str) -> None:
        scientist = person(SCIENTISTS[PROJECTS[asked.project].organisation])
        move = StageMove(stage=1, run=span(asked.runs[0]))
        reschedule(scientist, number, 1, Rescheduling(stages=(move,)))

    def _end(self, asked: Asked, number: str) -> None:
        if asked.fate == Fate.EXPIRED:
            expire_requests()
        elif asked.fate == Fate.REJECTED:
            reject(person(MANAGER), number, None, Rejection(reason="与检修计划冲突，请改期"))
        else:
            scientist = person(SCIENTISTS[PROJECTS[asked.project].organisation])
            why = REASONS[int(number[-2:]) % len(REASONS)]
            cancel(scientist, number, None, Cancellation(reason=why))

    def _block(self, block: Blocked) -> None:
        request = Block(span=Span(start=block.start, end=block.end), note=block.note)
        out = TakingOut(reason=block.note, until=block.end, state=block.state)
        manager = partial(person, MANAGER)
        back = block.end - timedelta(minutes=1)
        self.add(block.made_at, lambda: _made(block_for_maintenance(manager(), block.tag, request)))
        self.add(block.start, lambda: _made(take_out_of_service(manager(), block.tag, out)))
        self.add(back, lambda: _made(return_to_service(manager(), block.tag)))
        self._busy[block.tag] += [block.start, back, block.end]
        if class_of(block.tag).kind != Kind.INSTRUMENT:
            self.add(block.end, lambda: _stands_clean(block.tag, block.end))


def is_smooth(steps: Sequence[Step]) -> bool:
    """Whether nothing in it made someone act at once."""
    return all(step.doing not in (Doing.FAULT, Doing.ACKNOWLEDGE) for step in steps)


def sheets(steps: Sequence[Step], *, one_by_one: bool) -> Iterator[list[Step]]:
    """Phases that are written up together, with the step that makes someone write."""
    waiting: list[Step] = []
    for step in steps:
        waiting.append(step)
        if one_by_one or step.doing != Doing.PHASE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _let_do(hand: Hand, steps: Sequence[Step], number: str) -> None:
    """Nothing can be done with a run that could not start."""
    hand.booking = number
    if hand.run or steps[-1].doing == Doing.START:
        hand.do(steps)


def _evening(at: datetime) -> datetime:
    """When what is over then is written up at the latest."""
    day = (at - timedelta(hours=PAPER_DUE.hour, minutes=PAPER_DUE.minute)).astimezone(ZONE).date()
    return datetime.combine(day + timedelta(days=1), PAPER_DUE, ZONE)


def _approve(number: str) -> None:
    approve(person(MANAGER), number, None, Approval())


def _release(number: str) -> None:
    release_no_show(job("no_shows"), number, StageRef(stage=1))


def _stands_clean(tag: str, at: datetime) -> None:
    report(on_shift(at), tag, idle_state(tag), at)


def span(run: Run) -> Span:
    return Span(start=run.start, end=run.end)


def _made(row: object) -> None:
    """A deed is done; what it made is found in the database."""
