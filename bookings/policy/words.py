"""What stands in the way of a booking, by its code, in a few words."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Final[dict[str, Promise]] = {
    "time_taken": _("taken at that time"),
    "utility_short": _("a utility runs short"),
    "out_of_service": _("out of service"),
    "not_bookable": _("not to be booked"),
    "lead_time": _("too soon"),
    "horizon": _("too far ahead"),
    "in_the_past": _("in the past"),
    "too_short": _("too short"),
    "too_long": _("too long"),
    "granularity": _("beside the steps"),
    "closed": _("closed then"),
    "not_staffed": _("nobody there then"),
    "stages_overlap": _("stages overlap"),
    "containment": _("containment too low"),
    "no_price": _("no price yet"),
    "project_not_approved": _("project not approved"),
    "not_qualified": _("not qualified on that day"),
    "unpaid": _("unpaid for too long"),
    "place_full": _("too many machines at once"),
    "calibration_lapses": _("calibration lapses"),
    "class_not_approved": _("class not approved for the project"),
    "project_hours": _("more hours than approved"),
    "project_bookings": _("more bookings than approved"),
    "quota_hours": _("more hours than the quota"),
    "quota_bookings": _("more bookings than the quota"),
    "preparation": _("less preparation than the rules ask"),
    "turnaround": _("less turnaround than the rules ask"),
    "peak_share": _("more than a fair share of the peak hours"),
    "too_many_ahead": _("too many bookings ahead"),
    "too_late_to_book": _("booked too late"),
    "too_early_to_book": _("booked too early"),
    "too_late_to_change": _("changed too late"),
    "too_early_to_change": _("changed too early"),
    "too_late_to_cancel": _("cancelled too late"),
    "too_early_to_cancel": _("cancelled too early"),
}


def in_words(codes: Iterable[str]) -> list[str]:
    return [str(WORDS.get(code, code)) for code in dict.fromkeys(codes)]
