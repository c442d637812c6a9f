"""The rules of a class as a person reads them before she books, and the way to a first booking."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import CancelTerm
from bookings.policy.case import Rules
from bookings.rulebook import Documents, narrowed
from bookings.rules_told import agreed
from equipment.models import EquipmentClass
from pilotbase.accounts.masterdata import listed
from pilotbase.web.text import duration


def rules_of(
    of: EquipmentClass, machines: Mapping[str, Documents], terms: Iterable[CancelTerm] = ()
) -> list[str]:
    """What booking asks of everyone on these machines of a class, by tag the documents of each.

    What is asked on some of them alone is said with their tags. Policy reads the same rules when
    it refuses.
    """
    said = {tag: _said(of, documents) for tag, documents in machines.items()}
    return [*_once(said), *_cancelled(terms)]


def _once(said: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Matter by matter, each sentence once."""
    for sentences in zip(*said.values(), strict=True):
        tags: dict[str, list[str]] = defaultdict(list)
        for tag, sentence in zip(said, sentences, strict=True):
            tags[sentence].append(tag)
        for sentence, those in tags.items():
            if sentence and len(those) == len(said):
                yield sentence
            elif sentence:
                yield _("%(machines)s: %(rule)s") % {"machines": listed(those), "rule": sentence}


def _said(of: EquipmentClass, documents: Documents) -> tuple[str, ...]:
    """A sentence for each matter, empty where nothing is asked."""
    rules = narrowed(of, documents)
    ahead = (_lead(rules), _horizon(rules))
    return (
        _length(rules),
        _steps(rules),
        _margins(rules),
        _staffed(of),
        *ahead,
        agreed(of, documents),
    )


def _length(rules: Rules) -> str:
    words = {"shortest": duration(rules.shortest), "longest": duration(rules.longest)}
    return _("A run takes %(shortest)s at least and %(longest)s at most.") % words


def _steps(rules: Rules) -> str:
    if not rules.granularity:
        return ""
    return _("Runs start and end on steps of %(step)s.") % {"step": duration(rules.granularity)}


def _margins(rules: Rules) -> str:
    if not (rules.preparation or rules.turnaround):
        return ""
    words = {"before": duration(rules.preparation), "after": duration(rules.turnaround)}
    return (
        _("%(before)s before and %(after)s after the run belong to the booking and its price.")
        % words
    )


def _staffed(of: EquipmentClass) -> str:
    if not of.staffed_start:
        return ""
    place = of.facility
    hours = {"from": f"{place.staffed_from:%H:%M}", "to": f"{place.staffed_until:%H:%M}"}
    return _("Runs start and end on working days from %(from)s to %(to)s.") % hours


def _lead(rules: Rules) -> str:
    if not rules.lead_days:
        return ""
    return ngettext(
        "Booked at least %(n)s working day ahead.",
        "Booked at least %(n)s working days ahead.",
        rules.lead_days,
    ) % {"n": rules.lead_days}


def _horizon(rules: Rules) -> str:
    return ngettext(
        "Booked at most %(n)s day ahead.", "Booked at most %(n)s days ahead.", rules.horizon_days
    ) % {"n": rules.horizon_days}


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
