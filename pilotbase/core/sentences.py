"""Says to people what pydantic found wrong with a field, in their language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_INSTANT: Final = _("Write the instant with its offset, such as 2027-01-11T08:00:00+08:00.")
_DATE: Final = _("Write the date like 2027-01-11.")
_TIME: Final = _("Write the time like 08:30.")
_NUMBER: Final = _("This is no number.")
_TEXT: Final = _("This is no text.")
_TABLE: Final[dict[str, str | Promise]] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "enum": _("This is none of %(expected)s."),
    "literal_error": _("This is none of %(expected)s."),
    "timezone_aware": _INSTANT,
    "string_too_short": _("Write at least %(min_length)s characters."),
    "string_too_long": _("Write at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This is not written the way it should be."),
    "string_type": _TEXT,
    "too_short": _("There must be at least %(min_length)s."),
    "too_long": _("There may be at most %(max_length)s."),
    "greater_than": _("This must be more than %(gt)s."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than": _("This must be less than %(lt)s."),
    "less_than_equal": _("This may be at most %(le)s."),
    "decimal_max_digits": _("This has more than %(max_digits)s digits."),
    "decimal_max_places": _("This has more than %(decimal_places)s decimals."),
    "decimal_whole_digits": _("This number is too large."),
    "finite_number": _NUMBER,
    "int_from_float": _("This is no whole number."),
    "bool_parsing": _("This is neither yes nor no."),
    "bool_type": _("This is neither yes nor no."),
    **dict.fromkeys(("int_parsing", "int_type", "float_parsing", "float_type"), _NUMBER),
    **dict.fromkeys(("decimal_parsing", "decimal_type"), _NUMBER),
    **dict.fromkeys(("datetime_parsing", "datetime_type"), _INSTANT),
    **dict.fromkeys(("datetime_from_date_parsing", "datetime_object_invalid"), _INSTANT),
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing"), _DATE),
    **dict.fromkeys(("time_parsing", "time_type"), _TIME),
}


def said(error: Mapping[str, Any]) -> str:
    """A pydantic error as a sentence for people; our own are sentences already."""
    sentence = _TABLE.get(str(error["type"]))
    if sentence is None:
        return str(error["msg"]).removeprefix("Value error, ")
    words: Mapping[str, Any] = error.get("ctx", {})
    return str(sentence) % words


def faults(errors: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The errors without those that only follow from others: a list of bad items is not short."""
    return [one for one in errors if not (one["type"] == "too_short" and _inside(one, errors))]


def _inside(outer: Mapping[str, Any], errors: Iterable[Mapping[str, Any]]) -> bool:
    loc = tuple(outer["loc"])
    return any(len(e["loc"]) > len(loc) and tuple(e["loc"][: len(loc)]) == loc for e in errors)
