"""The first run: the facility, and the person who may do everything else."""

from datetime import time
from typing import Annotated

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import Field

from pilotbase.accounts.actor import job
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Facility, Membership, User
from pilotbase.accounts.schemas import Email, FacilityData, Weekdays, Zone
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.errors import Conflict, Invalid
from pilotbase.core.schemas import Command, Name, Text
from pilotbase.core.verbs import verb


class SetUp(Command):
    """The facility in short, and its administrator, who is its platform manager at first."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$")]
    name_zh: Name
    name_en: Name
    time_zone: Zone = "Asia/Shanghai"
    working_weekdays: Weekdays = "12345"
    staffed_from: time = time(8, 0)
    staffed_until: time = time(20, 0)
    person_zh: Name
    person_en: Name
    email: Email
    password: Annotated[Text, Field(min_length=1, max_length=128)]


@verb
def set_up(said: SetUp) -> User:
    """Raises Conflict when the installation has a facility already, Invalid for a weak password."""
    if Facility.objects.select_for_update().exists():
        raise Conflict(_("This installation is set up already. Sign in."), code="set_up_already")
    user = User(email=said.email, name_zh=said.person_zh, name_en=said.person_en)
    try:
        validate_password(said.password, user)
    except ValidationError as weak:
        raise Invalid(" ".join(weak.messages), field="password", code="weak") from weak
    names = {"code", "name_zh", "name_en", "time_zone", "working_weekdays"}
    hours = {"staffed_from", "staffed_until"}
    facility = FacilityData(**said.model_dump(include=names | hours))
    place = Facility.objects.create(**facility.model_dump())
    user.set_password(said.password)
    user.save()
    today = place.local(clock.now()).date()
    for role in (Role.ADMIN, Role.MANAGER):
        Membership.objects.create(user=user, facility=place, role=role, since=today)
    record(job("setup", "command"), "facility.set_up", place, after={"code": place.code})
    return user
