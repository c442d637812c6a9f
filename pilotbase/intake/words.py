"""The rules of a class as a person reads them before she books, and the way to a first booking."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import CancelTerm
from equipment.models import EquipmentClass
from pilotbase.web.text import duration


def rules_of(of: EquipmentClass, terms: Iterable[CancelTerm] = ()) -> list[str]:
    """What booking asks of everyone. Policy says the same when it refuses."""
    return [*_times(of), *_ahead(of), _decided(of), *_cancelled(terms)]


def _times(of: EquipmentClass) -> Iterator[str]:
    words = {"shortest": duration(of.shortest), "longest": duration(of.longest)}
    yield _("A run takes %(shortest)s at least and %(longest)s at most.") % words
    if of.granularity:
        yield _("Runs start and end on steps of %(step)s.") % {"step": duration(of.granularity)}
    if of.preparation or of.turnaround:
        words = {"before": duration(of.preparation), "after": duration(of.turnaround)}
        yield (
            _("%(before)s before and %(after)s after the run belong to the booking and its price.")
            % words
        )
    if of.staffed_start:
        hours = {
            "from": f"{of.facility.staffed_from:%H:%M}",
            "to": f"{of.facility.staffed_until:%H:%M}",
        }
        yield _("Runs start and end on working days from %(from)s to %(to)s.") % hours


def _ahead(of: EquipmentClass) -> Iterator[str]:
    if of.lead_days:
        yield ngettext(
            "Booked at least %(n)s working day ahead.",
            "Booked at least %(n)s working days ahead.",
            of.lead_days,
        ) % {"n": of.lead_days}
    yield ngettext(
        "Booked at most %(n)s day ahead.", "Booked at most %(n)s days ahead.", of.horizon_days
    ) % {"n": of.horizon_days}


def _decided(of: EquipmentClass) -> str:
    if of.approves_itself:
        return _("Confirmed at once when no rule stands in the way.")
    words = {"span": duration(of.request_expires)}
    if of.request_holds:
        return _("The platform manager approves; a request holds its time for %(span)s.") % words
    return _("The platform manager approves; requests for one time compete for %(span)s.") % words


def _cancelled(terms: Iterable[CancelTerm]) -> Iterator[str]:
    for term in sorted(terms, key=lambda term: term.notice, reverse=True):
        words = {"notice": duration(term.notice), "percent": term.percent}
        yield (
            _("Cancelled at least %(notice)s before: %(percent)s %% of the price is owed.") % words
        )


def the_way() -> list[tuple[str, str]]:
    """服务流程: what happens from the first question to the report, in order."""
    return [
        (_("Ask"), _("Say what you want to make, with which organism, at what scale and when.")),
        (_("Feasibility"), _("The platform manager answers whether it can be done here, and how.")),
        (
            _("Agreements"),
            _("Service agreement and confidentiality: files that both sides accept."),
        ),
        (
            _("Biosafety"),
            _("The biosafety officer reviews organism, strain and containment level."),
        ),
        (_("Project"), _("Approved with its limits: machines, hours, until when.")),
        (
            _("Booking"),
            _("Any plan of stages that fits; each rule that stands in the way is explained."),
        ),
        (_("Run"), _("Prepared by the plant, followed live by you; samples go to the laboratory.")),
        (_("Report"), _("Signed test reports, your data, and a statement of what was used.")),
    ]
