"""The fixed cast. Every permission test uses the competitor, Eve."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password
from django.test import Client

from pilotbase.accounts.actor import Actor, Door, acting
from pilotbase.accounts.choices import (
    Containment,
    OrganisationKind,
    PriceClass,
    ProductField,
    ProjectStatus,
    Role,
    ServiceType,
)
from pilotbase.accounts.models import (
    Facility,
    Membership,
    Organisation,
    Project,
    SigningPin,
    User,
)
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from pilotbase.core import clock

PIN = "2468"
SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Cast:
    """The people of two startups and of the plant, each by name or by role."""

    facility: Facility
    startup: Organisation
    rival: Organisation
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, name: str, door: Door = "page") -> Actor:
        return acting(self.people[name], door)

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(
            self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    def bearer(self, name: str, *scopes: Scope) -> Client:
        """A program that acts for this person, with every scope unless some are named."""
        membership = Membership.objects.filter(user=self.people[name]).first()
        assert membership is not None
        _token, text = make_token(membership, "test", scopes or tuple(Scope))
        return Client(headers={"Authorization": f"Bearer {text}"})


TENANTS = {
    "lin": ("startup", Role.SCIENTIST),
    "chen": ("startup", Role.ORG_MANAGER),
    "eve": ("rival", Role.SCIENTIST),
}
STAFF = {
    "operator": Role.OPERATOR,
    "technician": Role.TECHNICIAN,
    "colleague": Role.TECHNICIAN,
    "reviewer": Role.REVIEWER,
    "signatory": Role.SIGNATORY,
    "biosafety": Role.BIOSAFETY,
    "manager": Role.MANAGER,
    "quality": Role.QUALITY,
    "finance": Role.FINANCE,
    "admin": Role.ADMIN,
}


def a_cast() -> Cast:
    facility = Facility.objects.create(
        code="HZ",
        name_zh="示范中试基地",
        name_en="Demo Pilot Plant",
        lab_name_zh="示范中试基地检测中心",
        lab_name_en="Demo Pilot Plant Testing Centre",
        address_zh="杭州市示范路 1 号",
        address_en="1 Demo Road, Hangzhou",
    )
    cast = Cast(facility, _organisation("yanxi", "砚溪生物"), _organisation("rival", "栖光材料"))
    cast.people.update({name: _person(name) for name in (*TENANTS, *STAFF)})
    User.objects.bulk_create(cast.people.values())
    Membership.objects.bulk_create(_memberships(cast))
    SigningPin.objects.bulk_create(
        SigningPin(user=user, hash=_hashed(PIN), changed_at=clock.now())
        for user in cast.people.values()
    )
    return cast


def a_project(cast: Cast, organisation: Organisation, code: str = "P-0004") -> Project:
    return Project.objects.create(
        code=code,
        organisation=organisation,
        facility=cast.facility,
        title="Recombinant protein",
        service_type=ServiceType.PROCESS,
        product_field=ProductField.ENZYMES,
        containment=Containment.GLSP,
        organism="Escherichia coli",
        strain="BL21(DE3)",
        gmo=True,
        status=ProjectStatus.APPROVED,
        approved_from=SINCE,
    )


def _organisation(code: str, name: str) -> Organisation:
    return Organisation.objects.create(
        code=code,
        name_zh=name,
        name_en=code.title(),
        kind=OrganisationKind.STARTUP,
        price_class=PriceClass.EXTERNAL,
    )


def _person(name: str) -> User:
    user = User(email=f"{name}@demo.test", name_zh=name, name_en=name.title(), language="en")
    user.set_unusable_password()
    return user


def _memberships(cast: Cast) -> Iterator[Membership]:
    for name, (place, role) in TENANTS.items():
        user, there = cast.people[name], getattr(cast, place)
        yield Membership(user=user, role=role, since=SINCE, organisation=there)
    for name, role in STAFF.items():
        yield Membership(user=cast.people[name], role=role, since=SINCE, facility=cast.facility)


@cache
def _hashed(pin: str) -> str:
    """Once for all of them: a cast is made for nearly every test."""
    return make_password(pin)
