"""Reports for tests: reviewed samples, drafts, signed and issued ones."""

from samples.actions.compose_report import compose_report
from samples.actions.issue_report import issue_report
from samples.actions.sign_report import sign_report
from samples.models import Report, Sample
from samples.schemas.reports import ReportWanted, Signing
from tests.people import Cast

APPROVE = Signing(meaning="approve")


def wanting(*samples: Sample, **more: str) -> ReportWanted:
    return ReportWanted.model_validate({"samples": [s.number for s in samples], **more})


def drafted(cast: Cast, *samples: Sample, by: str = "reviewer", **more: str) -> Report:
    return compose_report(cast.actor(by), wanting(*samples, **more))


def signed(cast: Cast, *samples: Sample) -> Report:
    report = drafted(cast, *samples)
    return sign_report(cast.actor("signatory"), report.number, APPROVE)


def issued(cast: Cast, *samples: Sample) -> Report:
    report = signed(cast, *samples)
    return issue_report(cast.actor("signatory"), report.number)
