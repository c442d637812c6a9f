"""The demonstration shows enquiries at several steps, made by the verbs."""

from datetime import UTC, datetime

import pytest

from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.demo import filling
from pilotbase.demo.crew import person
from pilotbase.intake.choices import EnquiryStatus
from pilotbase.intake.models import Enquiry
from pilotbase.intake.steps import waiting_for

NOW = datetime(2026, 11, 25, 6, 32, 7, tzinfo=UTC)
S = EnquiryStatus


@pytest.mark.slow
@pytest.mark.django_db
def test_each_stands_at_its_step() -> None:
    with clock.at(NOW):
        filling.set_up(NOW, "pilot-demo")
        found = list(Enquiry.objects.order_by("pk"))
        assert [one.status for one in found] == [S.APPROVED, S.REVIEW, S.AGREEMENTS, S.RECEIVED]
        assert [one.overdue(clock.today()) for one in found] == [False, False, False, True]
        for name, number in (("biosafety", 1), ("orgmanager", 2), ("manager", 3)):
            assert list(waiting_for(person(f"{name}@demo.test"))) == [found[number]]
        project = Project.objects.get(code="P-0013")
        assert project.approved_on(clock.today())
        assert project.bounds.classes == ("BR05", "BR15")
