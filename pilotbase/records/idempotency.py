"""Once is enough: the same key and body answer the first answer again."""

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pilotbase.core import clock
from pilotbase.core.errors import Conflict, Invalid
from pilotbase.core.verbs import verb
from pilotbase.records.models import IdempotencyKey

LONGEST = 128


class KeyReused(Conflict):
    code = "idempotency_key_reused"


class Answer(NamedTuple):
    status: int
    body: bytes


class Call(NamedTuple):
    """Who asks for what: ``name`` is method and path."""

    person_id: int
    key: str
    name: str
    body: bytes


@verb
def once(call: Call, answer: Callable[[], Answer]) -> Answer:
    """Run ``answer`` unless this call was answered before. What was refused may be tried again.

    Raises KeyReused when the key came with another call or body, Invalid for an unusable key.
    """
    if not call.key.isprintable() or not 0 < len(call.key) <= LONGEST:
        raise Invalid(_("An Idempotency-Key has 1 to 128 printable characters."))
    fingerprint = sha256(call.body).hexdigest()
    try:
        with transaction.atomic():
            claimed = IdempotencyKey.objects.create(
                person_id=call.person_id,
                key=call.key,
                call=call.name[:200],
                body_hash=fingerprint,
                made_at=clock.now(),
            )
    except IntegrityError:
        return _first_answer(call, fingerprint)
    given = answer()
    if given.status >= 400:
        transaction.set_rollback(True)
    else:
        claimed.status, claimed.answer = given
        claimed.save(update_fields=["status", "answer"])
    return given


def _first_answer(call: Call, fingerprint: str) -> Answer:
    first = IdempotencyKey.objects.get(person_id=call.person_id, key=call.key)
    if (first.call, first.body_hash) != (call.name[:200], fingerprint):
        raise KeyReused(
            _("This Idempotency-Key was used for something else. Use a new key."),
            field="Idempotency-Key",
        )
    return Answer(first.status, bytes(first.answer))
