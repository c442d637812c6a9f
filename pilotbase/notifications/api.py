"""Notices for programs."""

from ninja import Query, Router

from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.accounts.models import User
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS
from pilotbase.notifications.actions.read_all_notices import read_all_notices
from pilotbase.notifications.actions.read_notice import read_notice
from pilotbase.notifications.actions.save_preferences import (
    Choices,
    phone_of,
    preferences_of,
    save_preferences,
)
from pilotbase.notifications.models import Notice
from pilotbase.notifications.schemas import NoticeOut, ReadOut, Which

router = Router(tags=["Notices"])


@router.get("/notices", response={200: Page[NoticeOut], **REFUSALS})
def list_notices(request: ActedRequest, paging: Query[Paging], which: Query[Which]) -> object:
    """One's own, newest first."""
    rows = Notice.objects.visible_to(request.actor).select_related("facility")
    return page(rows.unread() if which.unread else rows, paging, NoticeOut.model_validate)


@router.get("/notices/preferences", response={200: Choices, **REFUSALS})
def show_preferences(request: ActedRequest) -> Choices:
    """For every kind of notice and every channel: at once, once a day, or not at all."""
    return _choices(request.actor.person())


@router.post("/notices/preferences", response={200: Choices, **REFUSALS})
def choose(request: ActedRequest, payload: Choices) -> Choices:
    save_preferences(request.actor, payload)
    return _choices(request.actor.person())


@router.post("/notices/read", response={200: ReadOut, **REFUSALS})
def read_all(request: ActedRequest) -> ReadOut:
    return ReadOut(read=read_all_notices(request.actor))


@router.post("/notices/{int:notice_id}/read", response={200: NoticeOut, **REFUSALS})
@finds(Notice, "pk", "notice_id")
def read_one(request: ActedRequest, notice_id: int) -> NoticeOut:
    return NoticeOut.model_validate(read_notice(request.actor, notice_id))


def _choices(person: User) -> Choices:
    return Choices(choices=tuple(preferences_of(person)), phone=phone_of(person))
