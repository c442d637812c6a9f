"""The next time at which everything that moving can cure is cured. Pure.

Every step moves all stages together by at least as much as the first thing found in the way
asks for, and by no more than that, so that what is found is the earliest on the first stage's
steps. What no time can cure (a wrong length, a wrong machine) is left out of the question.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bookings.choices import Act
from bookings.policy import changeover, crowding, quotas, sharing
from bookings.policy.case import Case, Draw, Hours, Notice, Wanted
from bookings.policy.opening import closed_from, ends_open, is_open_at, next_opening
from bookings.policy.utilities import shortages
from pilotbase.core.timespan import Span

STEPS = 500  # more are only needed in a plant that is never free
_MINUTE = timedelta(minutes=1)
_NEVER = timedelta.max


def soonest(case: Case) -> Span | None:
    """The first stage's run, moved to where the whole booking fits. None before the horizon."""
    tried = case
    for _ in range(STEPS):
        later = _delay(tried)
        if not later:
            return tried.stages[0].run
        if later == _NEVER:
            return None
        tried = _moved(tried, later)
        if _beyond(tried):
            return None
    return None


def _delay(case: Case) -> timedelta:
    """How much later, at least, the first rule with an objection wants it all. Zero: none has.

    The rules that are quick to ask come first: what they object to need not be asked further.
    """
    nothing = timedelta(0)
    for rule in _RULES:
        later = max((d for stage in case.stages for d in rule(case, stage)), default=nothing)
        if later > nothing:
            return later
    return max([*quotas.later(case), *sharing.later(case)], default=nothing)


def _past(case: Case, stage: Wanted) -> Iterator[timedelta]:
    yield case.now - stage.occupied.start
    first = case.calendar.after(case.day(case.asked_at), stage.machine.rules.lead_days)
    yield case.midnight(first) - stage.run.start
    least = _notice(stage).least
    if least is not None:
        yield case.asked_at + least - stage.run.start


def _approved(case: Case, stage: Wanted) -> Iterator[timedelta]:
    if case.approval.since is not None:
        yield case.midnight(case.approval.since) - stage.run.start


def _out_of_service(case: Case, stage: Wanted) -> Iterator[timedelta]:
    since, until = stage.machine.out_since, stage.machine.out_until
    if since is not None and since < stage.occupied.end:
        yield _NEVER if until is None else until - stage.occupied.start


def _taken(case: Case, stage: Wanted) -> Iterator[timedelta]:
    start, end = stage.occupied.start, stage.occupied.end
    for span in case.others.taken.get(stage.machine.pk, ()):
        if span.start >= end:
            return
        if span.end > start:
            yield span.end - start


def _closed(case: Case, stage: Wanted) -> Iterator[timedelta]:
    whole = (stage.run.start, stage.run.end)
    for hours in stage.machine.opening:
        if closed_from(hours, case.calendar, case.zone, whole) is not None:
            yield _until_open(case, hours, stage.run.start)


def _unstaffed(case: Case, stage: Wanted) -> Iterator[timedelta]:
    hours = stage.machine.staffed
    if hours is None:
        return
    for at, is_open in ((stage.run.start, is_open_at), (stage.run.end, ends_open)):
        if not is_open(hours, case.calendar, case.zone, at):
            yield _until_open(case, hours, at)


def _until_open(case: Case, hours: Hours, at: datetime) -> timedelta:
    opens = next_opening(hours, case.calendar, case.zone, at)
    return _NEVER if opens is None else opens - at


def _short(case: Case, stage: Wanted) -> Iterator[timedelta]:
    """To where the next draw of another ends: until then the sum can only rise."""
    for short in shortages(case, stage):
        draws = case.others.drawn.get(short.utility, ())
        ends = [draw.end for draw in draws if draw.end > short.at]
        mine = [
            d for d in stage.draws if d.utility == short.utility and d.start <= short.at < d.end
        ]
        yield min(ends) - mine[0].start if ends else _NEVER


_RULES: tuple[Callable[[Case, Wanted], Iterator[timedelta]], ...] = (
    _past,
    _approved,
    _out_of_service,
    _taken,
    changeover.later,
    _closed,
    _unstaffed,
    _short,
    crowding.later,
)


def _beyond(case: Case) -> bool:
    """Whether a stage passes its horizon, its machine's last day or the project's."""
    for stage in case.stages:
        last = case.day(case.asked_at) + timedelta(days=stage.machine.rules.horizon_days + 1)
        most = _notice(stage).most
        if most is not None and stage.run.start - case.asked_at > most:
            return True
        if stage.run.end > case.midnight(last):
            return True
        ends = (stage.machine.retired_from, case.approval.until, _uncalibrated(stage))
        if any(day and case.day(stage.occupied.end) >= day for day in ends):
            return True
    return False


def _uncalibrated(stage: Wanted) -> date | None:
    """The first day on which the machine's calibration holds no more."""
    last = stage.machine.calibrated_until
    return None if last is None else last + timedelta(days=1)


def _notice(stage: Wanted) -> Notice:
    act = Act.NEW if stage.was is None else Act.CHANGE
    return stage.machine.rules.notice.get(act, Notice())


def _moved(case: Case, later: timedelta) -> Case:
    """All stages later, the first of them on a step of its class."""
    first = case.stages[0]
    start = first.run.start + later
    step = first.machine.rules.granularity or _MINUTE
    local = start.astimezone(case.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    beside = (local - midnight) % step
    start += step - beside if beside else timedelta(0)
    by = start - first.run.start
    return replace(case, stages=tuple(_later(stage, by) for stage in case.stages))


def _later(stage: Wanted, by: timedelta) -> Wanted:
    return replace(
        stage,
        run=Span.model_construct(start=stage.run.start + by, end=stage.run.end + by),
        occupied=Span.model_construct(start=stage.occupied.start + by, end=stage.occupied.end + by),
        draws=tuple(Draw(d.utility, d.start + by, d.end + by, d.amount) for d in stage.draws),
    )
