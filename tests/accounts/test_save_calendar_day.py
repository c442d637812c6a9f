"""A holiday, or a make-up day: one opinion of each day."""

from typing import Any

import pytest

from pilotbase.accounts.actions.save_calendar_day import save_calendar_day
from pilotbase.accounts.models import CalendarDay
from pilotbase.accounts.schemas import CalendarDayData
from pilotbase.core.errors import NotAllowed
from tests.keeping import says_anew
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(**more: Any) -> CalendarDayData:
    words = {"day": "2027-10-01", "name_zh": "国庆节", "name_en": "National Day"}
    return CalendarDayData.model_validate({**words, **more})


def test_a_manager_says_it_anew(cast: Cast) -> None:
    day = says_anew(cast.actor("manager"), save_calendar_day, said(), said(works=True))
    assert day.works
    assert CalendarDay.objects.get() == day
    assert day.facility == cast.facility


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "admin"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_calendar_day(cast.actor(name), said())
    assert not CalendarDay.objects.exists()
