"""How long before its start a run is booked, changed or cancelled: at least, and at most. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.choices import Act
from bookings.policy.case import Case, Notice, Wanted
from pilotbase.accounts.choices import Role
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span
from pilotbase.web import text

Notices = Mapping[Act, Notice]
_ANY = Notice()
_Words = dict[Act, tuple[str, Promise]]
_LATE: _Words = {
    Act.NEW: (
        "too_late_to_book",
        _("%(tag)s is booked at least %(length)s before the run: for this one until %(at)s."),
    ),
    Act.CHANGE: (
        "too_late_to_change",
        _("A run on %(tag)s is changed at least %(length)s before: this one until %(at)s."),
    ),
    Act.CANCEL: (
        "too_late_to_cancel",
        _("A run on %(tag)s is cancelled at least %(length)s before: this one until %(at)s."),
    ),
}
_EARLY: _Words = {
    Act.NEW: (
        "too_early_to_book",
        _("%(tag)s is booked at most %(length)s before the run: for this one from %(at)s."),
    ),
    Act.CHANGE: (
        "too_early_to_change",
        _("A run on %(tag)s is changed at most %(length)s before: this one from %(at)s."),
    ),
    Act.CANCEL: (
        "too_early_to_cancel",
        _("A run on %(tag)s is cancelled at most %(length)s before: this one from %(at)s."),
    ),
}


@dataclass(frozen=True)
class Asking:
    """What is asked, from when on its notice counts, and how instants are said."""

    act: Act
    at: datetime
    now: datetime
    zone: tzinfo


def notice(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Of a stage that moves, what is given up and what is taken are both far enough ahead."""
    act = Act.NEW if stage.was is None else Act.CHANGE
    first = stage.run.start if stage.was is None else _first_changed(stage.was, stage.run)
    asking = Asking(act, case.asked_at, case.now, case.zone)
    if stage.was != stage.run:
        machine = (stage.machine.tag, stage.machine.rules.notice)
        yield from _judged(asking, machine, first, stage.run.start, f"{stage.field}.run")


def cancelling(
    tag: str, notice: Notices, start: datetime, now: datetime, zone: tzinfo
) -> Iterator[Reason]:
    """What stands in the way of giving up a run that starts then."""
    asking = Asking(Act.CANCEL, now, now, zone)
    yield from _judged(asking, (tag, notice), start, start, "number")


def _first_changed(was: Span, run: Span) -> datetime:
    """From when on something is another's that was ours, or ours that was not."""
    return min(was.start, run.start) if was.start != run.start else min(was.end, run.end)


def _judged(
    asking: Asking, machine: tuple[str, Notices], first: datetime, start: datetime, field: str
) -> Iterator[Reason]:
    tag, notice = machine
    wanted = notice.get(asking.act, _ANY)
    if wanted.least is not None and first - asking.at < wanted.least:
        yield _said(asking, tag, _LATE, wanted.least, first, field)
    if wanted.most is not None and start - asking.at > wanted.most:
        yield _said(asking, tag, _EARLY, wanted.most, start, field)


def _said(
    asking: Asking, tag: str, of: _Words, length: timedelta, at: datetime, field: str
) -> Reason:
    code, sentence = of[asking.act]
    words = {
        "tag": tag,
        "length": text.duration(length),
        "at": text.instant(at - length, asking.zone, asking.now),
    }
    detail = str(sentence) % words
    return Reason(code=code, detail=detail, field=field, overridable_by=str(Role.MANAGER))
