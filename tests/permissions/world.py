"""One world with a row of every kind in it, made by the plant's own verbs.

Lin's startup has something in every state; its words are markers, so that a page that tells one
to a stranger is found out. ``far`` works at another plant of the same installation, in every role
of its staff but the administrator's.
"""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from bookings.actions.book_series import book_series
from bookings.actions.join_wait_list import join_wait_list
from bookings.actions.make_feed import NewFeed, make_feed
from bookings.actions.save_cancel_term import CancelTermData, save_cancel_term
from bookings.actions.save_conduct_terms import ConductTermsData, save_conduct_terms
from bookings.models import Booking, RateLine, Stage, Violation
from bookings.schemas.series import SeriesRequest
from bookings.schemas.waiting import WaitRequest
from equipment.actions.report_states import report_states
from equipment.actions.save_capability import save_capability
from equipment.gateways import gateway_for_token
from equipment.models import Equipment, Tag
from equipment.schemas.machine import StateReport
from equipment.schemas.plant import CapabilityData
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
from samples.models import Report, Sample
from tests.factories import a_plant
from tests.people import PIN, SINCE, a_cast
from tests.permissions.booking_world import make_bookings, make_run
from tests.permissions.intake_world import intake
from tests.permissions.keeping_world import keep_things
from tests.permissions.lab_world import make_samples, make_tests_and_reports
from tests.permissions.scene import CALLERS, MARKERS, MORNING, NOW, PEOPLE, World, hour

__all__ = ["CALLERS", "MARKERS", "MORNING", "NOW", "PEOPLE", "World", "a_world", "hour"]


def a_world() -> World:
    with hour(-10):
        world = World(a_cast(), None)  # type: ignore[arg-type]
        world.plant = a_plant(world.cast)
        _another_plant(world)
        _projects(world)
        make_bookings(world)
    make_run(world)
    make_samples(world)
    with hour(5):
        make_tests_and_reports(world)
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
        "capability": save_capability(
            cast.actor("manager"),
            CapabilityData(code="meoh", name_zh="甲醇", name_en="Methanol"),
        ),
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
        names[f"{name}_name"] = getattr(row, "tag", None) or getattr(row, "code", "")
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
