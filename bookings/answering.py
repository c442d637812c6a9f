"""Reads what a person entered for a booking, and says what the rules say to it.

A way out is a button of the booking's form; its value says what it sets, and ``apply`` sets it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.actions.quote import Quote, quote
from bookings.choices import BookingStatus
from bookings.forms.booking import (
    MINUTE,
    AnsweringForm,
    BookingForm,
    hours_of,
    projects_of,
    stages_of,
)
from bookings.policy.case import Wanted
from bookings.pricing import Line
from bookings.schemas.booking import MOST_STAGES
from equipment.choices import Kind
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest
from pilotbase.core import clock
from pilotbase.core.errors import PilotError
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span
from pilotbase.web import text

Said = dict[str, str]  # what a form's fields say
_USUAL_HOURS = {Kind.BIOREACTOR: 72, Kind.DRYER: 24}
_MOVING_CURES = {
    *("time_taken", "utility_short", "in_the_past", "lead_time", "out_of_service"),
    *("closed", "not_staffed", "too_late_to_book"),
    *("quota_hours", "quota_bookings", "place_full"),
}


@dataclass(frozen=True)
class Obstacle:
    """A problem, and the button that cures it: its words, and what it sets."""

    detail: str
    do: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Strip:
    """One stage's occupation, to be drawn: each part in percent of the whole."""

    stage: Wanted
    line: Line | None
    before: float
    during: float
    after: float

    @property
    def preparation(self) -> timedelta:
        return self.stage.run.start - self.stage.occupied.start

    @property
    def turnaround(self) -> timedelta:
        return self.stage.occupied.end - self.stage.run.end


class Answer:
    """What the page says of a quote."""

    def __init__(self, quoted: Quote) -> None:
        self.case, self.status, self.approvers = quoted.case, quoted.status, quoted.approvers
        self.price, self.free = quoted.price, quoted.next_free
        self.obstacles = obstacles(quoted.problems, quoted.next_free, quoted.case.stages)
        pairs = zip(quoted.case.stages, quoted.lines, strict=True)
        self.strips = [_strip(stage, line) for stage, line in pairs]

    @property
    def title(self) -> str:
        first = self.case.stages[0]
        words = {"tag": first.machine.tag, "start": _written(first.run.start)}
        if self.status == BookingStatus.REQUESTED:
            return _("Can be requested: %(tag)s, run from %(start)s") % words
        if self.status is not None:
            return _("Yes: %(tag)s, run from %(start)s") % words
        if self.free is not None and self.free.start != first.run.start:
            words = {"start": _written(self.free.start)}
            return _("Not like this; the earliest start is %(start)s") % words
        return _("Not like this")

    @property
    def is_request(self) -> bool:
        return self.status == BookingStatus.REQUESTED

    @property
    def earliest(self) -> Obstacle | None:
        """The first button that moves it all to where it fits."""
        return next((one for one in self.obstacles if one.fix.startswith("move ")), None)


def entered(request: ActedRequest) -> BookingForm:
    """The form as the page sent it, with the way out taken or the stage added that was asked for;
    of a link from the timeline, what it knows."""
    said, actor = flat(request.POST), request.actor
    if request.method != "POST":
        return _opened(actor, flat(request.GET))
    do, count = said.get("do", ""), stages_of(said)
    if do == "add":
        return BookingForm(actor, initial=_with_another(said, count))
    if do == "remove":
        said["stages"] = str(max(count - 1, 1))
    return BookingForm(actor, apply(said.get("fix", ""), said))


def answer_to(actor: Actor, form: BookingForm) -> Answer | None:
    """None while the form cannot be understood yet."""
    if not form.is_bound or (not form.is_valid() and form.refusal is None):
        return None
    try:
        return Answer(quote(actor, form.command))
    except PilotError:  # the form has said it, or says it when the button is pressed
        return None


def flat(said: QueryDict) -> Said:
    """One text for each field; of several, the last."""
    return {name: str(said[name]) for name in said if said.getlist(name)}


def _opened(actor: Actor, link: Said) -> BookingForm:
    """With a machine to think of, an answer at once."""
    tag = link.get("machine") or link.get("equipment") or ""
    machine = Equipment.objects.select_related("equipment_class").filter(tag=tag).first()
    project = link.get("project") or next((code for code, _title in projects_of(actor)), "")
    start = _linked(link.get("start", "")) or _tomorrow()
    said: dict[str, str] = {"project": project, "start_0": start, "stages": "1"}
    if machine is None or not project:
        return BookingForm(actor, initial=said)
    of = machine.equipment_class
    usual = timedelta(hours=_USUAL_HOURS.get(Kind(of.kind), 8))
    length = min(max(usual, of.shortest), of.longest)
    hours = link.get("hours") or hours_of(length)
    form = BookingForm(actor, {**said, "equipment_0": tag, "hours_0": hours})
    return form if link.get("start") else _where_it_fits(actor, form)


