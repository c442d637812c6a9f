"""The words of who is who: roles, kinds of organisation, stages of a project."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SCIENTIST = "scientist", _("Scientist")
    ORG_MANAGER = "org_manager", _("Organisation manager")
    OPERATOR = "operator", _("Operator")
    TECHNICIAN = "technician", _("Lab technician")
    REVIEWER = "reviewer", _("Reviewer")
    SIGNATORY = "signatory", _("Authorised signatory")
    BIOSAFETY = "biosafety", _("Biosafety officer")
    MANAGER = "manager", _("Platform manager")
    QUALITY = "quality", _("Quality manager")
    FINANCE = "finance", _("Finance")
    ADMIN = "admin", _("System administrator")


TENANT_ROLES = frozenset({Role.SCIENTIST, Role.ORG_MANAGER})
STAFF_ROLES = frozenset(Role) - TENANT_ROLES


class OrganisationKind(models.TextChoices):
    STARTUP = "startup", _("Startup")
    COMPANY = "company", _("Company")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    PUBLIC = "public", _("Public body")
    INTERNAL = "internal", _("The platform itself")


class PriceClass(models.TextChoices):
    PARK = "park", _("Park tenant")
    EXTERNAL = "external", _("External")
    INTERNAL = "internal", _("Internal")


class ServiceType(models.TextChoices):
    """The five verification services of MIIT letter 2025 no. 456."""

    DESIGN = "design", _("Design verification")
    PERFORMANCE = "performance", _("Function and performance verification")
    PROCESS = "process", _("Process verification")
    ADAPTATION = "adaptation", _("Adaptation verification")
    PRODUCTION = "production", _("Production verification")


class ProductField(models.TextChoices):
    FOOD = "food", _("Food and additives")
    PHARMA = "pharma", _("Biopharmaceuticals")
    COSMETICS = "cosmetics", _("Cosmetics")
    CHEMICALS = "chemicals", _("Chemicals")
    ENERGY = "energy", _("Energy")
    ENZYMES = "enzymes", _("Enzymes")


class Containment(models.IntegerChoices):
    """Large-scale levels of the NIH Guidelines, appendix K: a machine holds up to its own."""

    GLSP = 0, "GLSP"
    BL1_LS = 1, "BL1-LS"
    BL2_LS = 2, "BL2-LS"
    BL3_LS = 3, "BL3-LS"


class SolventClass(models.TextChoices):
    """What of a project's solvents a machine may carry over: its most demanding class."""

    NONE = "none", _("Water and buffers only")
    FLAMMABLE = "flammable", _("Flammable solvents")
    HALOGENATED = "halogenated", _("Halogenated solvents")
    CORROSIVE = "corrosive", _("Strong acids or bases")


class ProjectStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    APPROVED = "approved", _("Approved")
    CLOSED = "closed", _("Closed")


class Language(models.TextChoices):
    ZH_HANS = "zh-hans", "简体中文"
    EN = "en", "English"
