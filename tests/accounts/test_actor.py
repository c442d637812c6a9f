"""What a person may do follows from the place she acts for."""

from datetime import date, timedelta

import pytest

from pilotbase.accounts.actor import NOBODY, acting, job
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Membership, Project
from pilotbase.accounts.permissions import GRANTS, SCOPE_OF, Permission, Scope
from pilotbase.accounts.tokens import actor_for_token, make_token
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed, SignedOut
from tests.people import SINCE, Cast, a_project

pytestmark = pytest.mark.django_db


def test_every_permission_is_someones_and_has_a_scope() -> None:
    assert set().union(*GRANTS.values()) | {Permission.INGEST_READINGS} == set(Permission)
    assert set(SCOPE_OF) == set(Permission)


def test_a_tenant_sees_her_own_and_staff_their_facilitys(cast: Cast) -> None:
    mine, hers = a_project(cast, cast.startup), a_project(cast, cast.rival, "P-0005")
    for name, seen in [
        ("lin", {mine}),
        ("eve", {hers}),
        ("operator", {mine, hers}),
        ("admin", set()),
        ("finance", {mine, hers}),
    ]:
        assert set(Project.objects.visible_to(cast.actor(name))) == seen, name
    assert not Project.objects.visible_to(NOBODY).exists()
    assert Project.objects.visible_to(job("x")).count() == 2


def test_who_holds_two_places_acts_for_one_at_a_time(cast: Cast) -> None:
    there = Membership.objects.create(
        user=cast.lin, facility=cast.facility, role=Role.OPERATOR, since=SINCE
    )
    Membership.objects.create(
        user=cast.lin, facility=cast.facility, role=Role.TECHNICIAN, since=SINCE
    )
    at_work = acting(cast.lin, "page", chosen=there.pk)
    assert at_work.roles == {Role.OPERATOR, Role.TECHNICIAN}
    assert at_work.organisation is None
    assert at_work.may(Permission.ENTER_RESULT)
    assert not at_work.may(Permission.BOOK)


@pytest.mark.parametrize(
    ("since", "until", "may"), [(0, None, True), (1, None, False), (-9, 0, False)]
)
def test_a_membership_counts_on_its_days(
    cast: Cast, since: int, until: int | None, may: bool
) -> None:
    today = clock.today()
    days = {"since": today + timedelta(days=since)}
    if until is not None:
        days["until"] = today + timedelta(days=until)
    Membership.objects.filter(user=cast.lin).update(**days)
    assert acting(cast.lin, "page").may(Permission.BOOK) is may


def test_refusals_say_what_is_missing(cast: Cast) -> None:
    with pytest.raises(SignedOut):
        NOBODY.require(Permission.BOOK)
    with pytest.raises(NotAllowed) as role:
        cast.actor("operator").require(Permission.BOOK)
    assert role.value.code == "not_allowed"
    membership = Membership.objects.get(user=cast.lin)
    _token, text = make_token(membership, "t", [Scope.READ])
    actor = actor_for_token(text)
    assert actor is not None
    with pytest.raises(NotAllowed) as scope:
        actor.require(Permission.BOOK)
    assert scope.value.code == "scope_missing"


def test_a_token_ends(cast: Cast) -> None:
    membership = Membership.objects.get(user=cast.lin)
    token, text = make_token(membership, "t", list(Scope), clock.now() + timedelta(days=1))
    assert actor_for_token(text) is not None
    assert actor_for_token(text + "x") is None
    with clock.at(clock.now() + timedelta(days=2)):
        assert actor_for_token(text) is None
    token.revoked_at = clock.now()
    token.save()
    assert actor_for_token(text) is None
    assert text not in repr(token.__dict__)


def test_a_retired_organisation_gives_no_place(cast: Cast) -> None:
    cast.startup.retired_from = date(2020, 1, 1)
    cast.startup.save()
    assert not acting(cast.lin, "page").may(Permission.BOOK)
