"""What the laboratory does when something ends below it: it keeps whom its samples still need."""

from django.db.models import Q
from django.utils.translation import gettext as _

from pilotbase.accounts.events import OrganisationRetires, PersonLeaves
from pilotbase.accounts.masterdata import StillNeeded, listed, refuse_while_needed
from pilotbase.accounts.models import Organisation, User
from pilotbase.core import clock
from pilotbase.core.events import within
from samples.models import Sample, TestRequest
from samples.testing.values import OPEN


class StillTested(StillNeeded):
    """Tests of its samples are open; the samples are named."""

    code = "still_tested"


@within(OrganisationRetires)
def keep_who_waits_for_results(event: OrganisationRetires) -> None:
    """Raises StillTested while tests are open that are due on that day or later, or late by then.

    Nobody could read their report.
    """
    organisation = Organisation.objects.get(pk=event.organisation_id)
    due = Q() if event.day <= clock.today() else Q(due_on__gte=event.day)
    tests = TestRequest.objects.filter(due, organisation=organisation, status__in=OPEN)
    numbers = tests.order_by("sample__number").values_list("sample__number", flat=True).distinct()
    refuse_while_needed(organisation.code, list(numbers), StillTested)


@within(PersonLeaves)
def keep_who_has_samples(event: PersonLeaves) -> None:
    """Raises StillNeeded while samples are in her hands: she alone can give them away."""
    person = User.objects.get(pk=event.user_id)
    hers = Sample.objects.filter(custodian=person).order_by("number")
    numbers = list(hers.values_list("number", flat=True))
    if numbers:
        said = {"name": person.name, "samples": listed(numbers)}
        raise StillNeeded(
            _("%(name)s has samples that only she can give away: %(samples)s.") % said,
            field="may_sign_in",
            code="has_samples",
        )
