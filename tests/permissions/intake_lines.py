"""The permission table of what comes before a booking, pages and API."""

from typing import Any, Final

from tests.intake.asking import ANSWER, APPROVED, ASKING, DECLARED, OPENING, flat
from tests.permissions.lines import EVERYONE, FAR, KNOWN, OWN, SIGNED_IN, TENANTS, Line, Names, only

CLASS: Final = {"code": "class_code"}
HUNG: Final = {"picture": "picture"}
NO_PHOTOGRAPH: Final = {"file": "no photograph"}
AGREEMENT: Final = {"file": "an agreement"}
MANAGER: Final = only("manager")
OFFICER: Final = only("biosafety")
READERS: Final = OWN | {"manager", "biosafety", "quality"}
SIDES: Final = OWN | MANAGER
ACCEPTING: Final = only("chen", "manager")
WHY: Final = "the file is no photograph"
ENDING: Final = {"reason": "another plan"}
OPENED: Final = {**OPENING, "approved_until": "2028-01-01"}


def at(step: str) -> dict[str, str]:
    return {"number": f"enquiry{step}"}


def form(step: str, said: dict[str, Any]) -> Any:
    """As the page sends it, with the version that was seen."""

    def body(n: Names) -> dict[str, Any]:
        return flat({**said, "version": n[f"enquiry{step}_version"]})

    return body


def data(said: dict[str, Any]) -> Any:
    return lambda n: said


KIND: Final = data({"kind": "agreement"})
FILE: Final = {**at("_agreeing"), "document": "document"}

INTAKE_PAGES: Final = (
    Line("catalogue", "GET", EVERYONE),
    Line("catalogue_class", "GET", EVERYONE, path=CLASS),
    Line("catalogue_picture", "GET", EVERYONE, path=HUNG),
    Line("hang_picture", "POST", MANAGER, MANAGER, CLASS, files=NO_PHOTOGRAPH,
         by_role_first=True, never=WHY),
    Line("take_down_picture", "POST", MANAGER, MANAGER, HUNG, by_role_first=True),
    Line("enquiries", "GET", SIGNED_IN),
    Line("new_enquiry", "GET", TENANTS | {"nobody"}),
    Line("new_enquiry", "POST", TENANTS | {"nobody"},
         body=data({**ASKING, "name": "Wen", "organisation": "W", "email": "w@demo.test"})),
    Line("enquiry", "GET", READERS, READERS, at("")),
    Line("answer_enquiry", "POST", MANAGER, READERS, at(""), body=form("", ANSWER)),
    Line("add_document", "POST", SIDES, READERS, at("_agreeing"), body=KIND, files=AGREEMENT),
    Line("enquiry_document", "GET", READERS, READERS, FILE),
    Line("accept_document", "POST", ACCEPTING, READERS, FILE),
    Line("declare_strain", "POST", OWN, READERS, at("_declaring"),
         body=form("_declaring", DECLARED)),
    Line("review_strain", "POST", OFFICER, READERS, at("_reviewing"),
         body=form("_reviewing", APPROVED)),
    Line("open_project", "POST", MANAGER, READERS, at("_opening"),
         body=form("_opening", OPENED)),
    Line("end_enquiry", "POST", SIDES, READERS, at(""), body=form("", ENDING)),
)  # fmt: skip

INTAKE_API: Final = (
    Line("/catalogue", "GET", EVERYONE, query=lambda n: {"need": "300 L methanol"}),
    Line("/catalogue/{code}", "GET", EVERYONE, path=CLASS),
    Line("/catalogue/{code}/picture", "POST", MANAGER, MANAGER, CLASS, files=NO_PHOTOGRAPH,
         by_role_first=True, never=WHY),
    Line("/catalogue/pictures/{picture}/take-down", "POST", MANAGER, EVERYONE - FAR, HUNG),
    Line("/enquiries", "GET", KNOWN),
    Line("/enquiries", "POST", TENANTS, body=data(ASKING)),
    Line("/enquiries/{number}", "GET", READERS, READERS, at("")),
    Line("/enquiries/{number}/answer", "POST", MANAGER, READERS, at(""), body=data(ANSWER),
         match="enquiry"),
    Line("/enquiries/{number}/documents", "POST", SIDES, READERS, at("_agreeing"), body=KIND,
         files=AGREEMENT),
    Line("/enquiry-documents/{document}", "GET", READERS, READERS, {"document": "document"}),
    Line("/enquiries/{number}/documents/{document}/accept", "POST", ACCEPTING, READERS, FILE),
    Line("/enquiries/{number}/declaration", "POST", OWN, READERS, at("_declaring"),
         body=data(DECLARED), match="enquiry_declaring"),
    Line("/enquiries/{number}/review", "POST", OFFICER, READERS, at("_reviewing"),
         body=data(APPROVED), match="enquiry_reviewing"),
    Line("/enquiries/{number}/project", "POST", MANAGER, READERS, at("_opening"),
         body=data(OPENED), match="enquiry_opening"),
    Line("/enquiries/{number}/end", "POST", SIDES, READERS, at(""), body=data(ENDING),
         match="enquiry"),
)  # fmt: skip
