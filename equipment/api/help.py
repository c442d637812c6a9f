"""Requests for help for programs: between a tenant and the plant's people."""

from ninja import Query, Router, Status

from equipment.actions.answer_help import answer_help
from equipment.actions.ask_help import ask_help
from equipment.actions.close_help import close_help
from equipment.helping import help_for, help_out
from equipment.models import Equipment, HelpThread
from equipment.schemas.help import HelpAsked, HelpOut, HelpSaid, HelpWanted
from pilotbase.accounts.api import finds
from pilotbase.accounts.http import ActedRequest
from pilotbase.core.access import find
from pilotbase.core.paging import Page, page
from pilotbase.core.schemas import REFUSALS

router = Router(tags=["Help"])


@router.get("/help-threads", response={200: Page[HelpOut], **REFUSALS})
def list_help(request: ActedRequest, wanted: Query[HelpWanted]) -> object:
    """What one's organisation asked; for those of the plant who answer, everyone's."""
    return page(help_for(request.actor, wanted), wanted, help_out)


@router.post("/equipment/{tag}/help", response={201: HelpOut, **REFUSALS})
@finds(Equipment, "tag")
def post_help(request: ActedRequest, tag: str, payload: HelpAsked) -> Status[HelpOut]:
    return Status(201, help_out(ask_help(request.actor, tag, payload)))


@router.get("/help-threads/{int:thread}", response={200: HelpOut, **REFUSALS})
@finds(HelpThread, "pk", "thread")
def show_help(request: ActedRequest, thread: int) -> HelpOut:
    return help_out(find(help_for(request.actor, HelpWanted()), pk=thread))


@router.post("/help-threads/{int:thread}/messages", response={201: HelpOut, **REFUSALS})
@finds(HelpThread, "pk", "thread")
def post_message(request: ActedRequest, thread: int, payload: HelpSaid) -> Status[HelpOut]:
    return Status(201, help_out(answer_help(request.actor, thread, payload).thread))


@router.post("/help-threads/{int:thread}/close", response={200: HelpOut, **REFUSALS})
@finds(HelpThread, "pk", "thread")
def post_close(request: ActedRequest, thread: int) -> HelpOut:
    return help_out(close_help(request.actor, thread))
