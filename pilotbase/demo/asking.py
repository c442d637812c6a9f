"""When and by whom planned time is asked for, and what becomes of some requests. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from pilotbase.demo import people
from pilotbase.demo.calendar import (
    CALENDAR,
    DAY,
    HALF_HOUR,
    HOUR,
    at,
    back,
    day_of,
    in_office_hours,
)
from pilotbase.demo.lanes import class_of, occupied
from pilotbase.demo.planned import Asked, Fate, Run

PROJECTS: Final = {row.code: row for row in people.PROJECTS}
WORDS: Final = ("补料分批", "条件优化", "重复批", "放大验证", "参数考察", "工艺确认", "对照批")
NO_SHOWS, LATE_CANCELS, GIVEN_UP_BEFORE, MOVED = 0.025, 0.03, 0.03, 0.05  # shares
TURNED_DOWN: Final = 0.12  # of what the manager decides
REFUSALS: Final = 90
EXPIRES: Final = timedelta(days=3)


class Asker:
    """Turns placed runs into requests of people."""

    def __init__(self, rng: Random, today: date) -> None:
        self.rng, self.today = rng, today
        self._counted: Counter[str] = Counter()
        self._now = at(today, 0)

    def purpose(self, project: people.ProjectRow, tag: str) -> str:
        """``YX-31 条件优化 12``: what its people would call it."""
        self._counted[project.code] += 1
        return f"{project.strain} {self.rng.choice(WORDS)} {self._counted[project.code]}"

    def ahead_of(self, start: datetime, working_days: int) -> datetime:
        """Some office hour so many working days before, and before today."""
        day = min(back(day_of(start), working_days), self.today - DAY)
        return in_office_hours(self.rng, day)

    def asks(self, runs: tuple[Run, ...], project: str, purpose: str) -> Iterator[Asked]:
        """The booking, and now and then one before it that came to nothing."""
        asked = self.surely(runs, project, purpose)
        alone, waits = len(runs) == 1, asked.decided_at is not None
        if alone and self.rng.random() < (TURNED_DOWN if waits else GIVEN_UP_BEFORE):
            yield self._given_up(asked, waits)
        fate = self.rng.random()
        past = runs[0].end < self._now - 2 * DAY
        if alone and past and not waits and fate < NO_SHOWS:
            asked = replace(asked, fate=Fate.NO_SHOW)
        elif alone and past and fate < NO_SHOWS + LATE_CANCELS:
            asked = self._late(asked)
        yield asked

    def surely(self, runs: tuple[Run, ...], project: str, purpose: str) -> Asked:
        """A booking that comes to be used: asked for in time, and decided where that is needed."""
        lead = max(class_of(run.tag).lead_days for run in runs)
        made = self.ahead_of(runs[0].start, lead + int(self.rng.triangular(0, 26, 4)))
        waits = not all(class_of(run.tag).approves_itself for run in runs)
        decided = self._decides(made) if waits else None
        return Asked(made, project, purpose, runs, decided_at=decided)

    def moved(self, asked: Asked, room: timedelta) -> Asked:
        """Now and then: first asked for later, in the free ``room`` after it, and then moved."""
        run = asked.runs[0]
        of = class_of(run.tag)
        steps = min(room, 3 * DAY) // HALF_HOUR
        dice = self.rng.random()
        if len(asked.runs) > 1 or asked.fate != Fate.USED or dice > MOVED or steps < 4:
            return asked
        moved = asked.made_at + HOUR * self.rng.randrange(2, 50)
        in_time = CALENDAR.after(day_of(moved), of.lead_days) <= day_of(run.start)
        if not (of.approves_itself and in_time and moved < self._now):
            return asked
        by = HALF_HOUR * self.rng.randrange(2, steps)
        return replace(asked, moved_at=moved, first=Run(run.tag, run.start + by, run.end + by))

    def refused(self, standing: Sequence[Asked]) -> list[Asked]:
        """Requests for time that someone has: what the plant could not give."""
        used = [one for one in standing if one.fate == Fate.USED and one.moved_at is None]
        wanted = [one for one in used if one.runs[0].start - one.made_at > 6 * DAY]
        found = []
        for one in self.rng.sample(wanted, min(REFUSALS, len(wanted) // 12)):
            run = one.runs[0]
            first = one.decided_at or one.made_at
            latest = min(run.start - 2 * DAY, self._now - HOUR)
            when = in_office_hours(self.rng, day_of(first + (latest - first) * self.rng.random()))
            if first < when < latest:
                shift = HALF_HOUR * self.rng.randrange(-16, 16)
                run = Run(run.tag, run.start + shift, run.end + shift)
                project = self._someone_else(one, run.tag)
                found.append(
                    Asked(when, project.code, self.purpose(project, run.tag), (run,), Fate.REFUSED)
                )
        return found

    def _someone_else(self, one: Asked, tag: str) -> people.ProjectRow:
        others = [row for row in people.PROJECTS if row.approved]
        owner = PROJECTS[one.project].organisation
        return self.rng.choice([row for row in others if row.organisation != owner])

    def _decides(self, made: datetime) -> datetime:
        """The manager answers by the next working day, and in any case before it lapses."""
        due = CALENDAR.after(day_of(made), 1)
        answer = at(due, 8.5 + self.rng.random() * 4)
        in_time = answer < made + EXPIRES - 6 * HOUR and due < self.today
        return answer if in_time else made + self.rng.randrange(40, 300) * timedelta(minutes=1)

    def _given_up(self, asked: Asked, waits: bool) -> Asked:
        """Another's earlier request for the same time, gone before this one is made."""
        run = asked.runs[0]
        project = self._someone_else(asked, run.tag)
        day = day_of(asked.made_at) - timedelta(days=self.rng.randrange(9, 30))
        made = in_office_hours(self.rng, day)
        earlier = Asked(made, project.code, self.purpose(project, run.tag), (run,))
        fate = self.rng.choice((Fate.REJECTED, Fate.EXPIRED)) if waits else Fate.CANCELLED
        ends = made + EXPIRES + 10 * timedelta(minutes=1)
        if fate == Fate.CANCELLED:
            ends = asked.made_at - HOUR * self.rng.randrange(3, 90)
        elif fate == Fate.REJECTED:
            ends = self._decides(made)
        return replace(earlier, fate=fate, ends_at=ends)

    def _late(self, asked: Asked) -> Asked:
        """Given up so late that nobody takes the time."""
        last = occupied(asked.runs[0].tag, asked.runs[0].start, asked.runs[0].end).start - 3 * HOUR
        first = asked.decided_at or asked.made_at
        ends = max(first + HOUR, last - HOUR * self.rng.randrange(60))
        return replace(asked, fate=Fate.CANCELLED, ends_at=ends) if ends < last else asked
