"""Puts those who answer for a report on it: who tested, who reviewed, who approved."""

from collections.abc import Sequence
from typing import cast

from pilotbase.accounts import choices as accounts
from pilotbase.accounts.models import User
from pilotbase.audit.models import Signature as Kept
from pilotbase.pdf.words import Language
from samples.choices import Meaning
from samples.models import Report, Result
from samples.reports.content import ReportContent, Role, Signature, Words
from samples.reports.gathering import both
from samples.testing.digests import joint_digest

MEANINGS = {
    Role.TEST: Words(zh="检测并录入结果", en="Tested and entered the results"),
    Role.REVIEW: Words(zh="已审核结果", en="Reviewed the results"),
    Role.APPROVE: Words(zh="批准签发本报告", en="Approved this report for issue"),
}


def content_of(report: Report) -> ReportContent:
    """What the report says, as it was composed."""
    return ReportContent.model_validate(report.content)


def language_of(report: Report) -> Language:
    return cast("Language", report.language)  # the same three words


def answered(report: Report, results: Sequence[Result]) -> ReportContent:
    """The content with everyone who answers for it so far."""
    signatures = [_tested(results), _reviewed(results), _approved(report)]
    found = tuple(one for one in signatures if one is not None)
    return content_of(report).model_copy(update={"signatures": found})


def _tested(results: Sequence[Result]) -> Signature | None:
    """Entering is recorded, not signed: it carries no digest."""
    last = max(results, key=lambda r: r.entered_at)
    people = list({r.entered_by_id: r.entered_by for r in results}.values())
    return Signature(
        role=Role.TEST,
        name=_joined([(p.name_zh, p.name_en) for p in people]),
        post=_post(people, accounts.Role.TECHNICIAN),
        meaning=MEANINGS[Role.TEST],
        at=last.entered_at,
        digest="",
    )


def _reviewed(results: Sequence[Result]) -> Signature | None:
    kept = _kept("samples.result", [r.pk for r in results], Meaning.REVIEW)
    if not kept:
        return None
    return _shown(Role.REVIEW, kept, joint_digest(one.content_digest for one in kept))


def _approved(report: Report) -> Signature | None:
    kept = approvals(report)
    return _shown(Role.APPROVE, kept[-1:], kept[-1].content_digest) if kept else None


def approvals(report: Report) -> list[Kept]:
    """The signatures that approve the report as it stands, oldest first."""
    kept = _kept("samples.report", [report.pk], Meaning.APPROVE)
    return [one for one in kept if one.content_digest == report.digest]


def _kept(target: str, pks: Sequence[int], meaning: Meaning) -> list[Kept]:
    rows = Kept.objects.filter(target_type=target, target_id__in=[str(pk) for pk in pks])
    return list(rows.filter(meaning=meaning).select_related("signer").order_by("at", "pk"))


def _shown(role: Role, kept: Sequence[Kept], digest: str) -> Signature:
    last = kept[-1]
    people = {one.signer_id: (one.name_zh, one.name_en) for one in kept}
    first_role = next((r for r in last.role.split(",") if r in set(accounts.Role)), "")
    fallback = accounts.Role(first_role) if first_role else None
    return Signature(
        role=role,
        name=_joined(list(people.values())),
        post=_post([one.signer for one in kept], fallback),
        meaning=MEANINGS[role],
        at=last.at,
        digest=digest,
    )


def _joined(names: Sequence[tuple[str, str]]) -> Words:
    once = dict.fromkeys(names)
    return Words(zh="、".join(zh for zh, _en in once), en=", ".join(en for _zh, en in once))


def _post(people: Sequence[User], role: accounts.Role | None) -> Words:
    """What she is: her post where it is one and the same, else her role."""
    posts = {person.post for person in people}
    if len(posts) == 1 and (post := posts.pop()):
        return Words(zh=post)
    return both(role.label) if role else Words()
