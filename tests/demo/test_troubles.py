"""The demonstration shows faults, a request for help, and machines for which one must learn."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from equipment.choices import FaultStatus, QualificationLevel
from equipment.models import EquipmentClass, FaultReport, HelpThread
from equipment.qualifications import holding
from pilotbase.core import clock
from pilotbase.demo import keeping, plant, troubles
from pilotbase.demo.calendar import ZONE
from pilotbase.demo.crew import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, tzinfo=ZONE)
S = FaultStatus


@pytest.fixture(autouse=True)
def _in_trouble() -> Iterator[None]:
    person.cache_clear()
    plant.set_up(NOW - 60 * keeping.DAY, "pilot-demo")
    with clock.at(NOW):
        keeping.teach(NOW)
        troubles.trouble(NOW)
        yield


def test_faults_stand_at_several_steps_with_notes() -> None:
    faults = list(FaultReport.objects.order_by("reported_at"))
    assert [fault.status for fault in faults] == [S.RESOLVED, S.IN_REPAIR, S.OPEN]
    assert [fault.notes.count() for fault in faults] == [1, 1, 0]
    assert [bool(fault.answer) for fault in faults] == [True, True, False]
    assert all(fault.changed_at <= NOW for fault in faults)


def test_a_question_was_answered_and_goes_on() -> None:
    thread = HelpThread.objects.get()
    assert [said.by_staff for said in thread.messages.order_by("at")] == [False, True, False]
    assert thread.waits_for_staff


def test_one_class_is_for_those_who_learned_it() -> None:
    of = EquipmentClass.objects.get(needs_qualification=True)
    people = {name: person(f"{name}@demo.test").person().pk for name in ("scientist", "daolang")}
    held = holding(list(people.values()), [of.pk], clock.today())
    assert held == {(people["scientist"], of.pk): QualificationLevel.ALONE}
