"""One world with a row of every kind in it, made by the plant's own verbs.

Lin's startup has something in every state; its words are markers, so that a page that tells one
to a stranger is found out. ``far`` works at another plant of the same installation, in every role
of its staff but the administrator's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.test import Client

from bookings.actions.book import book
from bookings.actions.book_series import book_series
from bookings.actions.join_wait_list import join_wait_list
from bookings.actions.log_phase import log_phase
from bookings.actions.make_feed import NewFeed, make_feed
from bookings.actions.save_cancel_term import CancelTermData, save_cancel_term
from bookings.actions.save_conduct_terms import ConductTermsData, save_conduct_terms
from bookings.actions.share import share
from bookings.actions.start_run import start_run
from bookings.models import Booking, RateLine, Stage, Violation
from bookings.schemas.booking import BookingRequest, Sharing
from bookings.schemas.runs import Phase, StageRef
from bookings.schemas.series import SeriesRequest
from bookings.schemas.waiting import WaitRequest
from equipment.actions.ingest_readings import ingest_readings
from equipment.actions.issue_gateway_token import issue_gateway_token
from equipment.actions.report_states import report_states
from equipment.actions.save_gateway import save_gateway
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.gateways import gateway_for_token
from equipment.models import Alarm, Equipment, Tag
from equipment.schemas.machine import ReadingReport, StateReport, TakingOut
from equipment.schemas.plant import GatewayData
from pilotbase.accounts.actions.decide_project import decide_project
from pilotbase.accounts.actions.make_api_token import NewToken, make_api_token
from pilotbase.accounts.actions.save_calendar_day import save_calendar_day
from pilotbase.accounts.actions.save_project import save_project
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import ApiToken, Facility, Membership, Project, User
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.schemas import CalendarDayData, ProjectData, ProjectDecision
from pilotbase.accounts.signing import set_pin
from pilotbase.core import clock
from pilotbase.core.timespan import Span
from pilotbase.notifications.actions.save_messenger import MessengerData, save_messenger
from pilotbase.notifications.models import Notice
from samples.actions.attach import attach
from samples.actions.compose_report import compose_report
from samples.actions.deliver import deliver
from samples.actions.draw import draw
from samples.actions.enter_result import enter_result
from samples.actions.issue_report import issue_report
from samples.actions.plan_worksheet import plan_worksheet
from samples.actions.relinquish import relinquish
from samples.actions.request_tests import request_tests
from samples.actions.review_result import review_result
from samples.actions.sign_report import sign_report
from samples.models import Report, Result, Sample, TestRequest
from samples.schemas.reports import ReportWanted, Signing
from samples.schemas.sample import Delivery, Drawing, Relinquishing
from samples.schemas.testing import ResultEntry, Review, TestsWanted, WorksheetPlan
from tests.factories import Plant, a_plant
from tests.people import PIN, SINCE, Cast, a_cast
from tests.permissions.intake_world import intake
from tests.permissions.keeping_world import keep_things
from tests.samples.lab import GC, TITER, the_methods

MORNING: Final = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)  # a Wednesday, 09:30 at the plant
NOW: Final = MORNING + timedelta(hours=6)
PEOPLE: Final = (
    *("lin", "chen", "eve", "operator", "technician", "reviewer", "signatory"),
    *("biosafety", "manager", "quality", "finance", "admin", "far"),
)
CALLERS: Final = ("nobody", *PEOPLE)

# What only Lin's organisation and those who work for it may read. Nothing else holds these words.
MARKERS: Final = {
    "title": "Quetzalprotein",
    "organism": "Komagataella zebrina",
    "strain": "strain-Okapi-7",
    "purpose": "axolotl-fedbatch",
    "asked": "narwhal-spraydry",
    "later": "pangolin-second",
    "phase": "tapir-antifoam",
    "sample": "wombat-harvest",
    "mark": "KIWI-mark",
    "batch": "LOT-dodo",
    "file": "ibis-chromatogram",
    "sheet": "lemur-worksheet",
    "opinion": "manatee-opinion",
    "value": "818.65",
    "seal": "SEAL-gnu",
    "token": "quokka-script",
    "assessed": "puffin-titration",
    "learned": "jerboa-inoculation",
    "fault": "caracal-seal",
    "answered": "dugong-spare",
    "question": "kakapo-foam",
    "advice": "numbat-antifoam",
    # of the plant's own people, for its staff alone
    "instructions": "gecko-buffer",
    "calibrator": "heron-metrology",
    "noted": "marmot-gasket",
}


@dataclass
class World:
    """``names`` are the numbers and ids that stand in addresses."""

    cast: Cast
    plant: Plant
    names: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Client] = field(default_factory=dict)
    programs: dict[str, Client] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.names[name]


@contextmanager
def hour(number: float) -> Iterator[None]:
    """So many hours after the morning."""
    with clock.at(MORNING + timedelta(hours=number)):
        yield


def a_world() -> World:
    with hour(-10):
        world = World(a_cast(), None)  # type: ignore[arg-type]
        world.plant = a_plant(world.cast)
        _another_plant(world)
        _projects(world)
        _bookings(world)
    _run(world)
    _samples(world)
    with hour(5):
        _tests_and_reports(world)
        _tokens(world)
        keep_things(world, MARKERS)
    with clock.at(NOW):
        intake(world.cast, world.names, MARKERS)
        _callers(world)
        _rows(world)
    return world


def _another_plant(world: World) -> None:
    cast = world.cast
    place = Facility.objects.create(code="NB", name_zh="宁波基地", name_en="Ningbo Plant")
    user = User(email="far@demo.test", name_zh="far", name_en="Far", language="en")
    user.set_unusable_password()
    user.save()
    set_pin(user, PIN)
    for role in Role:
        if role not in (Role.SCIENTIST, Role.ORG_MANAGER, Role.ADMIN):
            Membership.objects.create(user=user, facility=place, role=role, since=SINCE)
    cast.people["far"] = user


def _projects(world: World) -> None:
    cast = world.cast
    lins = {"title": MARKERS["title"], "organism": MARKERS["organism"], "strain": MARKERS["strain"]}
    eves = {"title": "Enzyme of the rival", "organism": "Escherichia coli", "strain": "BL21"}
    facts = {"service_type": "process", "product_field": "enzymes", "gmo": True}
    for code, place, by, words in (
        ("P-0004", "yanxi", "chen", lins),
        ("P-0009", "rival", "manager", eves),
        ("P-0005", "yanxi", "chen", {**lins, "title": f"{MARKERS['title']} 2"}),
    ):
        data = ProjectData.model_validate({"code": code, "organisation": place, **words, **facts})
        project = save_project(cast.actor(by), data)
        if code != "P-0005":
            decision = ProjectDecision.model_validate({"status": "approved"})
            decide_project(cast.actor("biosafety"), code, project.version, decision)
    world.names |= {"project": "P-0004", "project_waits": "P-0005", "project_rival": "P-0009"}
    day = CalendarDayData(day=date(2026, 10, 1), name_zh="国庆节", name_en="National Day")
    world.names["calendar"] = save_calendar_day(cast.actor("manager"), day).pk


def _booked(by: str, project: str, tag: str, start: float, purpose: str, world: World) -> Booking:
    begins = MORNING.replace(minute=0) + timedelta(hours=start)
    run = {"start": begins.isoformat(), "end": (begins + timedelta(hours=24)).isoformat()}
    body = {"project": project, "purpose": purpose, "stages": [{"equipment": tag, "run": run}]}
    return book(world.cast.actor(by), BookingRequest.model_validate(body))


def _bookings(world: World) -> None:
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


def _run(world: World) -> None:
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
        "alarm": Alarm.objects.get().pk,
    }


def _delivered(world: World, by: str, project: str, mark: str, **more: Any) -> Sample:
    line = {
        "client_mark": mark,
        "kind": "broth",
        "storage": "2-8",
        "description": MARKERS["sample"] if project == "P-0004" else "rival's",
        "batch": MARKERS["batch"] if project == "P-0004" else "R-1",
    }
    said = Delivery.model_validate({"project": project, "lines": [line], **more})
    return deliver(world.cast.actor(by), said)[0]


def _samples(world: World) -> None:
    cast = world.cast
    with hour(3):
        drawing = Drawing.model_validate(
            {
                "kind": "broth",
                "drawn_from": {"run": world["run"]},
                "volume": {"value": "50", "unit": "mL"},
                "storage": "2-8",
                "description": MARKERS["sample"],
            }
        )
        drawn, offered = (
            draw(cast.actor("operator"), drawing),
            draw(cast.actor("operator"), drawing),
        )
        mine = _delivered(world, "lin", "P-0004", MARKERS["mark"])
        rivals = _delivered(world, "eve", "P-0009", "RIVAL-1")
    with hour(4):
        seal = {"number": MARKERS["seal"], "state": "intact"}
        offer = Relinquishing.model_validate({"to": "technician@demo.test", "seal": seal})
        relinquish(cast.actor("operator"), offered.number, offer)
        file = attach(cast.actor("lin"), mine.number, f"{MARKERS['file']}.txt", [b"12, 13"])
    world.names |= {
        "drawn": drawn.number,
        "offered": offered.number,
        "mine": mine.number,
        "rivals_sample": rivals.number,
        "file": file.pk,
    }


def _received(world: World, mark: str) -> Sample:
    receipt = {"condition": "ok"}
    return _delivered(world, "technician", "P-0004", f"{MARKERS['mark']} {mark}", receipt=receipt)


def _asked(world: World, sample: Sample, method: str = GC) -> TestRequest:
    wanted = TestsWanted.model_validate({"tests": [{"method": method}]})
    return request_tests(world.cast.actor("lin"), sample.number, wanted)[0]


def _entered(world: World, sample: Sample) -> Result:
    said = {"sample": sample.number, "method": GC, "analyte": "isoprenol"}
    entry = ResultEntry.model_validate({**said, "value": MARKERS["value"], "unit": "mg/L"})
    return enter_result(world.cast.actor("technician"), entry)


def _tests_and_reports(world: World) -> None:
    cast = world.cast
    methods = the_methods(cast)
    world.names |= {"method": methods[GC].pk, "analyte": methods[GC].analytes.get().pk}
    waits, sheet = _received(world, "1"), _received(world, "2")
    world.names["request"] = _asked(world, waits).pk
    world.names["waiting"] = waits.number
    planned = WorksheetPlan(requests=(_asked(world, sheet).pk,), title=MARKERS["sheet"])
    world.names["worksheet"] = plan_worksheet(cast.actor("technician"), planned).number
    world.names["result"] = _entered(world, sheet).pk
    world.names["sheet_sample"] = sheet.number
    drawn = Sample.objects.get(number=world["drawn"])
    _asked(world, drawn, TITER)
    approve = Review(decision="approve")
    for number, name in enumerate(("approved", "draft", "signed", "issued"), start=3):
        sample = _received(world, str(number))
        _asked(world, sample)
        result = review_result(cast.actor("reviewer"), _entered(world, sample).pk, approve)
        world.names[f"{name}_result"] = result.pk
        world.names[f"{name}_sample"] = sample.number
        if name != "approved":
            _report(world, name, sample)


def _report(world: World, name: str, sample: Sample) -> None:
    signatory = world.cast.actor("signatory")
    wanted = ReportWanted.model_validate(
        {"samples": [sample.number], "opinion": MARKERS["opinion"]}
    )
    report = compose_report(world.cast.actor("reviewer"), wanted)
    if name != "draft":
        report = sign_report(signatory, report.number, Signing())
    if name == "issued":
        report = issue_report(signatory, report.number)
        world.names["code"] = report.verify_code
    world.names[name] = report.number


def _tokens(world: World) -> None:
    new = NewToken(name=MARKERS["token"], scopes=(Scope.READ,), days=30)
    world.names["token"] = make_api_token(world.cast.actor("lin"), new)[0].pk
    assert ApiToken.objects.count() == 1


def _rows(world: World) -> None:
    """The ids of master data, and the versions that forms carry."""
    window = Span(start=MORNING + timedelta(hours=600), end=MORNING + timedelta(hours=700))
    waits = WaitRequest(project="P-0004", window=window, hours=24, equipment="DSC-1")
    cast, stage = world.cast, Stage.objects.get(booking__number=world["confirmed"])
    kinds = (("violation", "no_show", "standing"), ("appealed", "late_cancel", "appealed"))
    for name, kind, status in kinds:
        world.names[name] = Violation.objects.create(
            facility=cast.facility,
            organisation=cast.startup,
            user=cast.lin,
            stage=stage,
            kind=kind,
            points=1,
            at=NOW,
            status=status,
        ).pk
    weekly = {"project": "P-0004", "equipment": "DSC-1", "repeat": {"every": "week", "count": 2}}
    first = {"start": MORNING + timedelta(hours=820), "end": MORNING + timedelta(hours=824)}
    series = SeriesRequest.model_validate({**weekly, "first": first})
    world.names["series"] = book_series(world.cast.actor("lin"), series).series.pk
    world.names["waits"] = join_wait_list(world.cast.actor("lin"), waits).pk
    cast, plant, names = world.cast, world.plant, world.names
    rows: dict[str, Any] = {
        "facility": cast.facility,
        "organisation": cast.startup,
        "lin": User.objects.get(pk=cast.lin.pk),
        "project_pk": Project.objects.get(code=names["project"]),
        "project_waits_pk": Project.objects.get(code=names["project_waits"]),
        "area": plant.area,
        "class": plant.vessels,
        "machine": Equipment.objects.get(pk=plant.dsc.pk),
        "utility": plant.steam,
        "demand": plant.vessels.demands.get(),
        "tag": Tag.objects.get(equipment=plant.br300, code="TIC"),
        "messenger": save_messenger(
            cast.actor("manager"),
            MessengerData(code="floor", channel="wecom", address="0123456789abcdef"),
        ),
        "conduct": save_conduct_terms(cast.actor("manager"), ConductTermsData()),
        "price": RateLine.objects.get(equipment_class=plant.dsc.equipment_class),
        "cancel_term": save_cancel_term(
            cast.actor("manager"), CancelTermData(equipment_class="LAB", notice=0, percent=100)
        ),
    }
    names |= {name: row.pk for name, row in rows.items()}
    names["place"], names["place_version"] = "BR300", "0"
    names["feed"] = make_feed(cast.actor("lin"), NewFeed())[0].pk
    names["notice"] = Notice.objects.filter(user=cast.lin).latest("pk").pk
    names["project_waits_version"] = str(rows["project_waits_pk"].version)
    for name, row in rows.items():
        names[f"{name}_version"] = str(getattr(row, "version", ""))
    for model, name in (
        *((Booking, name) for name in ("running", "confirmed", "requested")),
        *((Sample, name) for name in ("mine", "waiting")),
        *((Report, name) for name in ("draft", "signed")),
    ):
        row = model.objects.get(number=names[name])  # type: ignore[attr-defined]
        names[f"{name}_version"] = str(row.version)


def _callers(world: World) -> None:
    cast = world.cast
    plc = gateway_for_token(world["gateway_text"])
    assert plc is not None
    report_states(plc, "BR300-1", StateReport(states=[]))  # it lives
    password = cast.lin
    password.set_password("a long enough password")
    password.save()
    for name in PEOPLE:
        world.pages[name] = cast.client(name)
        world.programs[name] = cast.bearer(name)
    world.pages["nobody"], world.programs["nobody"] = Client(), Client()
    bearer = f"Bearer {world['gateway_text']}"
    world.programs["gateway"] = Client(headers={"Authorization": bearer})
