"""Whether machine and project are fit for the run: calibration, and what was approved. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from bookings.policy.case import Case, Wanted
from pilotbase.accounts.choices import Role
from pilotbase.core.schemas import Reason
from pilotbase.web import text

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def calibration(case: Case, stage: Wanted) -> Iterator[Reason]:
    """What the machine measures by holds to the last instant at which it is taken."""
    last = stage.machine.calibrated_until
    if last is not None and case.day(stage.occupied.end - _MINUTE) > last:
        sentence = _("The calibration of %(tag)s holds until %(day)s: the run has to end by then.")
        day = text.day(case.midnight(last), case.zone, case.now)
        yield Reason(
            code="calibration_lapses",
            detail=sentence % {"tag": stage.machine.tag, "day": day},
            field=f"{stage.field}.run",
            overridable_by=str(Role.MANAGER),
        )


def qualified(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Where the class asks for it, whoever books may work there on the day of the run: alone, or
    with an operator; the run then starts and ends while someone is there (``rules.staffed``)."""
    if not stage.machine.needs_qualification or stage.level is not None:
        return
    sentence = _(
        "%(tag)s asks whoever books it to be qualified for %(of)s on %(day)s: join a training"
        " first, or ask for an operator."
    )
    words = {
        "tag": stage.machine.tag,
        "of": stage.machine.of,
        "day": text.day(stage.run.start, case.zone, case.now),
    }
    yield Reason(
        code="not_qualified",
        detail=sentence % words,
        field=f"{stage.field}.equipment",
        overridable_by=str(Role.MANAGER),
    )


def allowed_class(case: Case, stage: Wanted) -> Iterator[Reason]:
    """The project was approved for machines of this class."""
    leave = case.approval
    if leave.classes and stage.machine.of not in leave.classes:
        sentence = _("Project %(project)s is not approved for %(of)s: only for %(classes)s.")
        words = {"project": leave.project, "of": stage.machine.of}
        detail = sentence % {**words, "classes": ", ".join(sorted(leave.classes))}
        yield Reason(code="class_not_approved", detail=detail, field=f"{stage.field}.equipment")


def approved_amount(case: Case) -> Iterator[Reason]:
    """The project stays within the hours and bookings of its whole approval. A change is refused
    only where it takes more than it had."""
    leave = case.approval
    wanted = sum((stage.run.length for stage in case.stages), timedelta(0))
    had = sum((stage.was.length for stage in case.stages if stage.was), timedelta(0))
    if leave.hours is not None and wanted > had and leave.used + wanted > leave.hours:
        sentence = _(
            "Project %(project)s is approved for %(most)s h in all: %(used)s h are taken, and this"
            " takes %(wanted)s h."
        )
        words = {
            "most": _hours(leave.hours),
            "used": _hours(leave.used),
            "wanted": _hours(wanted),
        }
        yield _project_rule("project_hours", sentence, leave.project, words)
    more = not any(stage.was for stage in case.stages)
    if leave.bookings is not None and more and leave.booked >= leave.bookings:
        sentence = _(
            "Project %(project)s is approved for %(most)s bookings in all, and has %(used)s."
        )
        words = {"most": str(leave.bookings), "used": str(leave.booked)}
        yield _project_rule("project_bookings", sentence, leave.project, words)


def _project_rule(code: str, sentence: str, project: str, words: dict[str, str]) -> Reason:
    detail = sentence % {"project": project, **words}
    return Reason(code=code, detail=detail, field="project", overridable_by=str(Role.MANAGER))


def _hours(length: timedelta) -> str:
    amount = Decimal(length // _MINUTE) / 60
    return text.number(amount.quantize(Decimal("0.01")).normalize())
