"""Keep a person: her names, how she signs in, and the role she holds in a place."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import TENANT_ROLES
from pilotbase.accounts.events import PersonLeaves
from pilotbase.accounts.models import Membership, Organisation, User
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.accounts.schemas import PersonData
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Conflict, Invalid, NotAllowed
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version


@verb
def save_person(actor: Actor, data: PersonData, version: int | None = None) -> User:
    """Raises NotAllowed, Invalid, Conflict for a known e-mail, Missing, Unconditional, Stale.

    Raises StillNeeded, from the apps above, for who may sign in no more and has what only she can
    give away. To keep her out at once, set a new password: no session outlives it.
    An organisation's manager keeps her own people only. A new password is checked for strength.
    """
    place = _place(actor, data)
    _may(actor, place)
    user = _found(actor, data, version)
    leaves = user.is_active and not data.may_sign_in
    user.name_zh, user.name_en, user.post = data.name_zh, data.name_en, data.post
    user.language, user.is_active = data.language, data.may_sign_in
    _set_password(user, data.password)
    user.save()
    if leaves:
        emit(PersonLeaves(user.pk))
    _give_role(user, data, place)
    said = data.model_dump(mode="json", exclude={"password"})
    record(actor, "user.made" if version is None else "user.changed", user, after=said)
    return user


def people_of(actor: Actor) -> QuerySet[User]:
    """Whom the actor may keep: everyone but another plant's staff, or her organisation's own.

    Whoever sets a person's password is that person: so an organisation's manager keeps nobody
    who also works elsewhere, or went there, and no plant keeps another's staff.
    """
    today = clock.today()
    standing = Membership.objects.filter(Q(until=None) | Q(until__gt=today), user=OuterRef("pk"))
    if actor.runs_everything:
        return User.objects.all()
    if actor.may(Permission.MANAGE_PEOPLE):
        elsewhere = standing.filter(facility__isnull=False).exclude(facility=actor.facility)
        return User.objects.filter(~Exists(elsewhere))
    if actor.may(Permission.MANAGE_OWN_PEOPLE):
        here = Q(organisation=actor.organisation)
        return User.objects.filter(Exists(standing.filter(here)), ~Exists(standing.exclude(here)))
    return User.objects.none()


def _place(actor: Actor, data: PersonData) -> dict[str, Any]:
    if data.role in TENANT_ROLES:
        known = Organisation.objects.visible_to(actor)
        if actor.runs_everything or actor.may(Permission.MANAGE_PEOPLE):
            known = Organisation.objects.all()
        return {"organisation": refer(known, "place", code=data.place), "facility": None}
    return {"organisation": None, "facility": facility_of(actor)}


def _may(actor: Actor, place: dict[str, Any]) -> None:
    if actor.may(Permission.MANAGE_PEOPLE):
        return
    actor.require(Permission.MANAGE_OWN_PEOPLE)
    if place["organisation"] is None or place["organisation"] != actor.organisation:
        raise NotAllowed(
            _("You keep the people of your own organisation only."),
            field="place",
            code="not_your_organisation",
        )


def _found(actor: Actor, data: PersonData, version: int | None) -> User:
    if version is not None:
        user = find(people_of(actor), email=data.email)
        raise_version(user, version)
        return user
    if User.objects.filter(email=data.email).exists():
        raise Conflict(_("This e-mail address is taken."), field="email", code="exists")
    return User(email=data.email)


def _set_password(user: User, password: str) -> None:
    if password:
        try:
            validate_password(password, user)
        except ValidationError as weak:
            raise Invalid(" ".join(weak.messages), field="password", code="weak") from weak
        user.set_password(password)
    elif not user.password:
        user.set_unusable_password()


def _give_role(user: User, data: PersonData, place: dict[str, Any]) -> None:
    """One role by this door; what she held in the place until today ends today."""
    today = clock.today()
    held = Membership.objects.filter(user=user, until=None, **place)
    held.exclude(role=data.role).update(until=today)
    if not held.filter(role=data.role).exists():
        Membership.objects.create(user=user, role=data.role, since=today, **place)
