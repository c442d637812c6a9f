"""The rail: at most five entries for each role, the first one the page of her day."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import Role
from pilotbase.web.navigation import MOST, Entry

TODAY = Entry("today", _("Today"), "today", "calendar-check")
BOARD = Entry("board", _("Board"), "board", "layout-grid", ("machine", "wall"))
TIMELINE = Entry("timeline", _("Timeline"), "timeline", "gantt", ("/bookings",))
RUNS = Entry("runs", _("Runs"), "runs", "activity", ("run",))
SAMPLES = Entry("samples", _("Samples"), "samples", "test-pipe", ("/samples",))
TESTS = Entry("worksheets", _("Tests"), "worksheets", "flask", ("/worksheets",))
REPORTS = Entry("reports", _("Reports"), "reports", "file-text", ("/reports",))
FIGURES = Entry("utilization", _("Utilization"), "utilization", "chart-bar", ("/utilization",))
PLANT = Entry("plant", _("Plant"), "plant", "building-factory-2", ("/plant", "/rules"))
CHARGES = Entry("charges", _("Charges"), "charges", "receipt", ("/charges",))
PRICES = Entry("prices", _("Prices"), "/plant/prices", "coin-yuan", ("/plant/prices",))
METHODS = Entry("methods", _("Methods"), "/plant/methods", "list-check", ("/plant/methods",))
PEOPLE = Entry("people", _("People"), "/plant/people", "users", ("/plant/people",))
PROJECTS = Entry("projects", _("Projects"), "projects", "files", ("/projects",))
CATALOGUE = Entry("catalogue", _("Catalogue"), "catalogue", "list-details", ("/catalogue",))
ASK = Entry("ask", _("Ask"), "new_enquiry", "message", ("/enquiries",))
AUDIT = Entry("audit", _("Audit"), "audit", "history", ("/audit",))

RAILS: Final[dict[Role, tuple[Entry, ...]]] = {
    Role.SCIENTIST: (TODAY, BOARD, TIMELINE, SAMPLES, REPORTS),
    Role.ORG_MANAGER: (TODAY, TIMELINE, SAMPLES, REPORTS, PLANT),
    Role.OPERATOR: (TODAY, BOARD, TIMELINE, RUNS, SAMPLES),
    Role.TECHNICIAN: (TODAY, SAMPLES, TESTS, BOARD, REPORTS),
    Role.REVIEWER: (TODAY, TESTS, REPORTS, SAMPLES, BOARD),
    Role.SIGNATORY: (TODAY, REPORTS, TESTS, SAMPLES, BOARD),
    Role.BIOSAFETY: (TODAY, PROJECTS, BOARD, TIMELINE, AUDIT),
    Role.MANAGER: (TODAY, BOARD, TIMELINE, FIGURES, PLANT),
    Role.QUALITY: (TODAY, REPORTS, METHODS, FIGURES, AUDIT),
    Role.FINANCE: (TODAY, FIGURES, PRICES, CHARGES),
    Role.ADMIN: (TODAY, PEOPLE),
}
PUBLIC: Final = (BOARD, CATALOGUE, ASK)  # whoever has no role here
# Who holds several roles has the rail of the one that decides most.
ORDER: Final = (
    *(Role.MANAGER, Role.QUALITY, Role.SIGNATORY, Role.REVIEWER, Role.TECHNICIAN, Role.OPERATOR),
    *(Role.BIOSAFETY, Role.FINANCE, Role.ADMIN, Role.ORG_MANAGER, Role.SCIENTIST),
)


def rail(actor: Actor) -> list[Entry]:
    return list(_entries(actor))[:MOST]


def _entries(actor: Actor) -> Iterator[Entry]:
    for role in ORDER:
        if role in actor.roles:
            yield from RAILS[role]
            return
    yield from PUBLIC
