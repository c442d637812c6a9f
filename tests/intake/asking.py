"""Enquiries at every step, made by the verbs of whoever owns them; a step by each door."""

from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from pilotbase.intake.actions.accept_document import accept_document
from pilotbase.intake.actions.add_document import add_document
from pilotbase.intake.actions.answer_enquiry import answer_enquiry
from pilotbase.intake.actions.ask import ask
from pilotbase.intake.actions.declare_strain import declare_strain
from pilotbase.intake.actions.open_project import open_project
from pilotbase.intake.actions.review_strain import review_strain
from pilotbase.intake.choices import DocumentKind, Question
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import Answer, Asking, Declaration, Opening, StrainDecision
from tests.people import Cast

JSON: Final = "application/json"
ASKING: Final = {
    "title": "Collagen at 300 L",
    "wants": "Fed-batch with methanol induction, three runs.",
    "need": "300 L methanol",
    "service_type": "process",
    "product_field": "cosmetics",
    "organism": "Komagataella phaffii",
    "gmo": True,
}
ANSWER: Final = {"feasible": True, "text": "BR300 in March."}
SAFE: Final = {
    **dict.fromkeys(Question.values, "no"),
    **dict.fromkeys((Question.KILL.value, Question.ORIGIN.value), "yes"),
}
DECLARED: Final = {
    "organism": "Komagataella phaffii",
    "strain": "YX-9",
    "gmo": True,
    "containment": 0,
    "answers": SAFE,
    "note": "",
}
APPROVED: Final = {
    "verdict": "approved",
    "containment": 1,
    "valid_until": "2030-01-01",
    "reason": "Well known host.",
}
OPENING: Final = {
    "code": "P-0077",
    "title": "Collagen",
    "approved_until": "2029-12-31",
    "limits": {"classes": ["BR300"], "hours": 400, "bookings": 3},
    "reason": "",
}


def asked(cast: Cast, who: str = "lin", **more: Any) -> Enquiry:
    return ask(cast.actor(who), Asking.model_validate({**ASKING, **more}))


def answered(cast: Cast, **more: Any) -> Enquiry:
    enquiry = asked(cast, **more)
    answer = Answer.model_validate(ANSWER)
    return answer_enquiry(cast.actor("manager"), enquiry.number, enquiry.version, answer)


def agreed(cast: Cast, **more: Any) -> Enquiry:
    number = answered(cast, **more).number
    for kind in DocumentKind:
        pieces = [b"%PDF-1.7 " + kind.value.encode()]
        file = add_document(cast.actor("manager"), number, kind, f"{kind}.pdf", pieces)
        for who in ("chen", "manager"):
            accept_document(cast.actor(who), number, file.pk)
    return Enquiry.objects.get(number=number)


def declared(cast: Cast, said: dict[str, Any] | None = None, **more: Any) -> Enquiry:
    enquiry = agreed(cast, **more)
    declaration = Declaration.model_validate({**DECLARED, **(said or {})})
    return declare_strain(cast.actor("lin"), enquiry.number, enquiry.version, declaration)


def reviewed(cast: Cast, **more: Any) -> Enquiry:
    enquiry = declared(cast, **more)
    decision = StrainDecision.model_validate(APPROVED)
    return review_strain(cast.actor("biosafety"), enquiry.number, enquiry.version, decision)


def opened(cast: Cast, **more: Any) -> Enquiry:
    enquiry = reviewed(cast, **more)
    opening = Opening.model_validate(OPENING)
    return open_project(cast.actor("manager"), enquiry.number, enquiry.version, opening)


def step(cast: Cast, who: str, door: str, enquiry: Enquiry, name: str, said: Any) -> Any:
    """The step ``name`` (the last part of its address) of the version that ``enquiry`` has."""
    if door == "api":
        path = f"/api/v1/enquiries/{enquiry.number}/{name}"
        headers = {"If-Match": f'"{enquiry.version}"'}
        return cast.bearer(who).post(path, said, content_type=JSON, headers=headers)
    body = flat({**said, "version": str(enquiry.version)})
    return cast.client(who).post(f"/enquiries/{enquiry.number}/{name}", body)


def flat(said: dict[str, Any]) -> dict[str, Any]:
    """As the page's form would send it."""
    inner = {**said.pop("answers", {}), **said.pop("limits", {})}
    if "feasible" in said:
        said["feasible"] = "yes" if said["feasible"] else "no"
    return {name: value for name, value in {**said, **inner}.items() if value is not None}


def upload(
    cast: Cast, who: str, door: str, number: str, kind: str = "agreement", content: bytes = b"%PDF-"
) -> Any:
    body = {"file": SimpleUploadedFile("协议.pdf", content), "kind": kind}
    if door == "api":
        return cast.bearer(who).post(f"/api/v1/enquiries/{number}/documents", body)
    return cast.client(who).post(f"/enquiries/{number}/documents", body)
