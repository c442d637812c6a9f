"""Sign a report: the authorised signatory answers for it, as a third person."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.signing import sign
from pilotbase.audit import log
from pilotbase.core.access import find
from pilotbase.core.errors import Conflict
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version
from samples.choices import REPORT_TRANSITIONS, Meaning, ReportStatus
from samples.models import Report
from samples.reports.content import digest
from samples.reports.drafting import refuse_outdated, told
from samples.reports.signing import content_of
from samples.schemas.reports import Signing
from samples.testing.rights import refuse_third_role, require_authorised


class NotADraft(Conflict):
    code = "not_a_draft"


class ContentTouched(Conflict):
    code = "content_touched"


@verb
def sign_report(actor: Actor, number: str, signing: Signing, version: int | None = None) -> Report:
    """The door has checked the PIN. ``version`` is that of the draft one has read, if given.

    Raises Missing, NotAllowed, NotAuthorised, SamePerson, NotADraft, Stale, OutOfDate.
    """
    report = find(Report.objects.visible_to(actor), number=number)
    actor.require(Permission.SIGN_REPORT)
    report = lock(Report.objects.all(), [report.pk])[report.pk]
    if ReportStatus.SIGNED not in REPORT_TRANSITIONS[ReportStatus(report.status)]:
        raise NotADraft(
            _("%(number)s is no draft: %(status)s.")
            % {"number": report.number, "status": report.get_status_display()}
        )
    raise_version(report, report.version if version is None else version)
    results = told(report)
    refuse_outdated(report, results)
    refuse_third_role(actor, results)
    require_authorised(actor, {r.request.method for r in results}, Meaning.APPROVE)
    _refuse_touched(report)
    sign(actor.person(), actor.acting_as, Meaning(signing.meaning), report, report.digest)
    report.status = ReportStatus.SIGNED
    report.save(update_fields=["status"])
    log.record(actor, "sign_report", report, after={"digest": report.digest})
    return report


def _refuse_touched(report: Report) -> None:
    """What is signed is what was composed."""
    if digest(content_of(report)) != report.digest:
        raise ContentTouched(
            _("%(number)s is not as it was composed: compose it anew.") % {"number": report.number}
        )
