"""Bookings of the permission world: confirmed, requested, running, in a series, in line."""

from datetime import timedelta

from bookings.actions.book import book
from bookings.actions.log_phase import log_phase
from bookings.actions.share import share
from bookings.actions.start_run import start_run
from bookings.models import Booking
from bookings.schemas.booking import BookingRequest, Sharing
from bookings.schemas.runs import Phase, StageRef
from equipment.actions.ingest_readings import ingest_readings
from equipment.actions.issue_gateway_token import issue_gateway_token
from equipment.actions.report_states import report_states
from equipment.actions.save_gateway import save_gateway
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.gateways import gateway_for_token
from equipment.models import Alarm, Tag
from equipment.schemas.machine import ReadingReport, StateReport, TakingOut
from equipment.schemas.plant import GatewayData
from pilotbase.core import clock
from tests.permissions.scene import MARKERS, MORNING, World, hour


def _booked(by: str, project: str, tag: str, start: float, purpose: str, world: World) -> Booking:
    begins = MORNING.replace(minute=0) + timedelta(hours=start)
    run = {"start": begins.isoformat(), "end": (begins + timedelta(hours=24)).isoformat()}
    body = {"project": project, "purpose": purpose, "stages": [{"equipment": tag, "run": run}]}
    return book(world.cast.actor(by), BookingRequest.model_validate(body))


def make_bookings(world: World) -> None:
    asked = world.plant.dsc.equipment_class
    asked.approves_itself = False
    asked.save()
    for name, by, project, tag, start, purpose in (
        ("running", "lin", "P-0004", "BR300-1", 1, MARKERS["purpose"]),
        ("confirmed", "lin", "P-0004", "BR300-2", 7, MARKERS["later"]),
        ("requested", "lin", "P-0004", "DSC-1", 96, MARKERS["asked"]),
        ("going_too", "eve", "P-0009", "HPLC-1", 1, "rival run"),
        ("rivals", "eve", "P-0009", "BR300-2", 144, "rival later"),
    ):
        world.names[name] = _booked(by, project, tag, start, purpose, world).number
    share(world.cast.actor("lin"), world["confirmed"], None, Sharing(who="chen@demo.test"))


def make_run(world: World) -> None:
    cast, plant = world.cast, world.plant
    with hour(1):
        operator = cast.actor("operator")
        run = start_run(operator, world["running"], StageRef(stage=1))
        rival = start_run(operator, world["going_too"], StageRef(stage=1))
        said = Phase.model_validate({"kind": "note", "text": MARKERS["phase"]})
        log_phase(operator, run.number, said)
        data = GatewayData(code="PLC-1", name_zh="网关", name_en="PLC", machines="BR300-1, DSC-1")
        gateway = save_gateway(cast.actor("manager"), data)
        world.names["gateway_text"] = issue_gateway_token(cast.actor("manager"), "PLC-1")
    with hour(2):
        plc = gateway_for_token(world["gateway_text"])
        assert plc is not None
        at = clock.now().isoformat()
        report_states(plc, "BR300-1", StateReport(states=[{"at": at, "state": "GROWTH"}]))
        Tag.objects.filter(equipment=plant.br300, code="PH").update(high=8.0)
        reading = {"tag": "PH", "at": at, "value": 9.375}
        ingest_readings(plc, "BR300-1", ReadingReport(readings=[reading]))
        out = TakingOut(reason="seal")
        take_out_of_service(cast.actor("manager"), plant.hplc.tag, out)
    world.names |= {
        "run": run.number,
        "rivals_run": rival.number,
        "gateway": gateway.pk,
        "gateway_name": gateway.code,
        "gateway_version": str(gateway.version),
        "alarm": Alarm.objects.get().pk,
    }
