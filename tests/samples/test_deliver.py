from datetime import timedelta
from decimal import Decimal

import pytest

from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, NotAllowed
from samples.actions.deliver import deliver
from samples.choices import Condition, CustodyType, SampleKind, SampleStatus, Storage
from samples.errors import ProjectNotOpen
from samples.events import SamplesRegistered
from samples.models import Sample
from samples.schemas.sample import DeliveryLine, Receipt, Temperature, Volume
from tests.people import Cast
from tests.samples.conftest import NOON, delivery

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def line(**more: object) -> DeliveryLine:
    said = {"client_mark": "RK-B3", "kind": SampleKind.BROTH, "storage": Storage.FREEZER, **more}
    return DeliveryLine.model_validate(said)


def test_a_client_registers_her_samples(cast: Cast, project: Project) -> None:
    said = line(
        volume=Volume(value=Decimal(2), unit="L"), description="离心上清", drawn_at=NOON, batch="B3"
    )
    with events.heard(SamplesRegistered) as told:
        (sample,) = deliver(cast.actor("lin"), delivery(lines=(said,)))
    sample.refresh_from_db()
    assert sample.number == "S-2026-00001"
    assert (sample.organisation, sample.project, sample.run) == (cast.startup, project, None)
    assert (sample.client_mark, sample.volume_ml) == ("RK-B3", Decimal(2000))
    assert (sample.status, sample.custodian) == (SampleStatus.REGISTERED, cast.lin)
    assert sample.received_at is None
    link = sample.custody.get()
    assert (link.type, link.facts["said_by"]) == (CustodyType.REGISTERED, "client")
    assert link.facts["sample"]["client_mark"] == "RK-B3"
    assert told == [SamplesRegistered((sample.pk,))]
    assert AuditEntry.objects.filter(verb="sample.delivered").count() == 1


def test_a_whole_manifest_is_numbered_in_its_order(cast: Cast, project: Project) -> None:
    samples = deliver(cast.actor("chen"), delivery(500))
    assert [s.number for s in samples][::499] == ["S-2026-00001", "S-2026-00500"]
    assert [s.client_mark for s in samples][::499] == ["RK-1", "RK-500"]
    assert deliver(cast.actor("lin"), delivery(1))[0].number == "S-2026-00501"


def test_the_laboratory_may_confirm_at_once_what_it_has_in_its_hands(
    cast: Cast, project: Project
) -> None:
    cold = Temperature(value=Decimal("277.25"), unit="K")
    receipt = Receipt(condition=Condition.OK, temperature=cold)
    samples = deliver(cast.actor("technician"), delivery(2, receipt=receipt))
    for sample in Sample.objects.filter(pk__in=[s.pk for s in samples]):
        assert (sample.status, sample.received_at) == (SampleStatus.RECEIVED, NOON)
        assert sample.custodian == cast.technician
        assert sample.custody.get(seq=2).facts["temperature"]["celsius"] == "4.1"
    with pytest.raises(NotAllowed):
        deliver(cast.actor("lin"), delivery(2, receipt=receipt))


def test_two_tubes_with_one_mark_are_refused(cast: Cast, project: Project) -> None:
    with pytest.raises(Invalid) as refused:
        deliver(cast.actor("lin"), delivery(lines=(line(client_mark="A"), line(), line())))
    assert (refused.value.code, refused.value.field) == ("mark_twice", "lines.1.client_mark")
    assert not Sample.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (line(volume=Volume(value=Decimal(1), unit="g")), "lines.0.volume"),
        (line(drawn_at=NOON + timedelta(hours=1)), "lines.0.drawn_at"),
    ],
)
def test_a_line_that_cannot_be_is_named(
    cast: Cast, project: Project, said: DeliveryLine, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        deliver(cast.actor("lin"), delivery(lines=(said,)))
    assert refused.value.field == field


@pytest.mark.parametrize("status", [ProjectStatus.DRAFT, ProjectStatus.CLOSED])
def test_a_project_must_be_approved(cast: Cast, project: Project, status: str) -> None:
    Project.objects.update(status=status)
    with pytest.raises(ProjectNotOpen, match="P-0004 is not approved today"):
        deliver(cast.actor("lin"), delivery())


def test_to_a_competitor_the_project_is_missing(cast: Cast, project: Project) -> None:
    with pytest.raises(Invalid) as refused:
        deliver(cast.actor("eve"), delivery())
    assert (refused.value.code, refused.value.field) == ("missing", "project")


def test_operators_do_not_deliver(cast: Cast, project: Project) -> None:
    with pytest.raises(NotAllowed):
        deliver(cast.actor("operator"), delivery())
