"""The plant board: every machine in its place, live."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from equipment.choices import MachineState, PublicState
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.pages.board import facts


def board(request: HttpRequest) -> HttpResponse:
    """For everyone; what each sees is ``facts``'s to say."""
    actor = request.actor  # type: ignore[attr-defined]  # by the middleware
    rows = facts.rows(actor)
    staff = actor.facility is not None and actor.may(Permission.SEE_PLANT)
    shown = {
        "now": clock.now(),
        "rows": rows,
        "title": facts.title(rows),
        "alarms": facts.alarms(rows),
        "staff": staff,
        "states": MachineState if staff else PublicState,
        "all_states": [*MachineState, *PublicState],
        "may_acknowledge": actor.may(Permission.ACKNOWLEDGE_ALARM),
        "language": get_language(),
    }
    return render(request, "pages/board.html", shown)


@signed_in
def wall(request: ActedRequest) -> HttpResponse:
    """The same on a wall screen, read from five metres; no tenant is named there."""
    request.actor.require(Permission.SEE_PLANT)
    rows = facts.rows(request.actor)
    shown = {
        "now": clock.now(),
        "rows": rows,
        "title": facts.title(rows),
        "alarms": facts.alarms(rows)[:4],
        "all_states": [*MachineState, *PublicState],
    }
    return render(request, "pages/wall.html", shown)
