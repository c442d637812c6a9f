"""Who acts: a person with her active membership and the door she came by, a gateway, or a job."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Facility, Membership, Organisation, User
from pilotbase.accounts.permissions import GATEWAY, GRANTS, SCOPE_OF, Permission, Scope
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed, SignedOut

Q = TypeVar("Q", bound=QuerySet[Any])
Door = Literal["page", "api", "socket", "gateway", "job", "command"]


@dataclass(frozen=True)
class Actor:
    """``user`` is None for nobody, a gateway and a job; ``scopes`` is None without a token."""

    user: User | None
    door: Door
    organisation: Organisation | None = None
    facility: Facility | None = None
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] | None = None
    machine: str = ""  # the gateway's or the job's name

    @property
    def person_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def organisation_id(self) -> int | None:
        return self.organisation.pk if self.organisation else None

    @property
    def acting_as(self) -> str:
        return self.machine or ",".join(sorted(self.roles))

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None

    @property
    def is_known(self) -> bool:
        """A person, or a gateway that showed its token: not nobody."""
        return self.user is not None or self.door == "gateway"

    @property
    def is_staff_member(self) -> bool:
        """Whether she works for the facility with tenants' bookings before her."""
        return self.reads(Permission.SEE_BOOKINGS)

    @property
    def runs_everything(self) -> bool:
        return self.door in ("job", "command")

    def holds(self, permission: Permission) -> bool:
        """Whether her roles grant it, whatever her token covers."""
        return any(permission in GRANTS[role] for role in self.roles)

    def reads(self, kind: Permission) -> bool:
        """Whether she has her facility's rows of a kind before her, whoever's they are.

        That is her role's: every token may read what its person may.
        """
        return self.facility is not None and self.holds(kind)

    def may(self, permission: Permission) -> bool:
        if self.door == "gateway":
            return permission in GATEWAY
        granted = self.holds(permission)
        scoped = self.scopes is None or SCOPE_OF[permission] in self.scopes
        return self.runs_everything or (granted and scoped)

    def require(self, permission: Permission, *, at: int | None = None) -> None:
        """``at`` is the facility whose row it is about. Raises SignedOut or NotAllowed."""
        elsewhere = at is not None and self.facility is not None and self.facility.pk != at
        if self.may(permission) and not elsewhere:
            return
        if self.user is None and self.door not in ("gateway", "job"):
            raise SignedOut(_("Sign in first."))
        if self.holds(permission) and not elsewhere:
            raise NotAllowed(
                _("This token does not cover that: it needs the scope %(scope)s.")
                % {"scope": SCOPE_OF[permission]},
                code="scope_missing",
            )
        raise NotAllowed(_("Your role does not allow this."))

    def require_to_read(self, permission: Permission, *, at: int | None = None) -> None:
        """As ``require``, of her role alone: every token may read what its person may."""
        replace(self, scopes=None).require(permission, at=at)

    def sees(self, rows: Q, kind: Permission) -> Q:
        """Root rows (with ``organisation`` and ``facility``) of this kind that exist for her."""
        if self.runs_everything:
            return rows
        if self.reads(kind):
            return rows.filter(facility=self.facility)
        if self.organisation is not None:
            return rows.filter(organisation=self.organisation)
        return rows.none()

    def tenant(self) -> Organisation:
        """The organisation she acts for. Raises NotAllowed when she acts for none."""
        if self.organisation is None:
            raise NotAllowed(_("You act for no organisation. Ask its manager to add you."))
        return self.organisation

    def person(self) -> User:
        """Raises SignedOut when nobody acts, NotAllowed when a gateway does."""
        if self.door == "gateway":
            raise NotAllowed(_("This is for people; a gateway speaks for its machines only."))
        if self.user is None:
            raise SignedOut(_("Sign in first."))
        return self.user


NOBODY = Actor(user=None, door="page")


def job(name: str, door: Literal["job", "command"] = "job") -> Actor:
    """The plant itself, at work on what is due."""
    return Actor(user=None, door=door, machine=f"{door}:{name}")


def acting(user: User, door: Door, chosen: int | None = None) -> Actor:
    """The person as she stands in her chosen membership's place, with every role held there."""
    rows = list(active_memberships(user))
    if not rows:
        return Actor(user=user, door=door)
    base = next((row for row in rows if row.pk == chosen), rows[0])
    return Actor(
        user=user,
        door=door,
        organisation=base.organisation,
        facility=base.facility,
        roles=_roles_beside(base, rows),
    )


def active_memberships(user: User) -> QuerySet[Membership]:
    """Her memberships today, of places that still serve; staff places first."""
    today = clock.today()
    return (
        user.memberships.filter(since__lte=today)
        .exclude(until__lte=today)
        .exclude(organisation__retired_from__lte=today)
        .select_related("organisation", "facility")
        .order_by("facility_id", "organisation_id", "pk")
    )


def _roles_beside(base: Membership, rows: Iterable[Membership]) -> frozenset[Role]:
    place = (base.organisation_id, base.facility_id)
    return frozenset(Role(r.role) for r in rows if (r.organisation_id, r.facility_id) == place)
