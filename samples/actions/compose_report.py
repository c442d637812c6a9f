"""Compose a report from the reviewed results of one client's samples."""

import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.audit import log
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.pdf import fonts
from pilotbase.records.numbers import next_number
from samples.models import Report, Result, Sample
from samples.reports.content import ReportContent, digest
from samples.reports.drafting import Remarks, compose
from samples.reports.paper import refuse_unprintable_content
from samples.reports.reportable import reportable
from samples.schemas.reports import ReportWanted

CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none looks like another
CODE_LENGTH = 20  # of 5 bits each


def compose_report(actor: Actor, wanted: ReportWanted) -> Report:
    """Raises NotAllowed, Invalid for samples that do not go together, NotReviewed and
    InReport for what stands in the way, ChainBroken, and MissingGlyph before anyone signs.
    """
    fonts.register()  # reads the typeface once, and not while anything is locked
    return _compose(actor, wanted)


@verb
def _compose(actor: Actor, wanted: ReportWanted) -> Report:
    visible = Sample.objects.visible_to(actor)
    named = [refer(visible, f"samples.{n}", number=s) for n, s in enumerate(wanted.samples)]
    actor.require(Permission.COMPOSE_REPORT)
    _refuse_twice(wanted.samples)
    rows = lock(Sample.objects.select_related("equipment"), [sample.pk for sample in named])
    samples = [rows[sample.pk] for sample in named]
    project = _project(samples)
    results = reportable(samples)
    own = Remarks(wanted.deviations, wanted.opinion, wanted.environment)
    content = compose(_number(project), project, samples, results, own)
    refuse_unprintable_content(content)
    report = _store(actor, wanted, project, content)
    _attach(report, samples, results)
    log.record(actor, "compose_report", report, after={"digest": report.digest})
    return report


def _refuse_twice(samples: Sequence[str]) -> None:
    for n, number in enumerate(samples):
        if number in samples[:n]:
            raise Invalid(
                _("%(sample)s is named twice.") % {"sample": number},
                field=f"samples.{n}",
                code="sample_twice",
            )


def _project(samples: Sequence[Sample]) -> Project:
    """The one project they are all of."""
    projects = {sample.project_id for sample in samples}
    if len(projects) > 1:
        raise Invalid(
            _("A report is on the samples of one project."), field="samples", code="projects_mixed"
        )
    pk = projects.pop()
    if pk is None:
        raise Invalid(
            _("The facility's own samples have no client to report to."),
            field="samples",
            code="no_client",
        )
    return Project.objects.select_related("facility", "organisation").get(pk=pk)


def _number(project: Project) -> str:
    """HZ-2026-000123: gapless, since a refused verb gives its number back."""
    facility = project.facility
    year = facility.local(clock.now()).year
    return f"{facility.code}-{year}-{next_number('report', f'{facility.code}-{year}'):06d}"


def _store(actor: Actor, wanted: ReportWanted, project: Project, content: ReportContent) -> Report:
    return Report.objects.create(
        number=content.number,
        facility=project.facility,
        organisation=project.organisation,
        project=project,
        language=wanted.language,
        content=content.model_dump(mode="json"),
        digest=digest(content),
        verify_code="".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH)),
        composed_by=actor.person(),
        composed_at=clock.now(),
    )


def _attach(report: Report, samples: Sequence[Sample], results: Sequence[Result]) -> None:
    report.samples.set(samples)
    report.results.set(results)
