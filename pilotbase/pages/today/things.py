"""What waits for a person, and what comes next: one query for each kind of thing."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.approving import queue
from bookings.choices import BookingStatus, StageStatus
from bookings.models import Booking, Run, Stage
from equipment.live import on_the_board
from equipment.models import Alarm, Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.intake.steps import waiting_for
from pilotbase.pages.today.machines import (
    faults_to_see_to,
    help_to_give,
    my_trainings,
    qualifications_ending,
    trainings_to_assess,
    upkeep_due,
)
from pilotbase.pages.today.thing import MOST, Thing, Things
from pilotbase.web import text
from samples.choices import ReportStatus, RequestStatus, ResultStatus
from samples.models import Report, Result, Sample, TestRequest


def offered_samples(actor: Actor) -> Things:
    rows = Sample.objects.visible_to(actor).filter(offered_to=actor.user).order_by("pk")
    for sample in rows.select_related("custodian")[:MOST]:
        giver = sample.custodian.name if sample.custodian else ""
        yield Thing(
            sample.drawn_at or sample.registered_at,
            _("Receive %(sample)s from %(giver)s") % {"sample": sample.number, "giver": giver},
            sample.description or sample.get_kind_display(),
            reverse("sample", args=[sample.number]),
            _("Receive"),
            needs_you=True,
        )


def requests_to_decide(actor: Actor) -> Things:
    """Those at her step, what ends undecided first."""
    for booking in queue(actor).prefetch_related(None)[:MOST]:
        yield Thing(
            booking.made_at,
            _("Decide booking %(number)s") % {"number": booking.number},
            f"{booking.organisation.name} · {booking.project.code} {booking.purpose}",
            reverse("booking", args=[booking.number]),
            _("Decide"),
            needs_you=True,
        )


def enquiries_to_take_on(actor: Actor) -> Things:
    """Those whose step is hers; she is needed now by the day on which it is due."""
    today = clock.today()
    for enquiry in waiting_for(actor)[:MOST]:
        day = {"day": f"{enquiry.due_on:%m-%d}"}
        late = enquiry.overdue(today)
        due = _("overdue since %(day)s") % day if late else _("due on %(day)s") % day
        yield Thing(
            None,
            f"{enquiry.number} · {enquiry.get_status_display()}",
            f"{enquiry.asking_organisation} · {enquiry.title} · {due}",
            reverse("enquiry", args=[enquiry.number]),
            _("Open"),
            needs_you=enquiry.due_on is not None and enquiry.due_on <= today,
        )


def projects_to_decide(actor: Actor) -> Things:
    rows = Project.objects.visible_to(actor).filter(status=ProjectStatus.UNDER_REVIEW)
    for project in rows.select_related("organisation").order_by("code")[:MOST]:
        yield Thing(
            None,
            _("Review project %(code)s") % {"code": project.code},
            f"{project.organisation.name} · {project.title}",
            reverse("project", args=[project.code]),
            _("Review"),
            needs_you=True,
        )


def alarms(actor: Actor) -> Things:
    """The same that the board counts; the active ones come before those that are back."""
    rows = Alarm.objects.unacknowledged().filter(equipment__in=on_the_board().filter(bookable=True))
    rows = rows.filter(equipment__facility=actor.facility).select_related("equipment", "tag")
    for alarm in rows.order_by(F("cleared_at").asc(nulls_first=True), "raised_at")[:MOST]:
        yield Thing(
            alarm.raised_at,
            _("Alarm on %(tag)s") % {"tag": alarm.equipment.tag},
            _what(alarm),
            reverse("machine", args=[alarm.equipment.tag]),
            _("Look"),
            needs_you=True,
        )


def _what(alarm: Alarm) -> str:
    parts = [alarm.note]
    if alarm.tag and alarm.value is not None:
        parts.insert(0, f"{alarm.tag.name} {text.number(alarm.value, alarm.tag.decimals)}")
    if not alarm.active:
        parts.append(_("is back; not acknowledged"))
    return " · ".join(filter(None, parts))


def results_to_review(actor: Actor) -> Things:
    rows = (
        Result.objects.visible_to(actor)
        .filter(status=ResultStatus.ENTERED)
        .exclude(entered_by=actor.user)
        .select_related("request__sample", "request__method")
        .order_by("entered_at")
    )
    samples: dict[str, Result] = {}
    for result in rows[:200]:
        samples.setdefault(result.request.sample.number, result)
    for number, result in list(samples.items())[:MOST]:
        yield Thing(
            result.entered_at,
            _("Review the results of %(sample)s") % {"sample": number},
            result.request.method.name,
            reverse("review_results"),
            _("Review"),
            needs_you=True,
        )


def reports_to_sign(actor: Actor) -> Things:
    waiting = {ReportStatus.DRAFT: _("Sign"), ReportStatus.SIGNED: _("Issue")}
    rows = Report.objects.visible_to(actor).filter(status__in=waiting)
    for report in rows.select_related("organisation").order_by("composed_at")[:MOST]:
        yield Thing(
            report.composed_at,
            _("Report %(number)s waits") % {"number": report.number},
            report.organisation.name,
            reverse("report", args=[report.number]),
            waiting[ReportStatus(report.status)],
            needs_you=True,
        )


def tests_due(actor: Actor) -> Things:
    today = clock.today()
    rows = TestRequest.objects.visible_to(actor).filter(
        status=RequestStatus.REQUESTED, sample__received_at__isnull=False
    )
    for request in rows.select_related("sample", "method", "worksheet").order_by("due_on", "pk")[
        :MOST
    ]:
        yield Thing(
            None,
            _("%(method)s on %(sample)s")
            % {"method": request.method.name, "sample": request.sample.number},
            _("due on %(day)s") % {"day": f"{request.due_on:%m-%d}"},
            reverse("worksheet", args=[request.worksheet.number])
            if request.worksheet
            else reverse("worksheets"),
            _("Enter results"),
            needs_you=request.due_on <= today,
        )


def starts(actor: Actor) -> Things:
    now = clock.now()
    rows = Stage.objects.filter(
        status=StageStatus.PLANNED,
        booking__status__in=(BookingStatus.CONFIRMED, BookingStatus.IN_USE),
        booking__in=Booking.objects.visible_to(actor),
        run_start__lt=now + timedelta(days=1),
        run_end__gt=now,
    )
    for stage in rows.select_related("equipment", "booking__organisation").order_by("run_start")[
        :MOST
    ]:
        yield Thing(
            stage.run_start,
            _("Start on %(tag)s") % {"tag": stage.equipment.tag},
            f"{stage.booking.organisation.name} · {stage.booking.purpose}",
            reverse("booking", args=[stage.booking.number]),
            _("Open"),
            needs_you=stage.run_start <= now and actor.may(Permission.RUN_MACHINE),
        )


def undecided(actor: Actor) -> Things:
    """Stages whose time went by while nobody could begin: no job ends them, a person says."""
    if not (actor.may(Permission.RUN_MACHINE) or actor.may(Permission.DECIDE_BOOKING)):
        return
    rows = Stage.objects.filter(
        status=StageStatus.PLANNED,
        booking__status__in=(BookingStatus.CONFIRMED, BookingStatus.IN_USE),
        booking__in=Booking.objects.visible_to(actor),
        run_end__lte=clock.now(),
    )
    related = ("equipment", "booking__organisation")
    for stage in rows.select_related(*related).order_by("run_end", "pk")[:MOST]:
        yield Thing(
            stage.run_end,
            _("Say what became of %(number)s on %(tag)s")
            % {"number": stage.booking.number, "tag": stage.equipment.tag},
            _("%(organisation)s · its time is over: write the run up, move it or cancel it")
            % {"organisation": stage.booking.organisation.name},
            reverse("booking", args=[stage.booking.number]),
            _("Decide"),
            needs_you=True,
        )


def going_runs(actor: Actor) -> Things:
    now = clock.now()
    rows = Run.objects.visible_to(actor).going()
    for run in rows.select_related("equipment", "organisation", "stage").order_by("stage__run_end")[
        :MOST
    ]:
        ends = run.stage.run_end
        yield Thing(
            ends,
            _("%(run)s ends on %(tag)s") % {"run": run.number, "tag": run.equipment.tag},
            run.organisation.name if actor.is_staff_member else run.stage.booking.purpose,
            reverse("run", args=[run.number]),
            _("Open"),
            needs_you=ends <= now and actor.may(Permission.RUN_MACHINE),
        )


def my_bookings(actor: Actor) -> Things:
    rows = Stage.objects.filter(
        status=StageStatus.PLANNED,
        booking__in=Booking.objects.visible_to(actor).standing(),
        run_end__gt=clock.now(),
    )
    for stage in rows.select_related("equipment", "booking").order_by("run_start")[:MOST]:
        yield Thing(
            stage.run_start,
            f"{stage.equipment.tag} · {stage.booking.purpose or stage.booking.number}",
            stage.booking.get_status_display(),
            reverse("booking", args=[stage.booking.number]),
            _("Open"),
        )


def my_reports(actor: Actor) -> Things:
    rows = Report.objects.visible_to(actor).filter(
        status=ReportStatus.ISSUED, issued_at__gt=clock.now() - timedelta(days=30)
    )
    for report in rows.order_by("-issued_at")[:MOST]:
        yield Thing(
            report.issued_at,
            _("Report %(number)s is issued") % {"number": report.number},
            "",
            reverse("report", args=[report.number]),
            _("Download"),
        )


def out_of_service(actor: Actor) -> Things:
    rows = Equipment.objects.filter(
        facility=actor.facility, out_of_service_since__lte=clock.now()
    ).exclude(out_of_service_until__lte=clock.now())
    for machine in rows.order_by("out_of_service_since")[:MOST]:
        yield Thing(
            machine.out_of_service_until,
            _("%(tag)s is out of service") % {"tag": machine.tag},
            machine.out_of_service_reason,
            reverse("machine", args=[machine.tag]),
            _("Look"),
        )


Source = Callable[[Actor], Things]
P = Permission

# Which kinds wait for whom; a kind without a permission is a tenant's or everyone's own.
WAITING: Final[tuple[tuple[P | None, Source], ...]] = (
    (P.ACKNOWLEDGE_ALARM, alarms),
    (P.HAND_OVER, offered_samples),
    (None, requests_to_decide),
    (None, undecided),
    (None, enquiries_to_take_on),
    (P.APPROVE_PROJECTS, projects_to_decide),
    (P.REVIEW_RESULT, results_to_review),
    (P.SIGN_REPORT, reports_to_sign),
    (P.ENTER_RESULT, tests_due),
    (P.RECORD_UPKEEP, upkeep_due),
    (P.TRAIN, trainings_to_assess),
    (P.SERVE_MACHINE, faults_to_see_to),
    (P.SERVE_MACHINE, help_to_give),
    (P.USE_MACHINE, qualifications_ending),
)
COMING: Final[tuple[tuple[P | None, Source], ...]] = (
    (P.SEE_PLANT, starts),
    (P.SEE_PLANT, going_runs),
    (P.TAKE_OUT_OF_SERVICE, out_of_service),
    (P.USE_MACHINE, my_trainings),
)
OWN: Final[tuple[Source, ...]] = (going_runs, my_bookings, my_reports, my_trainings)


def waiting(actor: Actor) -> list[Thing]:
    """What needs the reader, those that need her now first, the oldest first among them."""
    found = list(_from(WAITING, actor))
    return sorted(found, key=lambda thing: (not thing.needs_you, thing.at is None, thing.at or 0))


def coming(actor: Actor) -> list[Thing]:
    """What is planned around her, by its time."""
    if actor.organisation is not None:
        found = [thing for source in OWN for thing in source(actor)]
    else:
        found = list(_from(COMING, actor))
    return sorted(found, key=lambda thing: (thing.at is None, thing.at or 0))


def said(count: int) -> str:
    """The page's title."""
    if not count:
        return _("Nothing waits for you")
    return ngettext("%(n)s thing waits for you", "%(n)s things wait for you", count) % {"n": count}


def _from(kinds: Iterable[tuple[P | None, Source]], actor: Actor) -> Things:
    for permission, source in kinds:
        if permission is None or actor.may(permission):
            yield from source(actor)
