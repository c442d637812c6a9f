"""Terms of cancelling: by class or for all, said anew."""

from typing import Any

import pytest
from pydantic import ValidationError

from bookings.actions.save_cancel_term import CancelTermData, save_cancel_term
from bookings.models import CancelTerm
from pilotbase.core.errors import Invalid, NotAllowed
from tests.factories import Plant
from tests.keeping import says_anew
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(**more: Any) -> CancelTermData:
    return CancelTermData.model_validate({"notice": "48", "percent": 30, **more})


@pytest.mark.parametrize("name", ["finance", "manager"])
@pytest.mark.parametrize("of", [None, "BR300"])
def test_who_keeps_prices_says_one_anew(plant: Plant, cast: Cast, name: str, of: str) -> None:
    first, again = said(equipment_class=of), said(equipment_class=of, percent=60)
    term = says_anew(cast.actor(name), save_cancel_term, first, again)
    assert (term.percent, term.notice.days) == (60, 2)
    save_cancel_term(cast.actor(name), said(equipment_class="LAB"))
    assert CancelTerm.objects.count() == 2


def test_an_unknown_class_is_said_beside_its_field(plant: Plant, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_cancel_term(cast.actor("finance"), said(equipment_class="NONE"))
    assert refused.value.field == "equipment_class"


@pytest.mark.parametrize("wrong", [{"percent": 101}, {"percent": -1}, {"notice": "-1"}])
def test_what_makes_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        said(**wrong)


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "quality"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_cancel_term(cast.actor(name), said())
    assert not CancelTerm.objects.exists()
