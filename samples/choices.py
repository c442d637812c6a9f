"""The words of samples, custody, tests and reports."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SampleKind(models.TextChoices):
    BROTH = "broth", _("Broth")
    SUPERNATANT = "supernatant", _("Supernatant")
    CELL_PASTE = "cell_paste", _("Cell paste")
    INTERMEDIATE = "intermediate", _("Intermediate")
    FINISHED = "finished", _("Finished product")
    RAW_MATERIAL = "raw_material", _("Raw material")
    WATER = "water", _("Utility water")
    SWAB = "swab", _("Swab")
    SEED = "seed", _("Seed vial")
    RETAIN = "retain", _("Retained sample")


class Storage(models.TextChoices):
    """Storage classes in °C: 15 to 25, 2 to 8, -20 ± 5, at most -65, at most -135."""

    ROOM = "RT", _("Room temperature, 15–25 °C")
    FRIDGE = "2-8", _("2–8 °C")
    FREEZER = "-20", _("−20 °C")
    DEEP = "-80", _("−80 °C")
    NITROGEN = "LN2", _("Liquid nitrogen vapour")


class SampleStatus(models.TextChoices):
    """Derived from the chain of custody; kept on the row for lists."""

    REGISTERED = "registered", _("Registered")
    COLLECTED = "collected", _("Collected")
    IN_HANDOVER = "in_handover", _("Being handed over")
    RECEIVED = "received", _("Received")
    REJECTED = "rejected", _("Rejected on receipt")
    IN_TEST = "in_test", _("In test")
    TESTED = "tested", _("Tested")


SIGNS: Final[dict[SampleStatus, str]] = {  # icons
    SampleStatus.REGISTERED: "list-details",
    SampleStatus.COLLECTED: "droplet",
    SampleStatus.IN_HANDOVER: "transfer",
    SampleStatus.RECEIVED: "circle-check",
    SampleStatus.REJECTED: "circle-x",
    SampleStatus.IN_TEST: "flask",
    SampleStatus.TESTED: "certificate",
}


class CustodyType(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    COLLECTED = "collected", _("Collected")
    LABELLED = "labelled", _("Labelled")
    RELINQUISHED = "relinquished", _("Handed over")
    WITHDRAWN = "withdrawn", _("Hand-over withdrawn")
    RECEIVED = "received", _("Received")
    REJECTED = "rejected", _("Rejected")
    ATTACHED = "attached", _("File added")
    TEST_STARTED = "test_started", _("Test started")
    TEST_FINISHED = "test_finished", _("Test finished")
    CORRECTION = "correction", _("Correction")


class Condition(models.TextChoices):
    OK = "ok", _("In order")
    LEAKING = "leaking", _("Leaking")
    BROKEN = "broken", _("Container broken")
    WARM = "warm", _("Too warm")
    THAWED = "thawed", _("Thawed")
    LABEL = "label", _("Label unreadable or wrong")
    SHORT = "short", _("Too little")
    MISSING = "missing", _("Did not arrive")
    OTHER = "other", _("Other, see the note")


class SealState(models.TextChoices):
    INTACT = "intact", _("Intact")
    BROKEN = "broken", _("Broken")
    NONE = "none", _("No seal")


class RequestStatus(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("of a test", "Requested")
    ENTERED = "entered", _("Results entered")
    APPROVED = "approved", _("Reviewed")
    REPORTED = "reported", pgettext_lazy("of a test", "Reported")
    CANCELLED = "cancelled", _("Cancelled")


class ResultStatus(models.TextChoices):
    ENTERED = "entered", _("Entered")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Sent back")
    REPLACED = "replaced", _("Replaced by a later version")


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    ISSUED = "issued", _("Issued")


REPORT_TRANSITIONS: Final[dict[ReportStatus, frozenset[ReportStatus]]] = {
    ReportStatus.DRAFT: frozenset({ReportStatus.SIGNED}),
    # a result was corrected: composed anew, and to be signed anew
    ReportStatus.SIGNED: frozenset({ReportStatus.DRAFT, ReportStatus.ISSUED}),
    ReportStatus.ISSUED: frozenset(),
}


class Meaning(models.TextChoices):
    """What a signature says (21 CFR 11.50)."""

    TEST = "test", _("Tested by")
    REVIEW = "review", _("Reviewed by")
    APPROVE = "approve", _("Approved by")
    GIVE = "give", _("Handed over by")
    RECEIVE = "receive", _("Received by")
    REJECT = "reject", _("Rejected by")


class ResultKind(models.TextChoices):
    NUMBER = "number", _("Number")
    TEXT = "text", _("Text")


class DecisionRule(models.TextChoices):
    """How a value is held against its limits (ILAC-G8:09/2019, JCGM 106)."""

    SIMPLE = "simple", _("Simple acceptance")
    GUARDED = "guarded_U", _("Guard band of U")
    NON_BINARY = "nonbinary_U", _("Non-binary with guard band of U")


class Verdict(models.TextChoices):
    PASS = "pass", _("Pass")
    CONDITIONAL_PASS = "conditional_pass", _("Conditional pass")
    CONDITIONAL_FAIL = "conditional_fail", _("Conditional fail")
    FAIL = "fail", _("Fail")
    NONE = "none", _("No limit")


class Language(models.TextChoices):
    """Of a report."""

    BOTH = "both", _("Chinese and English")
    ZH = "zh", _("Chinese")
    EN = "en", _("English")
