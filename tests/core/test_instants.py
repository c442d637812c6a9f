"""An instant as a number is the same instant, to the microsecond, on either database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.models import EquipmentClass
from pilotbase.accounts.models import User
from pilotbase.core.instants import Microseconds, instant, number
from tests.factories import Plant
from tests.people import Cast


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 7, 1, tzinfo=UTC),
        datetime(2026, 7, 1, 4, 20, 30, 1, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2099, 12, 31, 23, 59, 59, 999_500, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC),
    ],
)
def test_the_database_counts_as_we_do(cast: Cast, at: datetime) -> None:
    User.objects.filter(pk=cast.lin.pk).update(last_login=at)
    read = User.objects.filter(pk=cast.lin.pk).values_list(Microseconds("last_login"), "last_login")
    counted, said = read.get()
    assert counted == number(at) == number(said)
    assert instant(counted) == at.astimezone(UTC)


@pytest.mark.django_db
def test_what_never_was_stays_unknown(cast: Cast) -> None:
    User.objects.filter(pk=cast.lin.pk).update(last_login=None)
    read = User.objects.filter(pk=cast.lin.pk).values_list(Microseconds("last_login"), flat=True)
    assert read.get() is None


@pytest.mark.django_db
def test_a_length_is_a_number_too(plant: Plant) -> None:
    length = timedelta(days=40, hours=8, microseconds=7)
    classes = EquipmentClass.objects.filter(pk=plant.vessels.pk)
    classes.update(preparation=length)
    read = classes.values_list(Microseconds("preparation"), flat=True)
    assert read.get() == length // timedelta(microseconds=1)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 10**9),
)
def test_there_and_back(at: datetime, more: int) -> None:
    assert instant(number(at)) == at
    later = at + timedelta(microseconds=more)
    assert number(later) - number(at) == more
