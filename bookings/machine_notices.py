"""Who is told of what happens to machines and runs: those who booked them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.attending import partners
from bookings.choices import STANDING, RunOutcome, StageStatus
from bookings.events import RunFinished
from bookings.models import Run, Stage
from equipment.events import FaultChanged, FaultReported, ServiceChanged
from equipment.models import Equipment, FaultReport
from equipment.notices import concerned, news_of
from pilotbase.core import clock
from pilotbase.notifications.kinds import Facts, Kind, register_kind
from pilotbase.notifications.telling import News, announce, tell, told_on
from pilotbase.web import text


def _run_finished(facts: Facts, zone: tzinfo) -> str:
    outcomes = dict(RunOutcome.choices)
    return _("%(run)s on %(machine)s has ended: %(outcome)s.") % {
        **facts,
        "outcome": outcomes.get(facts["outcome"], facts["outcome"]),
    }


def _machine_out(facts: Facts, zone: tzinfo) -> str:
    said = {"machine": facts["machine"], "bookings": ", ".join(facts["bookings"])}
    if facts["until"] is None:
        return _("%(machine)s is out of service. You have booked it: %(bookings)s.") % said
    said["until"] = _at(facts["until"], zone)
    return (
        _("%(machine)s is out of service until about %(until)s. You have booked it: %(bookings)s.")
        % said
    )


RUN_FINISHED: Final = register_kind(
    Kind("run_finished", gettext_lazy("My run has ended"), _run_finished)
)
MACHINE_OUT: Final = register_kind(
    Kind("machine_out", gettext_lazy("A machine I booked is out of service"), _machine_out)
)


def _machine_service(facts: Facts, zone: tzinfo) -> str:
    if facts["out"]:
        return (_("%(machine)s is out of service. %(reason)s") % facts).strip()
    return _("%(machine)s is back in service.") % facts


MACHINE_SERVICE: Final = register_kind(
    Kind(
        "machine_service",
        gettext_lazy("A machine goes out of service or comes back"),
        _machine_service,
        for_inbox=False,
        topic="service",
        for_people=False,
    )
)


@told_on(RunFinished)
def tell_of_the_run(event: RunFinished) -> None:
    run = Run.objects.select_related("stage__booking", "equipment").get(pk=event.run_id)
    booking = run.stage.booking
    people = [pk for pk in (booking.booked_by_id, *partners(booking.pk)) if pk != run.ended_by_id]
    facts = {"run": run.number, "machine": run.equipment.tag, "outcome": run.outcome}
    if people:
        way = reverse("run", args=[run.number])
        tell(people, News(RUN_FINISHED, facts, way, run.facility_id, run.organisation_id))


@told_on(ServiceChanged)
def tell_those_who_booked_it(event: ServiceChanged) -> None:
    """Those with bookings from now until it is expected back: each of her own."""
    machine = Equipment.objects.get(pk=event.equipment_id)
    _announce_service(machine)
    if machine.out_of_service_since is None:
        return
    until = machine.out_of_service_until
    for (owner, organisation), numbers in _booked(machine.pk, until).items():
        facts = {
            "machine": machine.tag,
            "until": until and until.isoformat(),
            "bookings": numbers,
        }
        way = reverse("machine", args=[machine.tag])
        tell([owner], News(MACHINE_OUT, facts, way, machine.facility_id, organisation))


def tell_those_who_will_use_it(event: FaultReported | FaultChanged) -> None:
    """Those with bookings of the machine still to come, unless equipment has told them."""
    row = FaultReport.objects.select_related("equipment").get(pk=event.report_id)
    told = concerned(row)
    for owner, organisation in _booked(row.equipment_id, None):
        if owner not in told:
            told.add(owner)
            tell([owner], news_of(row, organisation))


told_on(FaultReported)(tell_those_who_will_use_it)
told_on(FaultChanged)(tell_those_who_will_use_it)


def _announce_service(machine: Equipment) -> None:
    facts = {
        "machine": machine.tag,
        "out": machine.out_of_service_since is not None,
        "reason": machine.out_of_service_reason,
    }
    way = reverse("machine", args=[machine.tag])
    announce(MACHINE_SERVICE, facts, way, machine.facility_id)


def _booked(machine_id: int, until: datetime | None) -> Mapping[tuple[int, int], list[str]]:
    """The numbers of the bookings that have its time ahead, by whom they are and organisation."""
    stages = Stage.objects.filter(
        equipment=machine_id,
        status=StageStatus.PLANNED,
        booking__status__in=STANDING,
        run_end__gt=clock.now(),
    )
    if until is not None:
        stages = stages.filter(run_start__lt=until)
    said = ("booking__organisation", "booking__number")
    rows = stages.order_by("run_start", "pk")
    shared = rows.exclude(booking__collaborators=None)
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for owner, organisation, number in (
        *rows.values_list("booking__booked_by", *said),
        *shared.values_list("booking__collaborators__user", *said),
    ):
        if number not in found[owner, organisation]:
            found[owner, organisation].append(number)
    return found


def _at(instant: str, zone: tzinfo) -> str:
    return text.instant(datetime.fromisoformat(instant), zone, clock.now())
