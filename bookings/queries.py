"""Bookings in the shapes that programs and pages show; instants in them are plant time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from bookings.cancelling import Fee, total
from bookings.choices import Approver
from bookings.models import Booking, Collaborator, Decision, Occupation, Override, Run, Stage
from bookings.models.booking import BookingQuerySet
from bookings.policy.words import in_words
from bookings.schemas.booking import (
    BlockOut,
    BookingOut,
    CancellationOut,
    DecisionOut,
    FeeOut,
    OverrideOut,
    ProjectOut,
    StageOut,
)
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.schemas import Money
from pilotbase.core.timespan import Span
from pilotbase.web import text


def bookings_of(actor: Actor) -> BookingQuerySet:
    """What exists for the actor, with all that ``booking_out`` shows."""
    people = Prefetch("collaborators", Collaborator.objects.select_related("user"))
    return _shown(actor).prefetch_related(_said(), people)


def listed(actor: Actor) -> BookingQuerySet:
    """Newest first, with all that a row of the list shows."""
    return _shown(actor).select_related("organisation").order_by("-pk")


def queued(actor: Actor) -> BookingQuerySet:
    """The same with who has approved each, and who booked it."""
    return bookings_of(actor).select_related("organisation", "booked_by")


def _shown(actor: Actor) -> BookingQuerySet:
    stages = Prefetch("stages", Stage.objects.select_related("equipment"))
    rows: BookingQuerySet = Booking.objects.visible_to(actor)
    overrides = Prefetch("overrides", Override.objects.select_related("made_by"))
    return rows.select_related("facility", "project").prefetch_related(stages, overrides)


def _said() -> Prefetch[str]:
    return Prefetch("decisions", Decision.objects.select_related("made_by"))


@dataclass(frozen=True)
class Told:
    """One thing that happened to a booking, as its story shows it."""

    at: datetime
    title: str
    lines: tuple[str, ...] = ()
    dot: str = "env"


def history(booking: Booking) -> list[Told]:
    """Oldest first, of the booking's own trail: what was done, by whom, and why."""
    trail = AuditEntry.objects.filter(
        target_type=booking._meta.label_lower, target_id=str(booking.pk)
    )
    entries = trail.select_related("actor").order_by("pk")
    return [_told(entry, booking.facility.zone) for entry in entries]


def stages_with_runs(booking: Booking) -> list[tuple[Stage, Run | None]]:
    """Each stage with its latest run."""
    runs = Run.objects.filter(stage__booking=booking).order_by("pk")
    latest = {run.stage_id: run for run in runs}
    return [(stage, latest.get(stage.pk)) for stage in booking.all_stages]


def _told(entry: AuditEntry, zone: tzinfo) -> Told:
    titles = {
        "booking.made": _("Asked for"),
        "booking.moved": _("Moved"),
        "booking.split": _("Split in two"),
        "booking.handed_over": _("Given to a colleague"),
        "booking.shared": _("Someone takes part"),
        "booking.shortened": _("Less time around the run"),
        "booking.left": _("Someone takes part no more"),
        "booking.transferred": _("Moved to another project"),
        "booking.endorsed": _("Approved, and passed on to the next"),
        "booking.approved": _("Approved"),
        "booking.rejected": _("Rejected"),
        "booking.cancelled": _("Cancelled"),
        "booking.expired": _("Expired: nobody decided in time"),
        "booking.displaced": _("Displaced: a run before it goes on"),
        "booking.override": _("Rules set aside"),
    }
    lines = [entry.actor.name] if entry.actor else []
    if entry.verb in ("booking.moved", "booking.split"):
        lines += _where(entry.after or {}, zone)
    if entry.verb in ("booking.shared", "booking.left"):
        lines.append((entry.after or entry.before or {}).get("who", ""))
    if entry.verb == "booking.override":
        lines.append(" · ".join(in_words((entry.after or {}).get("codes", []))))
    if entry.reason:
        lines.append(entry.reason)
    return Told(entry.at, titles.get(entry.verb, entry.verb), tuple(lines))


