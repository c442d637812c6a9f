"""Gathers what a report says of samples, methods and results, in both languages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bookings.models import Run
from equipment.models import Tag
from pilotbase.accounts.models import Facility, Named, Organisation
from pilotbase.core.errors import Conflict
from samples import custody
from samples.choices import Condition, CustodyType, SampleKind
from samples.measurement.limits import limit_text
from samples.measurement.rounding import plain
from samples.measurement.uncertainty import printed
from samples.measurement.values import DecisionRule, Qualifier, Verdict
from samples.models import Analyte, CustodyEvent, Result, Sample
from samples.reports.content import (
    Client,
    CustodySummary,
    Flag,
    Laboratory,
    ProcessValue,
    ReportedMethod,
    ReportedResult,
    ReportedSample,
    RunFacts,
    Words,
)
from samples.testing.evaluating import limit, precision, uncertainty


class ChainBroken(Conflict):
    code = "chain_broken"


def both(label: str | Promise) -> Words:
    """A label of ours in both languages, as it reads today."""
    with translation.override("zh-hans"):
        zh = str(label)
    with translation.override("en"):
        en = str(label)
    return Words(zh=zh, en="" if en == zh else en)


def names(row: Named) -> Words:
    return Words(zh=row.name_zh, en=row.name_en)


def laboratory(facility: Facility) -> Laboratory:
    name = Words(
        zh=facility.lab_name_zh or facility.name_zh, en=facility.lab_name_en or facility.name_en
    )
    address = Words(zh=facility.address_zh, en=facility.address_en)
    return Laboratory(name=name, address=address, phone=facility.phone)


def client(organisation: Organisation) -> Client:
    return Client(
        name=names(organisation),
        contact=organisation.contact,
        address=Words(zh=organisation.address),
    )


def run_facts(samples: Sequence[Sample]) -> RunFacts | None:
    """The run, where all samples come from one and the same."""
    first = samples[0].run_id
    if first is None or any(sample.run_id != first for sample in samples):
        return None
    run = Run.objects.select_related("stage__booking", "equipment").get(pk=first)
    return RunFacts(
        number=run.number,
        booking=run.stage.booking.number,
        equipment=run.equipment.tag,
        equipment_name=names(run.equipment),
        purpose=run.stage.booking.purpose,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )


def reported_samples(samples: Sequence[Sample]) -> tuple[ReportedSample, ...]:
    tags, runs = _tag_names(samples), _runs(samples)
    return tuple(_sample(sample, tags, runs) for sample in samples)


def _runs(samples: Sequence[Sample]) -> dict[int | None, str]:
    """The numbers of their runs, where not all are of one: that one is said for them all."""
    of = {sample.run_id for sample in samples}
    named = [pk for pk in of if pk is not None] if len(of) > 1 else []
    return dict(Run.objects.filter(pk__in=named).values_list("pk", "number"))


def _tag_names(samples: Iterable[Sample]) -> dict[tuple[int | None, str], Words]:
    machines = {sample.equipment_id for sample in samples if sample.sensors}
    tags = Tag.objects.filter(equipment__in=machines)
    return {(tag.equipment_id, tag.code): names(tag) for tag in tags}


def _sample(
    sample: Sample, tags: dict[tuple[int | None, str], Words], runs: dict[int | None, str]
) -> ReportedSample:
    said = Words(zh=sample.description)
    return ReportedSample(
        number=sample.number,
        description=said or both(SampleKind(sample.kind).label),
        client_mark=sample.client_mark,
        batch=sample.batch,
        run=runs.get(sample.run_id, ""),
        container=Words(zh=sample.container),
        condition=both(Condition(sample.condition).label) if sample.condition else Words(),
        condition_note=_condition_note(sample),
        received_at=sample.received_at,
        sampled_at=sample.drawn_at,
        sampled_by="client" if sample.delivered else "laboratory",
        process_minutes=_minutes(sample),
        process_values=tuple(
            ProcessValue(
                label=tags.get((sample.equipment_id, code), Words(zh=code)),
                value=str(reading["value"]),
                unit=str(reading.get("unit", "")),
                simulated=reading.get("simulated") == "true",
            )
            for code, reading in sample.sensors.items()
        ),
    )


def _minutes(sample: Sample) -> int | None:
    return None if sample.process_time is None else int(sample.process_time.total_seconds() // 60)


def _condition_note(sample: Sample) -> Words:
    """How it did not arrive in order, in the receiver's words where she wrote any."""
    if sample.condition in ("", Condition.OK):
        return Words()
    label = both(Condition(sample.condition).label)
    received = sample.custody.filter(type=CustodyType.RECEIVED).order_by("-seq").first()
    note = str(received.facts.get("note", "")) if received else ""
    return Words(zh=f"{label.zh}：{note}", en=f"{label.en or label.zh}: {note}") if note else label


