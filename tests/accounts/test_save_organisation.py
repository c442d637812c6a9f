"""An organisation is kept, and retires."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pilotbase.accounts.actions.save_organisation import retire_organisation, save_organisation
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Organisation, Project
from pilotbase.accounts.schemas import OrganisationData
from pilotbase.core import clock
from pilotbase.core.errors import Conflict, NotAllowed
from samples.choices import RequestStatus
from samples.models import TestRequest
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.keeping import DAY, keeps_versions, retires
from tests.people import Cast
from tests.samples.lab import GC, received, requested, the_methods

pytestmark = pytest.mark.django_db


def said(code: str = "acme", **more: Any) -> OrganisationData:
    words = {"code": code, "name_zh": "甲公司", "name_en": "Acme", "kind": "startup"}
    return OrganisationData.model_validate({**words, **more})


def test_a_manager_keeps_it(cast: Cast) -> None:
    manager, changed = cast.actor("manager"), said(price_class="park")
    kept = keeps_versions(manager, save_organisation, said(), changed, said("none"))
    assert kept.price_class == PriceClass.PARK
    retires(manager, retire_organisation, "acme", kept)


@pytest.mark.parametrize("name", ["eve", "chen", "operator", "admin"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_organisation(cast.actor(name), said())
    with pytest.raises(NotAllowed):
        retire_organisation(cast.actor(name), "yanxi", cast.startup.version, DAY)
    assert not Organisation.objects.filter(code="acme").exists()


NOON = datetime(2027, 1, 1, 4, tzinfo=UTC)


def test_it_stays_while_its_bookings_stand(cast: Cast, plant: Plant, project: Project) -> None:
    manager = cast.actor("manager")
    a_booking(project, plant.dsc, NOON - timedelta(days=3), NOON - timedelta(days=2))
    number = a_booking(project, plant.dsc, NOON, NOON + timedelta(hours=6)).number
    with pytest.raises(Conflict) as refused:
        retire_organisation(manager, "yanxi", cast.startup.version, DAY)
    assert (refused.value.code, refused.value.field) == ("still_booked", "day")
    assert refused.value.message == f"yanxi is still needed on that day or later: {number}."
    gone = retire_organisation(manager, "rival", cast.rival.version, DAY)
    assert gone.retired_from == DAY
    later = DAY + timedelta(days=1)
    assert retire_organisation(manager, "yanxi", cast.startup.version, later).retired_from == later


def test_it_stays_while_its_samples_are_tested(cast: Cast, project: Project) -> None:
    the_methods(cast)
    manager, noon = cast.actor("manager"), datetime(2026, 11, 24, 4, tzinfo=UTC)
    with clock.at(noon):
        (sample,) = received(cast, ["RK-1"])
        (request,) = requested(cast, sample, GC)
        today = clock.today()
        for day in (today, request.due_on):
            with pytest.raises(Conflict) as refused:
                retire_organisation(manager, "yanxi", cast.startup.version, day)
            assert refused.value.code == "still_tested"
            assert sample.number in refused.value.message
        TestRequest.objects.update(status=RequestStatus.APPROVED)
        gone = retire_organisation(manager, "yanxi", cast.startup.version, today)
    assert gone.retired_from == today
