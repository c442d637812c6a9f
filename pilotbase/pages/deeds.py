"""Says in words what an audit entry's code means."""

from functools import cache
from typing import Final

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samples.choices import CustodyType

WORDS: Final[dict[str, str | Promise]] = {
    "alarm.acknowledged": _("Alarm acknowledged"),
    "booking.approved": _("Booking approved"),
    "booking.cancelled": _("Booking cancelled"),
    "booking.displaced": _("Booking displaced"),
    "booking.endorsed": _("Request approved, others still decide"),
    "booking.expired": _("Request lapsed"),
    "booking.handed_over": _("Booking handed over"),
    "booking.left": _("A colleague takes part no longer"),
    "booking.made": _("Booking made"),
    "booking.moved": _("Booking moved"),
    "booking.override": _("Rules set aside"),
    "booking.rejected": _("Request rejected"),
    "booking.shared": _("A colleague takes part"),
    "booking.shortened": _("Preparation or turnaround shortened"),
    "booking.split": _("Booking split"),
    "booking.transferred": _("Booking moved to another project"),
    "payment.recorded": _("Payment recorded"),
    "rules.said": _("Rules of booking said"),
    "charge.made": _("Charge made"),
    "compose_report": _("Report composed"),
    "enter_result": _("Result entered"),
    "enrolment.assessed": _("Training assessed"),
    "enrolment.made": _("Place in a training taken"),
    "enrolment.withdrawn": _("Place in a training given back"),
    "enquiry.document_accepted": _("Agreement accepted"),
    "enquiry.document_added": _("Agreement added"),
    "enquiry.made": _("Enquiry made"),
    "enquiry.moved": _("Enquiry went a step on"),
    "equipment.followed": _("Machine followed"),
    "equipment.returned": _("Machine back in service"),
    "equipment.states_reported": _("States reported"),
    "equipment.taken_out": _("Machine out of service"),
    "equipment.unfollowed": _("Machine no longer followed"),
    "equipmentqualification.given": _("Qualification given"),
    "equipmentqualification.revoked": _("Qualification revoked"),
    "feed.made": _("Calendar feed made"),
    "feed.revoked": _("Calendar feed revoked"),
    "faultreport.moved": _("Fault report moved on"),
    "faultreport.noted": _("Fault noted"),
    "gateway.speaks_for": _("Gateway's machines set"),
    "gateway.token_made": _("Gateway's token made"),
    "helpthread.answered": _("Question answered"),
    "helpthread.closed": _("Question closed"),
    "import_results": _("Results imported"),
    "issue_report": _("Report issued"),
    "machine.blocked": _("Maintenance planned"),
    "maintenanceplan.attached": _("Certificate added"),
    "maintenanceplan.recorded": _("Upkeep recorded"),
    "picture.hung": _("Picture hung in the catalogue"),
    "picture.taken_down": _("Picture taken down"),
    "plan_worksheet": _("Worksheet planned"),
    "project.decided": _("Project decided"),
    "recompose_report": _("Report composed again"),
    "request_tests": _("Tests requested"),
    "review_result": _("Result reviewed"),
    "run.finished": _("Run ended"),
    "run.logged": _("Run logged"),
    "waitentry.lapsed": _("Offer lapsed"),
    "waitentry.left": _("Wait list left"),
    "waitentry.offered": _("Freed time offered"),
    "waitentry.over": _("Wait over"),
    "waitentry.taken": _("Offer taken"),
    "run.recorded": _("Past run recorded"),
    "run.started": _("Run started"),
    "sample.corrected": _("Sample corrected"),
    "sample.delivered": _("Sample handed in"),
    "sample.drawn": _("Sample drawn"),
    "violation.appealed": _("Appeal made"),
    "violation.decided": _("Appeal decided"),
    "violation.noted": _("Violation noted"),
    "sign_report": _("Report signed"),
    "series.cancelled": _("Series cancelled"),
    "stage.no_show": _("No-show released"),
    "token.made": _("Token made"),
    "token.revoked": _("Token revoked"),
    "trainingsession.cancelled": _("Training called off"),
    "user.pin_set": _("Signing PIN set"),
}
_SAVED: Final = {
    "made": _("%(what)s: added"),
    "changed": _("%(what)s: changed"),
    "said": _("%(what)s: set"),
    "retired": _("%(what)s: retired"),
}


def said(code: str) -> str:
    """``run.started`` is "Run started"; a code without words stays as it is."""
    noun, _dot, deed = code.partition(".")
    if code in WORDS:
        return str(WORDS[code])
    if noun == "sample" and deed in CustodyType.values:
        return gettext("Sample: %(what)s") % {"what": CustodyType(deed).label}
    if deed in _SAVED and noun in _names():
        return str(_SAVED[deed]) % {"what": capfirst(str(_names()[noun]))}
    return code


def codes_that_say(text: str) -> list[str]:
    """The codes in whose words the text stands."""
    saved = [f"{noun}.{deed}" for noun in _names() for deed in _SAVED]
    custody = [f"sample.{kind}" for kind in CustodyType.values]
    wanted = text.casefold()
    return [code for code in (*WORDS, *saved, *custody) if wanted in said(code).casefold()]


@cache
def _names() -> dict[str, str | Promise]:
    """In no language yet: each is said in the reader's when it is shown."""
    return {str(m._meta.model_name): m._meta.verbose_name or "" for m in apps.get_models()}
