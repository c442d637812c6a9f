"""Both sides accept each agreement; then the strain is declared."""

from typing import Any

import pytest

from pilotbase.core.errors import Missing, NotAllowed
from pilotbase.intake.actions.accept_document import accept_document
from pilotbase.intake.actions.add_document import add_document
from pilotbase.intake.choices import DocumentKind, EnquiryStatus
from pilotbase.intake.errors import NotItsStep
from pilotbase.intake.models import Document, Enquiry
from pilotbase.intake.steps import waiting_for
from tests.intake.asking import agreed, answered
from tests.keeping import verbs_on
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db


@pytest.fixture
def enquiry(cast: Cast) -> Enquiry:
    return answered(cast)


def added(cast: Cast, enquiry: Enquiry, kind: DocumentKind = DocumentKind.AGREEMENT) -> Document:
    return add_document(cast.actor("manager"), enquiry.number, kind, "a.pdf", [b"%PDF-"])


def accepted(cast: Cast, who: str, door: str, document: Document) -> Any:
    path = f"/enquiries/{document.enquiry.number}/documents/{document.pk}/accept"
    if door == "api":
        return cast.bearer(who).post(f"/api/v1{path}")
    return cast.client(who).post(path)


@pytest.mark.parametrize("door", DOORS)
def test_when_all_are_accepted_by_both_it_goes_on(cast: Cast, enquiry: Enquiry, door: str) -> None:
    one, two = (added(cast, enquiry, kind) for kind in DocumentKind)
    for who, document in (("chen", one), ("chen", two), ("manager", one)):
        assert accepted(cast, who, door, document).status_code in OK
    assert not waiting_for(cast.actor("chen")).exists()
    assert list(waiting_for(cast.actor("manager"))) == [enquiry]
    assert accepted(cast, "manager", door, two).status_code in OK
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.version) == (EnquiryStatus.DECLARATION, 3)
    assert list(waiting_for(cast.actor("lin"))) == [enquiry]
    one.refresh_from_db()
    assert (one.tenant_by, one.plant_by) == (cast.chen, cast.manager)
    assert verbs_on(enquiry).count("enquiry.document_accepted") == 4
    assert accepted(cast, "manager", door, two).status_code == 409


def test_said_again_it_changes_nothing(cast: Cast, enquiry: Enquiry) -> None:
    document = added(cast, enquiry)
    for _again in range(2):
        accept_document(cast.actor("chen"), enquiry.number, document.pk)
    assert verbs_on(enquiry).count("enquiry.document_accepted") == 1


def test_a_replaced_file_is_accepted_no_more(cast: Cast, enquiry: Enquiry) -> None:
    document = added(cast, enquiry)
    accept_document(cast.actor("chen"), enquiry.number, document.pk)
    anew = added(cast, enquiry)
    with pytest.raises(Missing):
        accept_document(cast.actor("manager"), enquiry.number, document.pk)
    assert (anew.tenant_at, list(waiting_for(cast.actor("chen")))) == (None, [enquiry])


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "status"), [("lin", 403), ("biosafety", 403), ("eve", 404)])
def test_others_may_not(cast: Cast, enquiry: Enquiry, door: str, name: str, status: int) -> None:
    assert accepted(cast, name, door, added(cast, enquiry)).status_code == status


def test_what_was_agreed_stays(cast: Cast) -> None:
    enquiry = agreed(cast)
    document = enquiry.documents.first()
    assert document is not None
    with pytest.raises(NotItsStep):
        accept_document(cast.actor("chen"), enquiry.number, document.pk)
    with pytest.raises(NotAllowed):
        accept_document(cast.actor("quality"), enquiry.number, document.pk)
