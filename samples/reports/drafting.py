"""Composes a report's content from approved results: all that ISO/IEC 17025 asks, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from pilotbase.accounts.models import Project
from pilotbase.core.errors import Conflict
from samples.choices import ReportStatus, ResultStatus, SampleKind
from samples.models import Report, Result, Sample
from samples.reports.content import ReportContent, Sampling, Words
from samples.reports.gathering import (
    both,
    chains,
    client,
    laboratory,
    names,
    reported_methods,
    reported_results,
    reported_samples,
    run_facts,
)
from samples.reports.phrases import fixed_statements

RELATED = (
    "request__sample",
    "request__method__facility",
    "analyte__method",
    "entered_by",
    "reviewed_by",
    "file",
)


class OutOfDate(Conflict):
    code = "report_out_of_date"


@dataclass(frozen=True)
class Remarks:
    """What the one who composes adds in her own words."""

    deviations: str = ""
    opinion: str = ""
    environment: str = ""


def compose(
    number: str,
    project: Project,
    samples: Sequence[Sample],
    results: Sequence[Result],
    own: Remarks,
) -> ReportContent:
    """``results`` come with ``RELATED``. Raises ChainBroken."""
    facility = project.facility
    days = [facility.local(result.entered_at).date() for result in results]
    by_client = any(sample.delivered for sample in samples)
    limits = {r.analyte.limit_source: None for r in results if r.analyte.limit_source}
    return ReportContent(
        number=number,
        lab=laboratory(facility),
        performed_at=names(facility),
        client=client(project.organisation),
        subject=_subject(samples),
        project=project.code,
        run=run_facts(samples),
        samples=reported_samples(samples),
        methods=reported_methods(results),
        results=reported_results(samples, results),
        specification=Words(zh="；".join(limits), en="; ".join(limits)),
        tested_from=min(days),
        tested_to=max(days),
        sampling=_sampling(samples),
        environment=Words(zh=own.environment),
        deviations=(Words(zh=own.deviations),) if own.deviations else (),
        opinion=Words(zh=own.opinion),
        statements=fixed_statements(
            delivered_by_client=by_client,
            client_data=any(s.client_mark or s.batch for s in samples),
            accredited=False,
        ),
        custody=chains(samples),
        zone=facility.time_zone,
        demonstration=settings.DEMO,
    )


def _subject(samples: Sequence[Sample]) -> Words:
    kinds = [both(SampleKind(kind).label) for kind in dict.fromkeys(s.kind for s in samples)]
    n = len(samples)
    zh = "、".join(kind.zh for kind in kinds)
    en = ", ".join(kind.en or kind.zh for kind in kinds)
    return Words(zh=f"{zh}，{n} 件", en=f"{en}: {n} {'item' if n == 1 else 'items'}")


def _sampling(samples: Sequence[Sample]) -> Sampling:
    """Where the laboratory drew: machine and port, each once (7.8.5)."""
    places = {(s.equipment.tag, s.port): None for s in samples if s.equipment and not s.delivered}
    if not places:
        return Sampling()
    zh = "；".join(f"{tag}{f' 取样口 {port}' if port else ''}" for tag, port in places)
    en = "; ".join(f"{tag}{f', port {port}' if port else ''}" for tag, port in places)
    return Sampling(method=Words(zh=f"自 {zh} 取样", en=f"drawn at {en}"))


def told(report: Report) -> list[Result]:
    """The versions of results that a report tells, with all that its checks read."""
    return list(report.results.select_related(*RELATED).order_by("pk"))


def refuse_outdated(report: Report, results: Sequence[Result]) -> None:
    """Raises OutOfDate: a result was corrected or sent back after the report was composed."""
    for result in results:
        if result.status != ResultStatus.APPROVED:
            raise OutOfDate(
                _(
                    "%(analyte)s of %(sample)s was changed after %(number)s was composed:"
                    " compose it anew."
                )
                % {
                    "analyte": result.analyte.code,
                    "sample": result.request.sample.number,
                    "number": report.number,
                }
            )


OPEN_REPORTS = (ReportStatus.DRAFT, ReportStatus.SIGNED)