def _where(after: Mapping[str, Mapping[str, str]], zone: tzinfo) -> list[str]:
    """Where each stage went."""
    sentence = _("Stage %(stage)s: %(start)s to %(end)s")
    now = clock.now()
    found = []
    for stage, span in after.items():
        start, end = (
            text.instant(datetime.fromisoformat(span[side]), zone, now) for side in ("start", "end")
        )
        found.append(sentence % {"stage": stage, "start": start, "end": end})
    return found


def booking_out(booking: Booking) -> BookingOut:
    zone = booking.facility.zone
    return BookingOut(
        number=booking.number,
        version=booking.version,
        status=booking.status_now,
        project=booking.project.code,
        purpose=booking.purpose,
        stages=[stage_out(stage, zone) for stage in booking.all_stages],
        price=Money(amount=booking.price),
        made_at=booking.made_at.astimezone(zone),
        expires_at=booking.expires_at and booking.expires_at.astimezone(zone),
        ended_reason=booking.ended_reason,
        overrides=[override_out(one, zone) for one in booking.all_overrides],
        waits_for=booking.step,
        approvals=[decision_out(step, said, zone) for step, said in chain_told(booking)],
        collaborators=[one.user.email for one in booking.all_collaborators],
    )


def chain_told(booking: Booking) -> list[tuple[Approver, Decision | None]]:
    """Who must approve it, in order, each with what she said since it was asked for."""
    chain = [Approver(one) for one in booking.approvers]
    still = [booking.step, *booking.steps_left]
    since = [one for one in booking.all_decisions if one.at >= booking.asked_at]
    said = {Approver(one.step): one for one in since}
    return [(step, None if step in still else said.get(step)) for step in chain]


def decision_out(step: Approver, said: Decision | None, zone: tzinfo) -> DecisionOut:
    if said is None:
        return DecisionOut(step=step)
    return DecisionOut(
        step=step,
        approved=said.approved,
        by=said.made_by.name,
        at=said.at.astimezone(zone),
        reason=said.reason,
    )


def override_out(one: Override, zone: tzinfo) -> OverrideOut:
    return OverrideOut(
        verb=one.verb,
        codes=one.codes,
        reason=one.reason,
        by=one.made_by.name if one.made_by else "",
        at=one.at.astimezone(zone),
    )


def set_aside(booking: Booking) -> list[tuple[Override, list[str]]]:
    """What was set aside for it, with the rules in a few words each."""
    return [(one, in_words(one.codes)) for one in booking.all_overrides]


def stage_out(stage: Stage, zone: tzinfo) -> StageOut:
    return StageOut(
        stage=stage.position,
        equipment=stage.equipment.tag,
        configuration=stage.configuration,
        status=stage.status,
        run=local(stage.run, zone),
        occupied=local(stage.occupied, zone),
        price=Money(amount=stage.price),
    )


def cancellation_out(owed: Sequence[Fee]) -> CancellationOut:
    lines = [
        FeeOut(
            stage=fee.stage.position,
            equipment=fee.stage.equipment.tag,
            percent=fee.percent,
            amount=Money(amount=fee.amount),
        )
        for fee in owed
    ]
    return CancellationOut(fees=lines, total=Money(amount=total(owed)))


def block_out(blocks: Sequence[Occupation]) -> BlockOut:
    """Its first part, and the spans of all."""
    block = blocks[0]
    zone = block.machine.facility.zone
    return BlockOut(
        id=block.pk,
        equipment=block.machine.tag,
        span=local(block.span, zone),
        note=block.note,
        parts=[local(part.span, zone) for part in blocks],
    )


def project_out(project: Project) -> ProjectOut:
    today = project.facility.local(clock.now()).date()
    return ProjectOut(
        code=project.code,
        title=project.title,
        organisation=project.organisation.code,
        approved=project.approved_on(today),
        version=project.version,
    )


def local(span: Span, zone: tzinfo) -> Span:
    return Span.model_construct(start=_at(span.start, zone), end=_at(span.end, zone))


def _at(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone)
