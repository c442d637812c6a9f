"""Requests for help as their pages and programs are told of them."""

from django.db.models import Prefetch, QuerySet

from equipment.models import HelpMessage, HelpThread
from equipment.schemas.help import HelpMessageOut, HelpOut, HelpWanted
from pilotbase.accounts.actor import Actor


def help_for(actor: Actor, wanted: HelpWanted) -> QuerySet[HelpThread]:
    rows = HelpThread.objects.visible_to(actor)
    if wanted.open:
        rows = rows.open()
    messages = Prefetch("messages", HelpMessage.objects.select_related("by"))
    return rows.select_related("equipment", "organisation", "opened_by").prefetch_related(messages)


def help_out(row: HelpThread) -> HelpOut:
    names = ("id", "at", "opened_at", "waits_for_staff", "closed_at")
    said = [
        HelpMessageOut(at=one.at, by=one.by.email, by_staff=one.by_staff, text=one.text)
        for one in row.messages.all()
    ]
    facts = {name: getattr(row, name) for name in names}
    return HelpOut(equipment=row.equipment.tag, messages=said, **facts)
