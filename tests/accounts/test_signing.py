"""The PIN is the second part of a signature, with a lock-out of its own."""

from datetime import timedelta

import pytest

from pilotbase.accounts.signing import PinLocked, PinWrong, check_pin, digest, set_pin, sign
from pilotbase.core import clock
from pilotbase.core.errors import Invalid
from tests.people import PIN, Cast

pytestmark = pytest.mark.django_db


def test_five_wrong_ones_lock_it_for_a_quarter_of_an_hour(cast: Cast) -> None:
    check_pin(cast.signatory, PIN)
    for wrong in ("", None, "1111", "24680", "２４６８"):
        with pytest.raises(PinWrong):
            check_pin(cast.signatory, wrong)
    with pytest.raises(PinLocked):
        check_pin(cast.signatory, PIN)
    with clock.at(clock.now() + timedelta(minutes=16)):
        check_pin(cast.signatory, PIN)


def test_a_right_one_forgives_the_wrong_ones_before(cast: Cast) -> None:
    for _ in range(3):
        for _ in range(3):
            with pytest.raises(PinWrong):
                check_pin(cast.lin, "0000")
        check_pin(cast.lin, PIN)


@pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "１２３４", ""])
def test_a_pin_has_four_to_twelve_digits(cast: Cast, pin: str) -> None:
    with pytest.raises(Invalid):
        set_pin(cast.lin, pin)


def test_a_signature_covers_who_what_when_and_why(cast: Cast) -> None:
    signature = sign(cast.signatory, "signatory", "approve", cast.facility, "v1:abc")
    assert signature.digest == digest(signature)
    for field, other in [
        ("meaning", "review"),
        ("content_digest", "v1:abd"),
        ("name_en", "Someone Else"),
        ("at", signature.at + timedelta(microseconds=1)),
        ("target_id", "999"),
        ("signer", cast.lin),
    ]:
        kept = getattr(signature, field)
        setattr(signature, field, other)
        assert digest(signature) != signature.digest, field
        setattr(signature, field, kept)
