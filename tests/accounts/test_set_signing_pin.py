"""A signing PIN is chosen by who knows the password."""

import pytest

from pilotbase.accounts.actions.set_signing_pin import NewPin, set_signing_pin
from pilotbase.accounts.actor import NOBODY
from pilotbase.accounts.signing import PinWrong, check_pin
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Invalid, SignedOut
from tests.keeping import verbs_on
from tests.people import PIN, Cast

pytestmark = pytest.mark.django_db
WORDS = "a-strong-pass-9"


@pytest.fixture(autouse=True)
def _known(cast: Cast) -> None:
    cast.lin.set_password(WORDS)
    cast.lin.save()


def test_it_is_hers_alone_and_told_without_saying_it(cast: Cast) -> None:
    set_signing_pin(cast.actor("lin"), NewPin(password=WORDS, pin="9876"))
    check_pin(cast.lin, "9876")
    with pytest.raises(PinWrong):
        check_pin(cast.eve, "9876")
    assert verbs_on(cast.lin) == ["user.pin_set"]
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == (None, None)


@pytest.mark.parametrize(
    ("password", "pin", "field"),
    [("guess", "9876", "password"), (WORDS, "98", "pin"), (WORDS, "98a6", "pin")],
)
def test_a_wrong_answer_changes_nothing(cast: Cast, password: str, pin: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_signing_pin(cast.actor("lin"), NewPin(password=password, pin=pin))
    assert refused.value.field == field
    check_pin(cast.lin, PIN)


def test_nobody_has_none() -> None:
    with pytest.raises(SignedOut):
        set_signing_pin(NOBODY, NewPin(password=WORDS, pin="9876"))


def test_by_page(cast: Cast) -> None:
    client = cast.client("lin")
    for password, pin, status in (
        ("x", "9876", 422),
        (WORDS, "98", 422),
        (WORDS, "9876", 302),
    ):
        answer = client.post("/accounts/me/pin", {"password": password, "pin": pin})
        assert answer.status_code == status
    check_pin(cast.lin, "9876")
