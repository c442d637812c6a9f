"""Samples as lists, programs and labels want them."""

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.core.schemas import Quantity
from pilotbase.core.timespan import iso
from pilotbase.labels.content import LabelText
from pilotbase.web.text import NBSP
from samples.choices import CustodyType, RequestStatus
from samples.custody.chain import Break, broken, decimal_text, said
from samples.models import Attachment, CustodyEvent, Result, Sample, TestRequest
from samples.schemas.out import (
    AttachmentOut,
    BreakOut,
    ChainOut,
    EventOut,
    SampleFilter,
    SampleOut,
)

RELATED = (
    "facility",
    "organisation",
    "project",
    "run",
    "equipment",
    "custodian",
    "offered_to",
)


def samples_for(actor: Actor, wanted: SampleFilter) -> QuerySet[Sample]:
    """Those she may see that fit; with all that a row shows."""
    rows = Sample.objects.visible_to(actor).select_related(*RELATED)
    exact = {
        "status": wanted.status,
        "kind": wanted.kind,
        "project__code": wanted.project,
        "run__number": wanted.run,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    for word in (wanted.text or "").split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(client_mark__icontains=word)
            | Q(description__icontains=word)
            | Q(batch__icontains=word)
        )
    return rows


def in_hands(actor: Actor) -> QuerySet[Sample]:
    """What she has and can give away."""
    mine = Sample.objects.visible_to(actor).filter(custodian=actor.person_id, offered_to=None)
    return mine.select_related(*RELATED).order_by("pk")


def offered_to(actor: Actor) -> QuerySet[Sample]:
    """What others hand to her, each with ``offered_at``, the longest waiting first."""
    return _offered(Sample.objects.visible_to(actor).filter(offered_to=actor.person_id))


def offered_by(actor: Actor) -> QuerySet[Sample]:
    """What she handed out and nobody has confirmed yet."""
    rows = Sample.objects.visible_to(actor).filter(custodian=actor.person_id)
    return _offered(rows.exclude(offered_to=None))


def _offered(rows: QuerySet[Sample]) -> QuerySet[Sample]:
    at = Max("custody__occurred_at", filter=Q(custody__type=CustodyType.RELINQUISHED))
    return rows.select_related(*RELATED).annotate(offered_at=at).order_by("offered_at", "pk")


def tests_of(actor: Actor, sample: Sample) -> QuerySet[TestRequest]:
    """Its tests with ``shown``: the current results that she may see."""
    results = Result.objects.visible_to(actor).current().select_related("analyte")
    ordered = Prefetch("results", results.order_by("analyte__position"), to_attr="shown")
    rows = TestRequest.objects.visible_to(actor).filter(sample=sample).select_related("method")
    return rows.exclude(status=RequestStatus.CANCELLED).prefetch_related(ordered).order_by("pk")


def sample_out(sample: Sample) -> SampleOut:
    return SampleOut(
        number=sample.number,
        version=sample.version,
        status=sample.status,
        kind=sample.kind,
        description=sample.description,
        client_mark=sample.client_mark,
        batch=sample.batch,
        organisation=sample.organisation.code if sample.organisation else None,
        project=sample.project.code if sample.project else None,
        run=sample.run.number if sample.run else None,
        equipment=sample.equipment.tag if sample.equipment else None,
        port=sample.port,
        drawn_at=sample.drawn_at,
        process_time=None if sample.process_time is None else iso(sample.process_time),
        sensors=sample.sensors,
        volume=None
        if sample.volume_ml is None
        else Quantity(value=decimal_text(sample.volume_ml), unit="mL"),
        container=sample.container,
        storage=sample.storage,
        containment=sample.get_containment_display(),
        gmo=sample.gmo,
        custodian=sample.custodian.email if sample.custodian else None,
        offered_to=sample.offered_to.email if sample.offered_to else None,
        registered_at=sample.registered_at,
        received_at=sample.received_at,
        condition=sample.condition,
    )


def links_of(sample: Sample) -> list[CustodyEvent]:
    """The chain in order, in one query."""
    related = sample.custody.select_related("sample", "actor", "counterparty")
    return list(related.order_by("seq"))


def proof_of(sample: Sample, links: list[CustodyEvent]) -> Break | None:
    """Where the chain stops being true, walked now; a chain cut short breaks after its end."""
    found = broken(links)
    if found is None and (len(links), links[-1].hash if links else "") != (
        sample.links,
        sample.head,
    ):
        return Break(len(links) + 1, _("the link is missing"))
    return found


def chain_out(sample: Sample) -> ChainOut:
    links = links_of(sample)
    found = proof_of(sample, links)
    return ChainOut(
        sample=sample.number,
        events=[event_out(link) for link in links],
        intact=found is None,
        broken=BreakOut(seq=found.seq, why=found.why) if found else None,
    )


def event_out(link: CustodyEvent) -> EventOut:
    return EventOut(
        seq=link.seq,
        type=link.type,
        actor=link.actor.email if link.actor else link.people["actor"]["id"],
        actor_name=link.actor.name if link.actor else "",
        counterparty=link.counterparty.email if link.counterparty else None,
        at=link.occurred_at,
        recorded_at=link.recorded_at,
        facts=link.facts,
        covered=said(link),
        prev_hash=link.prev_hash,
        hash=link.hash,
    )


def attachment_out(attachment: Attachment) -> AttachmentOut:
    return AttachmentOut.model_validate(attachment)


def label_text(sample: Sample) -> LabelText:
    """What stands on its label; the code is the number and nothing else."""
    amount = "" if sample.volume_ml is None else f"{decimal_text(sample.volume_ml)}{NBSP}mL"
    title = " · ".join(part for part in (str(sample.get_kind_display()), amount) if part)
    return LabelText(
        code=sample.number,
        title=title,
        lines=(
            _drawn(sample),
            sample.client_mark or (sample.project.code if sample.project else ""),
            _STORED[sample.storage],
        ),
        warning=_("GMO") if sample.gmo else "",
    )


_STORED = {"RT": "15–25 °C", "2-8": "2–8 °C", "-20": "−20 °C", "-80": "−80 °C", "LN2": "LN2"}


def _drawn(sample: Sample) -> str:
    where = sample.equipment.tag if sample.equipment else ""
    when = f"{sample.facility.local(sample.drawn_at):%m-%d %H:%M}" if sample.drawn_at else ""
    return " ".join(part for part in (when, where) if part)