def reported_methods(results: Iterable[Result]) -> tuple[ReportedMethod, ...]:
    """One line for each analyte that was measured, in the order of the methods."""
    analytes = {r.analyte_id: r.analyte for r in results}
    ordered = sorted(analytes.values(), key=lambda a: (a.method.code, a.position, a.pk))
    return tuple(_method(analyte) for analyte in ordered)


def _method(analyte: Analyte) -> ReportedMethod:
    method, written = analyte.method, precision(analyte).written
    return ReportedMethod(
        code=method.code,
        analyte=names(analyte),
        principle=names(method),
        document=method.standard,
        edition=method.edition,
        unit=analyte.unit,
        lod="" if analyte.lod is None else written(analyte.lod),
        loq="" if analyte.loq is None else written(analyte.loq),
    )


def reported_results(
    samples: Iterable[Sample], results: Iterable[Result]
) -> tuple[ReportedResult, ...]:
    """Sample by sample, as the report lists them, in the order of the methods."""
    by_sample: dict[int, list[Result]] = defaultdict(list)
    for result in results:
        by_sample[result.request.sample_id].append(result)
    return tuple(
        _result(sample, result)
        for sample in samples
        for result in sorted(
            by_sample[sample.pk],
            key=lambda r: (r.request.method.code, r.analyte.position, r.analyte_id),
        )
    )


def _result(sample: Sample, result: Result) -> ReportedResult:
    analyte = result.analyte
    flags = () if sample.condition in ("", Condition.OK) else (Flag.CONDITION,)
    return ReportedResult(
        sample=sample.number,
        method=result.request.method.code,
        analyte=names(analyte),
        value=result.reported,
        unit=result.unit,
        qualifier=Qualifier(result.qualifier),
        loq="" if analyte.loq is None else precision(analyte).written(analyte.loq),
        limit=limit_text(limit(analyte)),
        decision_rule=DecisionRule(analyte.decision_rule),
        uncertainty=_spread(result),
        k=format(analyte.coverage.normalize(), "f"),
        verdict=Verdict(result.verdict),
        flags=flags,
    )


def _spread(result: Result) -> str:
    """U beside a plain number; none beside "<" and ND."""
    if result.value is None or result.qualifier != Qualifier.NONE:
        return ""
    u = uncertainty(result.analyte, result.value)
    if u is None:
        return ""
    value = precision(result.analyte).rounded(result.value)
    return plain(printed(u, value))


def chains(samples: Sequence[Sample]) -> tuple[CustodySummary, ...]:
    """Each sample's chain as it stands. Raises ChainBroken: nothing is reported on that."""
    links: dict[int, list[CustodyEvent]] = defaultdict(list)
    events = CustodyEvent.objects.filter(sample__in=samples).order_by("sample", "seq")
    for link in events.select_related("sample", "actor", "counterparty"):
        links[link.sample_id].append(link)
    return tuple(_chain(sample, links[sample.pk]) for sample in samples)


def _chain(sample: Sample, links: Sequence[CustodyEvent]) -> CustodySummary:
    broken = custody.broken(links)
    if broken is not None or not links or links[-1].hash != sample.head:
        seq = broken.seq if broken else len(links) + 1
        raise ChainBroken(
            _("The chain of custody of %(sample)s does not hold at event %(seq)s.")
            % {"sample": sample.number, "seq": seq}
        )
    return CustodySummary(
        sample=sample.number, events=len(links), intact=True, last_hash=links[-1].hash
    )
