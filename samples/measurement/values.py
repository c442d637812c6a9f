"""The nouns of a measurement: what was typed, what is reported, the limit and the verdict."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What the person at the bench put down."""

    NUMBER = "number"
    BELOW = "below"  # "<0.5"
    NOT_DETECTED = "not_detected"  # "ND"
    TEXT = "text"  # "no growth"


class Qualifier(StrEnum):
    """Why a reported result is not a plain number."""

    NONE = ""
    BELOW_LOQ = "below_loq"  # prints "<" and the limit of quantification
    BELOW = "below"  # prints "<" and the bound as typed, when that lies above the LOQ
    NOT_DETECTED = "not_detected"  # prints "ND"
    TEXT = "text"


class DecisionRule(StrEnum):
    """How uncertainty enters a statement of conformity (ILAC-G8:09/2019, clause 4)."""

    SIMPLE = "simple"
    GUARDED = "guarded_U"
    NONBINARY = "nonbinary_U"


class Comparison(StrEnum):
    """GB/T 8170-2008 clause 4.3: with the full value (the default), or rounded to the limit."""

    FULL = "full"
    ROUNDED = "rounded"


class Verdict(StrEnum):
    """A statement of conformity; NONE where there is no limit or nothing can be said."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    CONDITIONAL_PASS = "conditional_pass"  # noqa: S105 - as above
    CONDITIONAL_FAIL = "conditional_fail"
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Entered:
    """A value as typed. ``value`` is the number, or the bound of "<"; None for ND and words."""

    kind: Kind
    value: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A value as it goes out. In the method's unit throughout.

    ``value`` is rounded, and None unless the result is a plain number; ``raw`` is as measured,
    and kept also where only "<LOQ" may be said; ``bound`` is what the true value lies below.
    """

    qualifier: Qualifier
    text: str
    value: Decimal | None = None
    raw: Decimal | None = None
    bound: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What a specification allows, in the unit of the result.

    ``places`` are the decimals the limit is written with; None takes them from the numbers, so a
    number out of a wider database column must say them.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    places: int | None = None
    low_inclusive: bool = True
    high_inclusive: bool = True

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None
