"""Sets up the demonstration plant: its hall, people, prices and methods, by the real verbs."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.contrib.auth.hashers import make_password

from bookings.actions.save_rate import RateData, save_rate
from equipment.actions.save_area import save_area
from equipment.actions.save_capability import save_capability
from equipment.actions.save_class import save_class
from equipment.actions.save_demand import save_demand
from equipment.actions.save_equipment import save_equipment
from equipment.actions.save_tag import save_tag
from equipment.actions.save_utility import save_utility
from equipment.choices import UtilityPhase
from equipment.schemas.plant import (
    AreaData,
    CapabilityData,
    ClassData,
    DemandData,
    EquipmentData,
    TagData,
    UtilityData,
)
from pilotbase.accounts.actions.decide_project import decide_project
from pilotbase.accounts.actions.save_calendar_day import save_calendar_day
from pilotbase.accounts.actions.save_facility import save_facility
from pilotbase.accounts.actions.save_organisation import save_organisation
from pilotbase.accounts.actions.save_person import save_person
from pilotbase.accounts.actions.save_project import save_project
from pilotbase.accounts.actor import job
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import SigningPin, User
from pilotbase.accounts.schemas import (
    CalendarDayData,
    FacilityData,
    OrganisationData,
    PersonData,
    ProjectData,
    ProjectDecision,
)
from pilotbase.accounts.signing import set_pin
from pilotbase.core import clock
from pilotbase.demo import fleet, methods, people
from pilotbase.demo.calendar import day_of
from samples.actions.save_analyte import AnalyteData, save_analyte
from samples.actions.save_method import MethodData, save_method

ACTOR: Final = job("demo", "command")
PIN: Final = "2468"
HOUR: Final = timedelta(hours=1)
RUNS_SINCE: Final = date(2021, 3, 1)


def set_up(since: datetime, password: str) -> None:
    """Everything that stands before the first booking, as it was said at ``since``."""
    with clock.at(since):
        _facility()
        _organisations()
        _people(password)
        _projects(day_of(since))
        _hall()
        _classes(day_of(since))
        _machines()
        _methods(day_of(since))


def _facility() -> None:
    save_facility(
        ACTOR,
        FacilityData(
            code="HZ",
            name_zh="示范中试基地",
            name_en="Demo Pilot Plant",
            address_zh="杭州市示范路 1 号",
            address_en="1 Demo Road, Hangzhou",
            lab_name_zh="示范中试基地检测中心",
            lab_name_en="Demo Pilot Plant Testing Centre",
            phone="0571-0000 0000",
        ),
    )
    for first, last, zh, en in people.HOLIDAYS:
        for day in _days(date.fromisoformat(first), date.fromisoformat(last)):
            save_calendar_day(ACTOR, CalendarDayData(day=day, name_zh=zh, name_en=en))
    for text in people.MAKE_UP_DAYS:
        said = CalendarDayData(
            day=date.fromisoformat(text), works=True, name_zh="调休上班", name_en="Make-up day"
        )
        save_calendar_day(ACTOR, said)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _organisations() -> None:
    for row in people.ORGANISATIONS:
        save_organisation(
            ACTOR,
            OrganisationData(
                code=row.code,
                name_zh=row.zh,
                name_en=row.en,
                kind=row.kind,
                in_park=row.in_park,
                is_sme=row.is_sme,
                price_class=row.price_class,
                contact=row.contact,
            ),
        )


def _people(password: str) -> None:
    """All have one password and one PIN, hashed once: Argon2 is slow on purpose."""
    for row in people.PEOPLE:
        save_person(
            ACTOR,
            PersonData(
                email=row.email,
                name_zh=row.zh,
                name_en=row.en,
                role=row.role,
                place=row.place,
                post=row.post_zh,
            ),
        )
    users = list(User.objects.order_by("pk"))
    User.objects.update(password=make_password(password))
    set_pin(users[0], PIN)
    pin = users[0].signing_pin
    SigningPin.objects.bulk_create(
        SigningPin(user=user, hash=pin.hash, changed_at=pin.changed_at) for user in users[1:]
    )


def _projects(since: date) -> None:
    for row in people.PROJECTS:
        project = save_project(
            ACTOR,
            ProjectData(
                code=row.code,
                organisation=row.organisation,
                title=row.title,
                service_type=row.service,
                product_field=row.field,
                containment=row.containment,
                organism=row.organism,
                strain=row.strain,
                gmo=row.gmo,
            ),
        )
        if row.approved:
            yes = ProjectDecision(status=ProjectStatus.APPROVED, approved_from=since)
            decide_project(ACTOR, project.code, project.version, yes)


def _hall() -> None:
    for n, area in enumerate(fleet.AREAS):
        save_area(
            ACTOR,
            AreaData(
                code=area.code,
                name_zh=area.zh,
                name_en=area.en,
                note_zh=area.note_zh,
                note_en=area.note_en,
                position=n,
            ),
        )
    for row in fleet.UTILITIES:
        save_utility(
            ACTOR,
            UtilityData(
                code=row.code,
                name_zh=row.zh,
                name_en=row.en,
                unit=row.unit,
                capacity=Decimal(row.capacity),
            ),
        )


def _classes(since: date) -> None:
    for n, row in enumerate(fleet.CLASSES):
        save_class(ACTOR, _class(row, n))
        save_rate(
            ACTOR,
            RateData(
                valid_from=since, equipment_class=row.code, unit=row.unit, amount=Decimal(row.price)
            ),
        )
        for demand in _demands(row.code):
            save_demand(ACTOR, demand)


def _class(row: fleet.ClassRow, position: int) -> ClassData:
    return ClassData(
        code=row.code,
        name_zh=row.zh,
        name_en=row.en,
        kind=row.kind,
        position=position,
        total_volume=Decimal(row.total) if row.total else None,
        working_volume=Decimal(row.working) if row.working else None,
        preparation=_hours(row.before),
        turnaround=_hours(row.after),
        granularity=_hours(row.grid),
        shortest=_hours(row.shortest),
        longest=_hours(row.longest),
        lead_days=row.lead_days,
        approves_itself=row.approves_itself,
        quota_hours=row.quota_hours,
    )


def _demands(code: str) -> Iterable[DemandData]:
    """Steam in the hour of heating up; air and cooling throughout the run."""
    demand = fleet.DEMANDS.get(code)
    if demand is None:
        return
    heating = {
        "phase": UtilityPhase.PREPARATION,
        "offset": _hours(fleet.HEATING),
        "length": _hours(HOUR),
    }
    running = {"phase": UtilityPhase.RUN}
    drawn = (("steam", demand.steam, heating), ("air", demand.air, running))
    for utility, amount, when in (*drawn, ("cooling", demand.cooling, running)):
        said = {"equipment_class": code, "utility": utility, "amount": Decimal(amount), **when}
        yield DemandData.model_validate(said)


def _machines() -> None:
    classes = {row.code: row for row in fleet.CLASSES}
    for code, zh, en in fleet.CAPABILITIES:
        save_capability(ACTOR, CapabilityData(code=code, name_zh=zh, name_en=en))
    for row in fleet.MACHINES:
        of = classes[row.of]
        save_equipment(
            ACTOR,
            EquipmentData(
                tag=row.tag,
                name_zh=row.zh,
                name_en=row.en,
                area=of.area,
                equipment_class=row.of,
                size=row.size,
                bookable=row.bookable,
                capabilities=row.capabilities,
                max_containment=row.level,
                original_value=Decimal(row.value),
                in_use_since=RUNS_SINCE,
            ),
        )
        for n, tag in enumerate(fleet.TAGS[of.kind]):
            save_tag(ACTOR, _tag(row.tag, tag, n))


def _tag(machine: str, row: fleet.TagRow, position: int) -> TagData:
    low_low, low, high, high_high = row.limits
    return TagData(
        equipment=machine,
        code=row.code,
        name_zh=row.zh,
        name_en=row.en,
        unit=row.unit,
        decimals=row.decimals,
        position=position,
        lowest=row.lowest,
        highest=row.highest,
        low_low=low_low,
        low=low,
        high=high,
        high_high=high_high,
        on_card=row.on_card,
    )


def _methods(since: date) -> None:
    for row in methods.METHODS:
        save_method(
            ACTOR,
            MethodData(
                code=row.code,
                edition=row.edition,
                name_zh=row.zh,
                name_en=row.en,
                standard=row.standard,
                valid_from=since,
                price=Decimal(row.price),
                turnaround_days=row.days,
            ),
        )
        for n, analyte in enumerate(row.analytes):
            save_analyte(ACTOR, _analyte(f"{row.code} {row.edition}", analyte, n))


def _analyte(method: str, row: methods.AnalyteRow, position: int) -> AnalyteData:
    numbers = {"lod": row.lod, "loq": row.loq, "uncertainty": row.u}
    limits = {"limit_low": row.low, "limit_high": row.high}
    given = {name: Decimal(text) for name, text in (numbers | limits).items() if text is not None}
    return AnalyteData(
        method=method,
        code=row.code,
        name_zh=row.zh,
        name_en=row.en,
        position=position,
        unit=row.unit,
        decimals=row.decimals,
        limit_source=row.source,
        decision_rule=row.rule,
        **given,
    )


def _hours(length: timedelta) -> Decimal:
    return Decimal(int(length.total_seconds())) / 3600
