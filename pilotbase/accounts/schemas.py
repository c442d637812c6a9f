"""What one says to make or change who there is."""

from datetime import date, time
from typing import Annotated, Final
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, StringConstraints

from pilotbase.accounts.choices import (
    Containment,
    Language,
    OrganisationKind,
    PriceClass,
    ProductField,
    ProjectStatus,
    Role,
    ServiceType,
    SolventClass,
)
from pilotbase.core.schemas import Code, Command, Name, Text

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,23}$")]
ShortSlug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$")]
Short = Annotated[Text, Field(max_length=120)]
Email = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200, to_lower=True)
]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(_("There is no such time zone."))
    return name


Zone = Annotated[str, AfterValidator(_zone)]
LONGEST_STEP: Final = 250  # working days: about a year
StepDays = Annotated[int, Field(ge=1, le=LONGEST_STEP)]
Weekdays = Annotated[str, StringConstraints(pattern=r"^1?2?3?4?5?6?7?$", min_length=1)]


class FacilityData(Command):
    code: ShortSlug
    name_zh: Name
    name_en: Name
    address_zh: Annotated[Text, Field(max_length=200)] = ""
    address_en: Annotated[Text, Field(max_length=200)] = ""
    lab_name_zh: Short = ""
    lab_name_en: Short = ""
    phone: Annotated[Text, Field(max_length=40)] = ""
    time_zone: Zone = "Asia/Shanghai"
    opens_at: time = time(0, 0)
    closes_at: time = time(0, 0)
    staffed_from: time = time(8, 0)
    staffed_until: time = time(20, 0)
    working_weekdays: Weekdays = "12345"
    answer_days: StepDays = 3
    agreement_days: StepDays = 10
    declaration_days: StepDays = 10
    review_days: StepDays = 10
    opening_days: StepDays = 3


class CalendarDayData(Command):
    day: date
    works: bool = False
    name_zh: Annotated[Text, Field(min_length=1, max_length=60)]
    name_en: Annotated[Text, Field(min_length=1, max_length=60)]


class OrganisationData(Command):
    code: Slug
    name_zh: Name
    name_en: Name
    kind: OrganisationKind
    in_park: bool = False
    is_sme: bool = False
    price_class: PriceClass = PriceClass.EXTERNAL
    address: Annotated[Text, Field(max_length=200)] = ""
    contact: Short = ""


class PersonData(Command):
    """``place`` is an organisation's code for a tenant's role, empty for the facility's staff."""

    email: Email
    name_zh: Name
    name_en: Name
    language: Language = Language.ZH_HANS
    post: Annotated[Text, Field(max_length=80)] = ""
    role: Role
    place: Annotated[Text, Field(max_length=24)] = ""
    may_sign_in: bool = True
    password: Annotated[Text, Field(max_length=128)] = ""


class ProjectData(Command):
    code: ShortSlug
    organisation: Code
    title: Annotated[Text, Field(min_length=1, max_length=160)]
    service_type: ServiceType
    product_field: ProductField
    containment: Containment = Containment.GLSP
    organism: Short = ""
    strain: Short = ""
    gmo: bool = False
    solvent: SolventClass = SolventClass.NONE


class ProjectLimits(Command):
    """How much an approved project may book: classes by their codes (none named: every class),
    hours of machine time and number of bookings over its whole approval (None: no limit)."""

    classes: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    hours: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    bookings: Annotated[int, Field(ge=1, le=10_000)] | None = None


class ProjectDecision(Command):
    """Without ``limits`` those that were set stay."""

    status: ProjectStatus
    approved_from: date | None = None
    approved_until: date | None = None
    limits: ProjectLimits | None = None
    reason: Annotated[Text, Field(max_length=500)] = ""
