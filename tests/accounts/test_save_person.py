"""A person is kept: her names, her password, the role she holds in a place."""

from typing import Any

import pytest

from pilotbase.accounts.actions.save_person import people_of, save_person
from pilotbase.accounts.actor import job
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Membership, Project, User
from pilotbase.accounts.schemas import PersonData
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Conflict, Invalid, Missing, NotAllowed, Stale
from samples.choices import SampleKind, SampleStatus, Storage
from samples.models import Sample
from tests.keeping import verbs_on
from tests.people import SINCE, Cast

pytestmark = pytest.mark.django_db


def said(email: str = "new@demo.test", **more: Any) -> PersonData:
    words = {"email": email, "name_zh": "新人", "name_en": "New", "role": "operator"}
    return PersonData.model_validate({**words, **more})


TENANT = {"role": "scientist", "place": "yanxi"}


@pytest.mark.parametrize("name", ["admin", "manager"])
def test_who_keeps_people_makes_and_changes_one(cast: Cast, name: str) -> None:
    who = cast.actor(name)
    made = save_person(who, said(password="a-strong-pass-9"))
    assert made.check_password("a-strong-pass-9")
    held = Membership.objects.get(user=made)
    assert (held.role, held.facility) == (Role.OPERATOR, cast.facility)
    seen = made.version
    changed = save_person(who, said(role="technician", name_en="Newer"), seen)
    assert (changed.name_en, changed.version) == ("Newer", seen + 1)
    assert changed.check_password("a-strong-pass-9")
    assert [m.role for m in Membership.objects.filter(user=made, until=None)] == [Role.TECHNICIAN]
    with pytest.raises(Stale):
        save_person(who, said(), seen)
    assert verbs_on(made) == ["user.made", "user.changed"]
    assert not AuditEntry.objects.filter(after__has_key="password").exists()


def test_an_organisations_manager_keeps_her_own(cast: Cast) -> None:
    chen = cast.actor("chen")
    made = save_person(chen, said(**TENANT))
    assert not made.has_usable_password()
    assert Membership.objects.get(user=made).organisation == cast.startup
    hers = said("lin@demo.test", **TENANT, may_sign_in=False)
    assert not save_person(chen, hers, cast.lin.version).is_active


def test_who_stands_elsewhere_too_is_not_hers_to_keep(cast: Cast) -> None:
    Membership.objects.create(
        user=cast.lin, organisation=cast.rival, role=Role.SCIENTIST, since=SINCE
    )
    for email in ("lin@demo.test", "eve@demo.test"):
        with pytest.raises(Missing):
            save_person(cast.actor("chen"), said(email, **TENANT), 1)


@pytest.mark.parametrize(
    ("who", "more", "field"),
    [
        ("admin", {"role": "scientist", "place": "none"}, "place"),
        ("chen", {"role": "scientist", "place": "rival"}, "place"),
        ("admin", {"password": "1234"}, "password"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    cast: Cast, who: str, more: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        save_person(cast.actor(who), said(**more))
    assert refused.value.field == field
    assert not User.objects.filter(email="new@demo.test").exists()


def test_an_address_is_one_persons(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        save_person(cast.actor("admin"), said("Lin@Demo.test"))
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("name", "more"),
    [("eve", {"role": "scientist", "place": "rival"}), ("lin", TENANT)]
    + [(name, {}) for name in ("chen", "operator", "quality")],
)
def test_others_may_not(cast: Cast, name: str, more: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        save_person(cast.actor(name), said(**more))
    assert not User.objects.filter(email="new@demo.test").exists()


def test_who_has_samples_in_her_hands_stays(cast: Cast, project: Project) -> None:
    sample = Sample.objects.create(
        number="S-2026-00001",
        facility=cast.facility,
        organisation=cast.startup,
        project=project,
        kind=SampleKind.BROTH,
        storage=Storage.FRIDGE,
        status=SampleStatus.COLLECTED,
        custodian=cast.operator,
        registered_at=clock.now(),
    )
    admin = cast.actor("admin")
    leaving = said("operator@demo.test", may_sign_in=False)
    with pytest.raises(Conflict) as refused:
        save_person(admin, leaving, cast.operator.version)
    assert (refused.value.code, refused.value.field) == ("has_samples", "may_sign_in")
    assert sample.number in refused.value.message
    assert User.objects.get(pk=cast.operator.pk).is_active
    Sample.objects.update(custodian=cast.technician)
    gone = save_person(admin, leaving, cast.operator.version)
    assert not gone.is_active
    assert not save_person(admin, leaving, gone.version).is_active  # said again


def test_whom_one_keeps(cast: Cast) -> None:
    def emails(who: str) -> set[str]:
        return set(people_of(cast.actor(who)).values_list("email", flat=True))

    assert emails("chen") == {"chen@demo.test", "lin@demo.test"}
    assert emails("lin") == emails("operator") == set()
    assert emails("admin") == {user.email for user in cast.people.values()}
    assert people_of(job("setup")).count() == len(cast.people)
