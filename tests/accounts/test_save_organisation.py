"""An organisation is kept, and retires."""

from typing import Any

import pytest

from pilotbase.accounts.actions.save_organisation import retire_organisation, save_organisation
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Organisation
from pilotbase.accounts.schemas import OrganisationData
from pilotbase.core.errors import NotAllowed
from tests.keeping import DAY, keeps_versions, retires
from tests.people import Cast

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
