"""Ask the plant's people for help with a machine, at a time."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from equipment.events import HelpChanged
from equipment.models import Equipment, HelpMessage, HelpThread
from equipment.schemas.help import HelpAsked
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb

FAR: Final = timedelta(days=400)


@verb
def ask_help(actor: Actor, tag: str, command: HelpAsked) -> HelpThread:
    """Only her organisation and those of the plant who answer read it.

    Raises Missing, SignedOut, NotAllowed (also to who acts for no organisation), Invalid.
    """
    machine = find(Equipment.objects.visible_to(actor), tag=tag)
    actor.require(Permission.USE_MACHINE, at=machine.facility_id)
    organisation, now = actor.tenant(), clock.now()
    about = command.at or now
    if not now - FAR <= about <= now + FAR:
        raise Invalid(_("This is too far away."), field="at")
    thread = HelpThread.objects.create(
        equipment=machine,
        facility_id=machine.facility_id,
        organisation=organisation,
        at=about,
        opened_at=now,
        opened_by=actor.person(),
        said_at=now,
    )
    HelpMessage.objects.create(
        thread=thread, at=now, by=actor.person(), by_staff=False, text=command.text
    )
    record(actor, "helpthread.made", thread, after={"machine": tag})
    emit(HelpChanged(thread.pk))
    return thread
