"""The nouns of booking: the ledger, bookings with their stages, runs, prices and refusals."""

from bookings.models.booking import Booking, Stage
from bookings.models.collaborator import Collaborator
from bookings.models.conduct import ConductTerms, Violation
from bookings.models.deciding import Decision
from bookings.models.ledger import Occupation, UtilityDraw
from bookings.models.money import CancelTerm, Charge, RateCard, RateLine
from bookings.models.refusal import Refusal
from bookings.models.rules import Override, RuleSet, RuleVersion
from bookings.models.run import Run, RunEvent
from bookings.models.series import Series
from bookings.models.waiting import WaitEntry

__all__ = [
    "Booking",
    "CancelTerm",
    "Charge",
    "Collaborator",
    "ConductTerms",
    "Decision",
    "Occupation",
    "Override",
    "RateCard",
    "RateLine",
    "Refusal",
    "RuleSet",
    "RuleVersion",
    "Run",
    "RunEvent",
    "Series",
    "Stage",
    "UtilityDraw",
    "Violation",
    "WaitEntry",
]
