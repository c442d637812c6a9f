"""The terms of conduct are one row of the plant, said anew."""

from datetime import timedelta

import pytest

from bookings.actions.save_conduct_terms import ConductTermsData, save_conduct_terms
from bookings.models import ConductTerms
from pilotbase.core.errors import NotAllowed
from tests.keeping import says_anew
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_the_manager_says_them_anew(cast: Cast) -> None:
    first, again = ConductTermsData(), ConductTermsData(no_show=3, late_notice=24)
    terms = says_anew(cast.actor("manager"), save_conduct_terms, first, again)
    assert (terms.no_show, terms.late_notice) == (3, timedelta(days=1))
    page = cast.client("manager").get("/plant/conduct").content.decode()
    assert "180" in page


@pytest.mark.parametrize("name", ["eve", "lin", "chen", "operator", "finance"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_conduct_terms(cast.actor(name), ConductTermsData())
    assert not ConductTerms.objects.exists()
