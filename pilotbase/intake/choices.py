"""The words of an enquiry: its steps, who owns each, how long it may take, and what is asked."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.permissions import Permission


class EnquiryStatus(models.TextChoices):
    RECEIVED = "received", _("Waits for an answer")
    AGREEMENTS = "agreements", _("Agreements to accept")
    DECLARATION = "declaration", _("Strain to be declared")
    REVIEW = "review", _("In biosafety review")
    PROJECT = "project", _("Project to be opened")
    APPROVED = "approved", _("Project approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Enquiry withdrawn")


S = EnquiryStatus
_ENDS: Final = frozenset({S.DECLINED, S.WITHDRAWN})
TRANSITIONS: Final[dict[EnquiryStatus, frozenset[EnquiryStatus]]] = {
    S.RECEIVED: _ENDS | {S.AGREEMENTS},
    S.AGREEMENTS: _ENDS | {S.DECLARATION},
    S.DECLARATION: _ENDS | {S.REVIEW},
    S.REVIEW: _ENDS | {S.DECLARATION, S.PROJECT},
    S.PROJECT: _ENDS | {S.APPROVED},
    S.APPROVED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
# Whose step it is: who holds the permission, on the side that it is granted to.
OWNERS: Final[Mapping[EnquiryStatus, Permission]] = {
    S.RECEIVED: Permission.ANSWER_ENQUIRY,
    S.AGREEMENTS: Permission.ACCEPT_AGREEMENT,
    S.DECLARATION: Permission.ENQUIRE,
    S.REVIEW: Permission.REVIEW_STRAIN,
    S.PROJECT: Permission.ANSWER_ENQUIRY,
}
OWNER_WORDS: Final[Mapping[EnquiryStatus, object]] = {
    S.RECEIVED: _("Platform manager"),
    S.AGREEMENTS: _("Organisation manager and platform manager"),
    S.DECLARATION: _("The organisation"),
    S.REVIEW: _("Biosafety officer"),
    S.PROJECT: _("Platform manager"),
}
# Which setting of the facility says how many working days a step may take.
DAYS: Final[Mapping[EnquiryStatus, str]] = {
    S.RECEIVED: "answer_days",
    S.AGREEMENTS: "agreement_days",
    S.DECLARATION: "declaration_days",
    S.REVIEW: "review_days",
    S.PROJECT: "opening_days",
}


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", _("Service agreement")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality agreement")


class Side(models.TextChoices):
    TENANT = "tenant", _("The organisation")
    PLANT = "plant", _("The plant")


class Question(models.TextChoices):
    """The biosafety checklist of a strain."""

    PATHOGEN = "pathogen", _("Is it on the list of microorganisms pathogenic to humans?")
    ANIMAL_PLANT = "animal_plant", _("Is it a known pathogen of animals or plants?")
    TOXIN = "toxin", _("Does it form a toxin or a strong allergen?")
    RESISTANCE = "resistance", _("Does it carry an antibiotic resistance marker?")
    SPORES = "spores", _("Does it form spores?")
    KILL = "kill", _("Is it shown to be killed at 121 °C in 30 minutes?")
    ORIGIN = "origin", _("May you use and pass on the strain (owner, transfer agreement)?")
    SOLVENT = "solvent", _("Is a flammable feed or solvent used (methanol, ethanol)?")


class Reply(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class StrainVerdict(models.TextChoices):
    WAITING = "waiting", _("Waits for a decision")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")
    REFUSED = "refused", _("Strain refused")
