"""The plant board: every machine in its place, live; and the same on a wall screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from equipment.choices import MachineState, PublicState
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.errors import Missing
from pilotbase.pages.board.facts import Board, board_of
from pilotbase.pages.board.wall import wall_of

ALL_STATES = (*MachineState, *PublicState)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """For everyone; what each sees is ``facts``'s to say."""
    return render(request, "pages/board.html", _facts(_actor(request)))


@require_safe
def board_top(request: HttpRequest) -> HttpResponse:
    """The title and the alarms, swapped in by the open page when something happened."""
    return render(request, "pages/_board_top.html", _facts(_actor(request)) | {"oob": True})


@require_safe
def board_card(request: HttpRequest, tag: str) -> HttpResponse:
    """One machine, swapped in when a run began or ended on it. ``?small`` for its small card."""
    cards = board_of(_actor(request), tag).cards
    if not cards:
        raise Missing(_("There is nothing at this address."))
    name = "_mini" if "small" in request.GET else "_card"
    return render(request, f"pages/{name}.html", {"card": cards[0]})


@require_safe
@signed_in
def wall(request: ActedRequest) -> HttpResponse:
    """Read from five metres; no tenant is named there."""
    request.actor.require(Permission.SEE_PLANT)
    facts = wall_of(board_of(request.actor), request.actor)
    return render(request, "pages/wall.html", {**facts, "all_states": ALL_STATES})


def _facts(actor: Actor) -> dict[str, object]:
    shown: Board = board_of(actor)
    return {
        "now": clock.now(),
        "board": shown,
        "alarms": shown.alarms,
        "states": MachineState if shown.is_staff else PublicState,
        "all_states": ALL_STATES,
        "may_acknowledge": actor.may(Permission.ACKNOWLEDGE_ALARM),
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by the middleware
    return actor