def _where_it_fits(actor: Actor, form: BookingForm) -> BookingForm:
    """Nobody asked for a time yet: begin with the first that is free."""
    answer = answer_to(actor, form)
    way_out = answer.earliest if answer else None
    return BookingForm(actor, apply(way_out.fix, dict(form.data))) if way_out else form


def _linked(said: str) -> str:
    """An instant of an address, in which a plus may have become a blank."""
    try:
        return _typed(datetime.fromisoformat(said.replace(" ", "+")))
    except (ValueError, OverflowError):
        return ""


def _tomorrow() -> str:
    day = timezone.localtime(clock.now()) + timedelta(days=1)
    return f"{day:%Y-%m-%dT08:00}"


def _with_another(said: Said, count: int) -> Said:
    """One more stage, which begins when the last one ends."""
    initial = {name: value for name, value in said.items() if name not in ("do", "fix")}
    initial["stages"] = str(min(count + 1, MOST_STAGES))
    try:
        last = _read(said[f"start_{count - 1}"])
        ends = last + timedelta(hours=float(said[f"hours_{count - 1}"]))
        initial |= {f"start_{count}": ends.strftime(MINUTE), f"hours_{count}": "8"}
    except (KeyError, ValueError, OverflowError):
        pass
    return initial


def obstacles(
    problems: Iterable[Reason], free: Span | None, stages: Sequence[Wanted] = ()
) -> list[Obstacle]:
    found = []
    for problem in problems:
        if problem.code in _MOVING_CURES and free is not None:
            do = _("Use %(start)s") % {"start": _written(free.start)}
            found.append(Obstacle(problem.detail, do, f"move {_typed(free.start)}"))
        else:
            stage = next((s for s in stages if (problem.field or "").startswith(s.field)), None)
            found.append(_mended(problem, stage))
    return found


def obstacles_of(form: AnsweringForm[Any]) -> list[Obstacle]:
    """Of a form that was refused; moving is a way out where one stage alone is to move."""
    if form.refusal is None:
        return []
    said = form.refusal.more.get("next_free")
    alone = len(getattr(form, "stages", ())) == 1
    free = Span.model_validate(said) if said and alone else None
    return obstacles(form.refusal.problems, free)


def apply(fix: str, data: Said) -> Said:
    """The form's data with this way out taken; what cannot be read changes nothing."""
    kind, *words = fix.split() or [""]
    changed = dict(data)
    try:
        if kind == "move":
            _move(changed, datetime.strptime(words[0], MINUTE))  # noqa: DTZ007  (plant time)
        elif kind == "set":
            n, start, hours = words
            changed[f"start_{int(n)}"], changed[f"hours_{int(n)}"] = start, hours
    except (LookupError, ValueError, OverflowError):
        return data
    return changed


def _move(data: Said, start: datetime) -> None:
    """All stages by as much as the first."""
    by = start - _read(data["start_0"])
    for n in range(stages_of(data)):
        data[f"start_{n}"] = (_read(data[f"start_{n}"]) + by).strftime(MINUTE)


def _read(typed: str) -> datetime:
    return datetime.strptime(typed[:16], MINUTE)  # noqa: DTZ007  (plant time)


def _mended(problem: Reason, stage: Wanted | None) -> Obstacle:
    """The nearest length or step that the class allows."""
    if stage is None:
        return Obstacle(problem.detail)
    rules, run = stage.machine.rules, stage.run
    if problem.code in ("too_short", "too_long"):
        length = rules.shortest if problem.code == "too_short" else rules.longest
        do = _("Make it %(length)s") % {"length": text.duration(length)}
        return Obstacle(problem.detail, do, _set(stage, run.start, length))
    if problem.code == "granularity":
        start = _on_step(run.start, rules.granularity)
        length = max(_rounded(run.length, rules.granularity), rules.granularity)
        words = {"start": _written(start), "length": text.duration(length)}
        do = _("Use %(start)s for %(length)s") % words
        return Obstacle(problem.detail, do, _set(stage, start, length))
    return Obstacle(problem.detail)


def _set(stage: Wanted, start: datetime, length: timedelta) -> str:
    return f"set {stage.number - 1} {_typed(start)} {hours_of(length)}"


def _on_step(instant: datetime, step: timedelta) -> datetime:
    local = timezone.localtime(instant)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + _rounded(local - midnight, step)


def _rounded(length: timedelta, step: timedelta) -> timedelta:
    return round(length / step) * step


def _strip(stage: Wanted, line: Line | None) -> Strip:
    whole, run = stage.occupied, stage.run
    parts = (run.start - whole.start, run.length, whole.end - run.end)
    return Strip(stage, line, *(round(part / whole.length * 100, 3) for part in parts))


def _written(instant: datetime) -> str:
    return text.instant(instant, timezone.get_current_timezone(), clock.now())


def _typed(instant: datetime) -> str:
    return timezone.localtime(instant).strftime(MINUTE)
