"""The rules of booking, one function each: what stands in the way of a stage, in a sentence.

No rule stops another, so that a person hears everything at once. No sentence says more of
anyone else than until when a machine is taken, and how much of a utility is missing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.policy.case import Case, Hours, Wanted
from bookings.policy.opening import closed_from, ends_open, is_open_at
from bookings.policy.utilities import shortages
from pilotbase.accounts.choices import Containment, Role
from pilotbase.core.schemas import Reason
from pilotbase.web import text

MANAGER = str(Role.MANAGER)  # who may decide that a rule of the house does not hold this time
_MINUTE = timedelta(minutes=1)


def said(case: Case, instant: datetime) -> str:
    """``11-25 Wed 14:32`` at the plant."""
    return text.instant(instant, case.zone, case.now)


def order(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Two stages of one booking do not want the same machine at the same time."""
    for other in case.stages:
        same = other.machine.pk == stage.machine.pk and other.number < stage.number
        if same and stage.occupied.overlaps(other.occupied.start, other.occupied.end):
            words = {"one": other.number, "other": stage.number, "tag": stage.machine.tag}
            sentence = _("Stages %(one)s and %(other)s both want %(tag)s at the same time.")
            yield Reason(code="stages_overlap", detail=sentence % words, field=f"{stage.field}.run")


