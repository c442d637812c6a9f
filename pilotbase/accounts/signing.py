"""Signing: a PIN apart from the password, with its own lock-out, and the signature it makes."""

from datetime import UTC, timedelta
from functools import partial
from hashlib import sha256
from json import dumps

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.utils.translation import gettext as _

from pilotbase.accounts.models import SigningPin, User
from pilotbase.audit.models import Signature
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, TooMany
from pilotbase.core.verbs import afterwards

TRIES, LOCKED_FOR = 5, timedelta(minutes=15)


class PinWrong(Invalid):
    code = "pin_wrong"


class PinLocked(TooMany):
    code = "pin_locked"


def set_pin(user: User, pin: str) -> None:
    """Raises Invalid unless the PIN has 4 to 12 digits."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise Invalid(_("A signing PIN has 4 to 12 digits."), field="pin", code="pin_form")
    SigningPin.objects.update_or_create(
        user=user,
        defaults={
            "hash": make_password(pin),
            "failures": 0,
            "locked_until": None,
            "changed_at": clock.now(),
        },
    )


def check_pin(user: User, pin: str | None, *, field: str = "pin") -> None:
    """Return when the PIN is hers. Raises PinWrong, or PinLocked after five wrong ones.

    Doors call it before the verb, outside its transaction: a failure is counted though it refuses.
    """
    kept = SigningPin.objects.filter(user=user).first()
    if kept is None:
        raise PinWrong(_("You have no signing PIN yet. Set one on your page."), field=field)
    if kept.locked_until and kept.locked_until > clock.now():
        raise PinLocked(_("The signing PIN is locked after five wrong tries. Try later."))
    if not check_password(pin or "", kept.hash):
        _count(kept)
        raise PinWrong(_("The signing PIN is wrong."), field=field)
    if kept.failures:
        SigningPin.objects.filter(pk=kept.pk).update(failures=0)


def _count(kept: SigningPin) -> None:
    """A try under an Idempotency-Key stands in a transaction that its refusal rolls back."""
    try:
        afterwards(partial(_count_failure, kept))
    except RuntimeError:  # in no verb
        _count_failure(kept)


def _count_failure(kept: SigningPin) -> None:
    """In the one UPDATE that cannot lose a try."""
    mine = SigningPin.objects.filter(pk=kept.pk)
    mine.update(failures=models.F("failures") + 1)
    mine.filter(failures__gte=TRIES).update(failures=0, locked_until=clock.now() + LOCKED_FOR)


def sign(user: User, role: str, meaning: str, target: models.Model, content: str) -> Signature:
    """Bind the signer to the content's digest. The caller has checked the PIN."""
    signature = Signature(
        signer=user,
        name_zh=user.name_zh,
        name_en=user.name_en,
        role=role,
        meaning=meaning,
        at=clock.now(),
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        content_digest=content,
    )
    signature.digest = digest(signature)
    signature.save(force_insert=True)
    return signature


def digest(signature: Signature) -> str:
    """SHA-256 over canonical JSON; the person as her opaque id, her name as a salted digest."""
    signer = signature.signer
    names = f"{signer.salt}|{signature.name_zh}|{signature.name_en}"
    said = {
        "signer": str(signer.person),
        "name": sha256(names.encode()).hexdigest(),
        "role": signature.role,
        "meaning": signature.meaning,
        "at": signature.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "target": f"{signature.target_type}:{signature.target_id}",
        "content": signature.content_digest,
    }
    text = dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "v1:" + sha256(text.encode()).hexdigest()
