"""How samples change hands: who may give and take them, and what both put their names to.

A hand-over has two sides (ISO/IEC 17025:2017 clause 7.4; EPA sample custody): the giver offers,
the receiver confirms what came. Several samples go together, all or none.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor, acting, active_memberships
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Membership, User
from pilotbase.accounts.permissions import GRANTS, Permission
from pilotbase.accounts.signing import sign
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Invalid, NotAllowed
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.units import converted
from samples.choices import CustodyType, Meaning, SampleStatus
from samples.custody.chain import append
from samples.errors import InHandover, NotInHand, NotOffered
from samples.events import CustodyChanged
from samples.models import CustodyEvent, Sample
from samples.policy import check_claimed
from samples.schemas.sample import Arrival


def found(actor: Actor, number: str, also: Iterable[str]) -> list[Sample]:
    """The sample of the address and those named with it. Raises Missing, Invalid."""
    visible = Sample.objects.visible_to(actor)
    first = find(visible, number=number)
    further = [refer(visible, f"also.{n}", number=name) for n, name in enumerate(also)]
    return list({sample.pk: sample for sample in (first, *further)}.values())


def locked(samples: Sequence[Sample]) -> list[Sample]:
    """The same rows as they are now, in the same order, ours until commit."""
    rows = lock(Sample.objects.select_related("custodian", "offered_to"), [s.pk for s in samples])
    return [rows[sample.pk] for sample in samples]


def receiver(actor: Actor, samples: Sequence[Sample], email: str) -> Actor:
    """Her to whom these samples may go: staff of the plant, or a member of their organisation.

    Raises Invalid in the same words whether she is unknown or may not have them.
    """
    user = User.objects.filter(email=email, is_active=True).first()
    places = active_memberships(user) if user and user.pk != actor.person_id else ()
    for membership in places:
        her = acting(membership.user, "page", chosen=membership.pk)
        if her.may(Permission.HAND_OVER) and _sees_all(her, samples):
            return her
    raise Invalid(
        _("There is no one called %(email)s to whom these samples may be handed over.")
        % {"email": email[:80]},
        field="to",
        code="missing",
    )


def receivers(actor: Actor, samples: Sequence[Sample]) -> list[tuple[str, str]]:
    """To whom these may go, the laboratory first: e-mail, and name with her roles."""
    roles = [role for role, granted in GRANTS.items() if Permission.HAND_OVER in granted]
    places = Q(facility__in={sample.facility_id for sample in samples})
    owners = {sample.organisation_id for sample in samples}
    if len(owners) == 1 and None not in owners:
        places |= Q(organisation__in=owners)
    today = clock.today()
    rows = (
        Membership.objects.filter(places, Q(until=None) | Q(until__gt=today), role__in=roles)
        .filter(since__lte=today, user__is_active=True)
        .exclude(user=actor.person_id)
        .select_related("user")
        .order_by("user__name_zh", "user_id", "role")
    )
    people: dict[str, list[str]] = {}
    for row in rows:
        people.setdefault(row.user.email, [row.user.name]).append(str(row.get_role_display()))
    first = {row.user.email for row in rows if row.role == Role.TECHNICIAN}
    ordered = sorted(people.items(), key=lambda person: person[0] not in first)
    return [(email, " · ".join(said)) for email, said in ordered]


def check_in_hand(actor: Actor, samples: Iterable[Sample]) -> None:
    """Raises InHandover, and NotInHand saying who has it."""
    for sample in samples:
        check_at_rest(sample)
        if sample.custodian is None or sample.custodian_id != actor.person_id:
            holder = sample.custodian.name if sample.custodian else _("nobody")
            raise NotInHand(
                _("%(number)s is with %(holder)s, who alone can give it away.")
                % {"number": sample.number, "holder": holder}
            )


def check_at_rest(sample: Sample) -> None:
    """Raises InHandover while the sample is on its way."""
    if sample.status == SampleStatus.IN_HANDOVER:
        raise InHandover(
            _("%(number)s is being handed over. It must be received or taken back first.")
            % {"number": sample.number}
        )


def check_offered(actor: Actor, samples: Iterable[Sample]) -> None:
    """Raises NotOffered unless each is being handed over to her."""
    for sample in samples:
        if sample.offered_to_id is None or sample.offered_to_id != actor.person_id:
            raise NotOffered(
                _("%(number)s is not being handed over to you.") % {"number": sample.number}
            )


def claimed(at: datetime | None, samples: Sequence[Sample]) -> datetime:
    """When it happened: now, or as she says, in the order of each chain. Raises Invalid."""
    now = clock.now()
    if at is None:
        return now
    last = CustodyEvent.objects.filter(sample__in=samples).order_by("-occurred_at").first()
    # People write whole minutes.
    since = last.occurred_at.replace(second=0, microsecond=0) if last else None
    check_claimed(at, now, since)
    return at


def receipt_facts(actor: Actor, receipt: Arrival) -> dict[str, Any]:
    """What the receiver says came. Raises Invalid for a unit that is no temperature."""
    facts: dict[str, Any] = {
        "condition": receipt.condition,
        "laboratory": is_laboratory(actor),
        **_confirmed(actor),
    }
    if receipt.temperature is not None:
        said = receipt.temperature
        celsius = converted(said.value, said.unit, "degC", field="temperature")
        if not -273 < celsius < 200:
            raise Invalid(
                _("No sample comes at %(value)s %(unit)s.") % said.model_dump(),
                field="temperature",
                code="temperature",
            )
        facts["temperature"] = {**said.model_dump(), "celsius": round(celsius, 2)}
    if receipt.seal is not None:
        facts["seal"] = {"state": receipt.seal}
    return facts | ({"note": receipt.note} if receipt.note else {})


def offer_facts(actor: Actor, offer: Any) -> dict[str, Any]:
    facts = {"seal": offer.seal and offer.seal.model_dump(), "reason": offer.reason}
    return {name: said for name, said in facts.items() if said} | _confirmed(actor)


def write(
    samples: Sequence[Sample],
    actor: Actor,
    kind: CustodyType,
    facts: Mapping[str, Any],
    at: datetime,
    others: Sequence[User | None],
) -> list[CustodyEvent]:
    """One link for each sample with its counterparty, signed, recorded, and told."""
    events = [
        append(sample, actor, kind, facts, occurred_at=at, counterparty=other)
        for sample, other in zip(samples, others, strict=True)
    ]
    for sample, event in zip(samples, events, strict=True):
        if actor.user is not None and kind in _MEANINGS:
            sign(actor.user, actor.acting_as[:40], _MEANINGS[kind], event, event.hash)
        record(actor, f"sample.{kind}", sample, after=event.facts)
    other_id = others[0].pk if others[0] else None
    ids = tuple(sample.pk for sample in samples)
    emit(CustodyChanged(ids, kind, actor.person_id, other_id))
    return events


def is_laboratory(actor: Actor) -> bool:
    return Role.TECHNICIAN in actor.roles


def require_bench(actor: Actor) -> None:
    """For what people do who have samples in their hands: label, correct, add files."""
    drawing = actor.holds(Permission.DRAW_SAMPLE)
    actor.require(Permission.DRAW_SAMPLE if drawing else Permission.DELIVER_SAMPLE)


def require_laboratory(actor: Actor) -> None:
    if not is_laboratory(actor):
        raise NotAllowed(_("Only a lab technician confirms what the laboratory received."))


_MEANINGS = {
    CustodyType.RELINQUISHED: Meaning.GIVE,
    CustodyType.RECEIVED: Meaning.RECEIVE,
    CustodyType.REJECTED: Meaning.REJECT,
}


def _confirmed(actor: Actor) -> dict[str, str]:
    """How she proved herself: the door asked for her PIN, unless a token with the scope came."""
    if actor.runs_everything:
        return {"confirmed_by": actor.door}
    return {"confirmed_by": "pin" if actor.scopes is None else "token"}


def _sees_all(her: Actor, samples: Sequence[Sample]) -> bool:
    pks = {sample.pk for sample in samples}
    return Sample.objects.visible_to(her).filter(pk__in=pks).count() == len(pks)