def not_in_the_past(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Preparation has yet to begin; what has begun ends later than now."""
    if stage.begun:
        if stage.run.end <= case.now:
            sentence = _("The run on %(tag)s still goes on: it cannot have ended before now.")
            words = {"tag": stage.machine.tag}
            yield Reason(code="in_the_past", detail=sentence % words, field=f"{stage.field}.run")
    elif stage.occupied.start < case.now:
        lead = stage.run.start - stage.occupied.start
        sentence = _("It is too late for that: the run on %(tag)s can start at %(earliest)s.")
        words = {"tag": stage.machine.tag, "earliest": said(case, _next_minute(case.now + lead))}
        yield Reason(code="in_the_past", detail=sentence % words, field=f"{stage.field}.run")


def length(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Neither shorter nor longer than the class allows."""
    rules, asked = stage.machine.rules, stage.run.length
    words = {
        "tag": stage.machine.tag,
        "asked": text.duration(asked),
        "shortest": text.duration(rules.shortest),
        "longest": text.duration(rules.longest),
    }
    if asked < rules.shortest:
        sentence = _("A run of %(asked)s is too short: on %(tag)s it is at least %(shortest)s.")
        yield _house_rule("too_short", sentence % words, stage)
    if asked > rules.longest:
        sentence = _("A run of %(asked)s is too long: on %(tag)s it is at most %(longest)s.")
        yield _house_rule("too_long", sentence % words, stage)


def granularity(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Start and end stand on the class's steps, counted from midnight at the plant."""
    step = stage.machine.rules.granularity
    if not step:
        return
    for instant in (stage.run.start, stage.run.end):
        local = instant.astimezone(case.zone)
        since_midnight = timedelta(hours=local.hour, minutes=local.minute)
        if since_midnight % step:
            sentence = _("%(at)s is not on a step: %(tag)s is booked in steps of %(step)s.")
            words = {"at": said(case, instant), "tag": stage.machine.tag}
            yield _house_rule(
                "granularity", sentence % {**words, "step": text.duration(step)}, stage
            )


def lead_time(case: Case, stage: Wanted) -> Iterator[Reason]:
    """So many working days, by the facility's calendar, between asking and the run's day."""
    days = stage.machine.rules.lead_days
    first = case.calendar.after(case.day(case.asked_at), days)
    if case.day(stage.run.start) < first and not stage.begun:
        sentence = ngettext(
            "%(tag)s is booked at least %(days)s working day ahead: from %(first)s.",
            "%(tag)s is booked at least %(days)s working days ahead: from %(first)s.",
            days,
        )
        words = {"tag": stage.machine.tag, "days": days}
        day = text.day(case.midnight(first), case.zone, case.now)
        yield _house_rule("lead_time", sentence % {**words, "first": day}, stage)


def horizon(case: Case, stage: Wanted) -> Iterator[Reason]:
    """The run's end, not its start, lies within so many days."""
    days = stage.machine.rules.horizon_days
    last = case.day(case.asked_at) + timedelta(days=days)
    if stage.run.end > case.midnight(last + timedelta(days=1)):
        sentence = ngettext(
            "%(tag)s is booked at most %(days)s day ahead: to the end of %(last)s.",
            "%(tag)s is booked at most %(days)s days ahead: to the end of %(last)s.",
            days,
        )
        words = {"tag": stage.machine.tag, "days": days}
        day = text.day(case.midnight(last), case.zone, case.now)
        yield _house_rule("horizon", sentence % {**words, "last": day}, stage)


def opening_hours(case: Case, stage: Wanted) -> Iterator[Reason]:
    """The facility and the area are open throughout the run."""
    for hours in stage.machine.opening:
        closed = closed_from(hours, case.calendar, case.zone, (stage.run.start, stage.run.end))
        if closed is not None:
            sentence = _("%(tag)s stands where it is closed at %(at)s; it is open %(hours)s.")
            words = {"tag": stage.machine.tag, "at": said(case, closed), "hours": _written(hours)}
            yield _house_rule("closed", sentence % words, stage)
            return


def staffed(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Where the class wants it, runs start and end while someone is there."""
    hours = stage.machine.staffed
    if hours is None:
        return
    for at, is_open in ((stage.run.start, is_open_at), (stage.run.end, ends_open)):
        if stage.begun and at == stage.run.start:
            continue
        if not is_open(hours, case.calendar, case.zone, at):
            sentence = _("Nobody is there at %(at)s: runs on %(tag)s start and end %(hours)s.")
            words = {"tag": stage.machine.tag, "at": said(case, at), "hours": _written(hours)}
            yield _house_rule("not_staffed", sentence % words, stage)


def containment(case: Case, stage: Wanted) -> Iterator[Reason]:
    """The machine holds what the project works with."""
    if case.approval.containment > stage.machine.max_containment:
        sentence = _("Project %(project)s works at %(level)s; %(tag)s is fit for %(most)s at most.")
        words = {
            "project": case.approval.project,
            "level": Containment(case.approval.containment).label,
            "tag": stage.machine.tag,
            "most": Containment(stage.machine.max_containment).label,
        }
        yield Reason(code="containment", detail=sentence % words, field=f"{stage.field}.equipment")


def in_service(case: Case, stage: Wanted) -> Iterator[Reason]:
    """The machine is offered, and not out of service at any time of the occupation."""
    machine, span = stage.machine, stage.occupied
    words = {"tag": machine.tag}
    retired = machine.retired_from is not None and case.day(span.end) >= machine.retired_from
    if retired or not machine.bookable:
        sentence = _("%(tag)s is not offered for booking then.")
        yield Reason(code="not_bookable", detail=sentence % words, field=f"{stage.field}.equipment")
    since, until = machine.out_since, machine.out_until
    if since is not None and since < span.end and (until is None or span.start < until):
        if until is None:
            sentence = _("%(tag)s is out of service; nobody knows yet until when.")
        else:
            sentence = _("%(tag)s is out of service until %(until)s.")
            words = {**words, "until": said(case, until)}
        yield Reason(code="out_of_service", detail=sentence % words, field=f"{stage.field}.run")


def price(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Nothing is booked whose price nobody knows."""
    if not stage.has_price:
        sentence = _("There is no price for %(tag)s yet. Ask the platform to set one.")
        detail = sentence % {"tag": stage.machine.tag}
        yield Reason(code="no_price", detail=detail, field=f"{stage.field}.equipment")


def occupation(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Nobody else has the machine then."""
    taken = case.others.taken.get(stage.machine.pk, ())
    in_the_way = [span for span in taken if stage.occupied.overlaps(span.start, span.end)]
    if in_the_way:
        yield taken_reason(case, stage, max(span.end for span in in_the_way))


def taken_reason(case: Case, stage: Wanted, until: datetime | None) -> Reason:
    """The machine is somebody's; until when, where that can be said."""
    sentence = _("%(tag)s is taken until %(until)s.") if until else _("%(tag)s is taken then.")
    words = {"tag": stage.machine.tag, "until": until and said(case, until)}
    return Reason(code="time_taken", detail=sentence % words, field=f"{stage.field}.run")


def utilities(case: Case, stage: Wanted) -> Iterator[Reason]:
    """What all share is enough at every instant."""
    for short in shortages(case, stage):
        supply = case.others.supplies[short.utility]
        sentence = _(
            "%(utility)s runs short at %(at)s: %(missing)s more would be needed than the"
            " %(capacity)s there is."
        )
        words = {
            "utility": supply.name,
            "at": said(case, short.at),
            "missing": text.number(short.missing.normalize(), unit=supply.unit),
            "capacity": text.number(supply.capacity.normalize(), unit=supply.unit),
        }
        yield Reason(code="utility_short", detail=sentence % words, field=f"{stage.field}.run")


def violations(case: Case) -> Iterator[Reason]:
    """Who asks has not so many points against her that she may not book for now."""
    if case.barred_until is not None:
        sentence = _("Too much speaks against your bookings: you may book again from %(at)s.")
        words = {"at": said(case, case.barred_until)}
        yield Reason(
            code="barred", detail=sentence % words, field="project", overridable_by=MANAGER
        )


def approval(case: Case) -> Iterator[Reason]:
    """The project is approved, from the first day of the first run to the last of the last."""
    leave = case.approval
    first = case.day(min(stage.run.start for stage in case.stages))
    last = case.day(max(stage.run.end for stage in case.stages) - _MINUTE)
    words: dict[str, object] = {"project": leave.project}
    if not leave.granted:
        sentence = _("Project %(project)s is not approved.")
    elif leave.since is not None and first < leave.since:
        sentence = _("Project %(project)s is approved from %(day)s.")
        words["day"] = leave.since.isoformat()
    elif leave.until is not None and last >= leave.until:
        sentence = _("Project %(project)s is approved only until %(day)s.")
        words["day"] = (leave.until - timedelta(days=1)).isoformat()
    else:
        return
    yield Reason(code="project_not_approved", detail=sentence % words, field="project")


def _house_rule(code: str, detail: str, stage: Wanted) -> Reason:
    return Reason(code=code, detail=detail, field=f"{stage.field}.run", overridable_by=MANAGER)


def _next_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0) + (
        _MINUTE if instant.second or instant.microsecond else timedelta(0)
    )


def _written(hours: Hours) -> str:
    """``08:00 to 20:00 on working days``."""
    closes = "24:00" if hours.closes.hour == hours.closes.minute == 0 else f"{hours.closes:%H:%M}"
    words = {"opens": f"{hours.opens:%H:%M}", "closes": closes}
    if hours.on_closed_days:
        return _("from %(opens)s to %(closes)s") % words
    return _("from %(opens)s to %(closes)s on working days") % words
