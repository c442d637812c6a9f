"""Signing a report: one authorised signatory, a third person, her PIN, what she has read."""

import pytest

from pilotbase.accounts.signing import digest
from pilotbase.audit.models import Signature
from pilotbase.core.errors import Missing, NotAllowed, Stale
from samples.actions.sign_report import ContentTouched, NotADraft, sign_report
from samples.choices import Meaning, ReportStatus
from samples.models import MethodAuthorisation, Report, Result, Sample, TestMethod
from samples.testing.rights import NotAuthorised, SamePerson
from tests.people import PIN, SINCE, Cast
from tests.samples.lab import GC, approved
from tests.samples.reports import APPROVE, drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast, tested: Sample) -> Report:
    approved(cast, tested)
    return drafted(cast, tested)


def test_the_signature_binds_signer_meaning_time_and_content(cast: Cast, draft: Report) -> None:
    report = sign_report(cast.actor("signatory"), draft.number, APPROVE)
    assert report.status == ReportStatus.SIGNED
    kept = Signature.objects.get(target_type="samples.report", target_id=str(report.pk))
    assert (kept.signer, kept.meaning, kept.name_zh) == (
        cast.signatory,
        Meaning.APPROVE,
        "signatory",
    )
    assert kept.content_digest == report.digest
    assert kept.digest == digest(kept)


def test_twice_is_refused(cast: Cast, draft: Report) -> None:
    sign_report(cast.actor("signatory"), draft.number, APPROVE)
    with pytest.raises(NotADraft):
        sign_report(cast.actor("signatory"), draft.number, APPROVE)


@pytest.mark.parametrize("did", ["entered_by", "reviewed_by"])
def test_it_takes_a_third_person(cast: Cast, draft: Report, did: str) -> None:
    Result.objects.update(**{did: cast.signatory})
    with pytest.raises(SamePerson):
        sign_report(cast.actor("signatory"), draft.number, APPROVE)


def test_a_method_that_names_signatories_is_for_them(
    cast: Cast, draft: Report, methods: dict[str, TestMethod]
) -> None:
    MethodAuthorisation.objects.create(
        user=cast.quality, method=methods[GC], meaning=Meaning.APPROVE, since=SINCE
    )
    with pytest.raises(NotAuthorised):
        sign_report(cast.actor("signatory"), draft.number, APPROVE)
    MethodAuthorisation.objects.create(
        user=cast.signatory, method=methods[GC], meaning=Meaning.APPROVE, since=SINCE
    )
    assert sign_report(cast.actor("signatory"), draft.number, APPROVE).pk


def test_what_was_touched_in_the_database_is_not_signed(cast: Cast, draft: Report) -> None:
    draft.content["results"][0]["value"] = "900.0"
    draft.save(update_fields=["content"])
    with pytest.raises(ContentTouched):
        sign_report(cast.actor("signatory"), draft.number, APPROVE)


def test_one_may_hold_the_signature_to_the_draft_one_has_read(cast: Cast, draft: Report) -> None:
    with pytest.raises(Stale):
        sign_report(cast.actor("signatory"), draft.number, APPROVE, draft.version + 1)
    assert sign_report(cast.actor("signatory"), draft.number, APPROVE, draft.version).pk


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("lin", Missing), ("eve", Missing), ("reviewer", NotAllowed), ("technician", NotAllowed)],
)
def test_others_may_not(cast: Cast, draft: Report, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        sign_report(cast.actor(who), draft.number, APPROVE)


def test_the_api_asks_for_the_pin_and_locks(cast: Cast, draft: Report) -> None:
    signatory, address = cast.bearer("signatory"), f"/api/v1/reports/{draft.number}/sign"

    def answer(pin: str) -> tuple[int, str]:
        body = {"meaning": "approve", "pin": pin}
        given = signatory.post(address, body, content_type="application/json")
        return given.status_code, given.json().get("code", "")

    for _try in range(5):
        assert answer("0000") == (422, "pin_wrong")
    assert answer(PIN) == (429, "pin_locked")
    draft.refresh_from_db()
    assert draft.status == ReportStatus.DRAFT


def test_a_wrong_pin_counts_even_under_an_idempotency_key(cast: Cast, draft: Report) -> None:
    signatory, address = cast.bearer("signatory"), f"/api/v1/reports/{draft.number}/sign"
    for n in range(5):
        signatory.post(
            address,
            {"meaning": "approve", "pin": "0000"},
            content_type="application/json",
            headers={"Idempotency-Key": f"key-{n}"},
        )
    body = {"meaning": "approve", "pin": PIN}
    assert signatory.post(address, body, content_type="application/json").status_code == 429


def test_both_doors(cast: Cast, draft: Report) -> None:
    page, signatory = f"/reports/{draft.number}/sign", cast.client("signatory")
    form = {"version": draft.version, "pin": "0000"}
    wrong = signatory.post(page, form)
    assert wrong.status_code == 422
    assert signatory.post(page, {**form, "pin": PIN}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == ReportStatus.SIGNED


def test_the_api_signs(cast: Cast, draft: Report) -> None:
    body = {"meaning": "approve", "pin": PIN}
    address = f"/api/v1/reports/{draft.number}/sign"
    done = cast.bearer("signatory").post(address, body, content_type="application/json")
    assert done.status_code == 200, done.content
    assert [s["meaning"] for s in done.json()["signatures"]] == ["approve"]
