"""Tell people something, in the transaction in which it becomes true.

Nothing leaves before that transaction is kept: a notice is a row of it, and what goes to the
open pages goes after commit. Making a history tells nobody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db.models import Q, QuerySet

from pilotbase.accounts.models import Facility, Membership
from pilotbase.accounts.permissions import GRANTS, Permission
from pilotbase.core import clock
from pilotbase.core.events import emit, is_news, within
from pilotbase.notifications.calendars import Entry, kept
from pilotbase.notifications.choices import PERSONAL, Channel, MessengerChannel, Timing
from pilotbase.notifications.events import NoticesRead, NoticesWritten
from pilotbase.notifications.kinds import Kind
from pilotbase.notifications.models import Delivery, Messenger, Notice, Preference

DIGEST_AT: Final = 8  # o'clock at the plant
TOPICS: Final = {
    "requests": "tells_requests",
    "service": "tells_service",
    "faults": "tells_faults",
}
_CHOSEN: Final = ("user", "channel", "timing")
E = TypeVar("E", bound=object)


@dataclass(frozen=True)
class News:
    """What is told of a row of this organisation (None: the plant's own) and facility.

    ``facts`` are JSON values for the kind's sentence. ``about`` names what it tells of: once
    that is settled, nobody has to read it any more. ``entry`` goes along for calendars.
    """

    kind: Kind
    facts: Mapping[str, Any]
    href: str
    facility_id: int
    organisation_id: int | None = None
    about: str = ""
    entry: Entry | None = None


def told_on(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register who tells people of an event: in its transaction, and only where it is news."""

    def registered(teller: Callable[[E], None]) -> Callable[[E], None]:
        @wraps(teller)
        def told(happened: E) -> None:
            if is_news():
                teller(happened)

        return within(event)(told)

    return registered


def tell(people: Iterable[int | None], news: News) -> None:
    """Tell those of the people (ids of users) who are in its organisation or work at its plant."""
    wanted = {pk for pk in people if pk is not None}
    if not wanted or not (news.kind.for_inbox or settings.SENDS_EMAIL):
        return
    placed = _placed(wanted, news)
    if not placed:
        return
    if news.kind.for_inbox:
        rows = Notice.objects.bulk_create(
            _notice(user, organisation, news) for user, organisation in placed.items()
        )
        emit(NoticesWritten(tuple(row.pk for row in rows)))
    _write_deliveries(placed, news)


def settle(about: str) -> None:
    """What waited for someone is decided: the rest need not read of it."""
    waiting = Notice.objects.unread().filter(about=about)
    by_reader: dict[int, list[int]] = {}
    for user, pk in waiting.values_list("user", "pk"):
        by_reader.setdefault(user, []).append(pk)
    for user, found in by_reader.items():
        mark_read(user, found)


def mark_read(user_id: int, notice_ids: Iterable[int]) -> None:
    pks = tuple(notice_ids)
    Notice.objects.filter(pk__in=pks, read_at=None).update(read_at=clock.now())
    emit(NoticesRead(user_id, pks))


def staff_who_may(permission: Permission, facility_id: int) -> list[int]:
    """The people of a plant whose role grants it today."""
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    rows = _active().filter(facility=facility_id, role__in=roles)
    return list(rows.order_by("user").values_list("user", flat=True).distinct())


def members_who_may(permission: Permission, organisation_id: int) -> list[int]:
    """The people of an organisation whose role there grants it today."""
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    rows = _active().filter(organisation=organisation_id, role__in=roles)
    return list(rows.order_by("user").values_list("user", flat=True).distinct())


def members_of(organisation_id: int) -> list[int]:
    """The people who are in an organisation today."""
    rows = _active().filter(organisation=organisation_id)
    return list(rows.order_by("user").values_list("user", flat=True).distinct())


def _placed(people: set[int], news: News) -> dict[int, int | None]:
    """Where each is told of it: in its organisation (its id), or at the plant (None)."""
    places = Q(facility=news.facility_id)
    if news.organisation_id is not None:
        places |= Q(organisation=news.organisation_id)
    found: dict[int, int | None] = {}
    rows = _active().filter(places, user__in=people).order_by("user")
    for user, organisation in rows.values_list("user", "organisation"):
        found[user] = found.get(user) or organisation
    return found


def _active() -> QuerySet[Membership]:
    today = clock.today()
    serving = Q(organisation__retired_from=None) | Q(organisation__retired_from__gt=today)
    return Membership.objects.filter(
        Q(until=None) | Q(until__gt=today), serving, since__lte=today, user__is_active=True
    )


def is_still_there(user_id: int, organisation_id: int | None, facility_id: int) -> bool:
    """Whether she is today where she was told of it."""
    place = Q(organisation=organisation_id) if organisation_id else Q(facility=facility_id)
    return _active().filter(place, user=user_id).exists()


def announce(kind: Kind, facts: Mapping[str, Any], href: str, facility_id: int) -> None:
    """Have the plant's robots say it once, those that are to tell of its topic."""
    robots = Messenger.objects.serving(clock.today()).filter(facility=facility_id)
    chosen = robots.exclude(channel=MessengerChannel.SMS).filter(**{TOPICS[kind.topic]: True})
    now = clock.now()
    Delivery.objects.bulk_create(
        Delivery(
            key=uuid4().hex,
            channel=robot.channel,
            messenger=robot,
            facility_id=facility_id,
            kind=kind.code,
            facts=dict(facts),
            href=href,
            at=now,
            due_at=now,
        )
        for robot in chosen
    )


def write_to(address: str, kind: Kind, facts: Mapping[str, Any], facility_id: int) -> None:
    """Mail to someone who has no account, once there is a mail server."""
    if settings.SENDS_EMAIL:
        now = clock.now()
        Delivery.objects.create(
            key=uuid4().hex,
            channel=Channel.EMAIL,
            address=address,
            facility_id=facility_id,
            kind=kind.code,
            facts=dict(facts),
            at=now,
            due_at=now,
        )


def _write_deliveries(placed: Mapping[int, int | None], news: News) -> None:
    """What is to be sent, in the same transaction."""
    chosen = Preference.objects.filter(user__in=placed, kind=news.kind.code)
    timings = {(user, by): timing for user, by, timing in chosen.values_list(*_CHOSEN)}
    facility = Facility.objects.get(pk=news.facility_id)
    Delivery.objects.bulk_create(
        _delivery(user, organisation, news, facility, (by, Timing(timing)))
        for by in (PERSONAL if news.kind.for_inbox else (Channel.EMAIL,))
        for user, organisation in placed.items()
        if (timing := timings.get((user, by), by_itself(news.kind, by))) != Timing.NEVER
        and (by != Channel.EMAIL or settings.SENDS_EMAIL)
    )


def by_itself(kind: Kind, by: Channel) -> Timing:
    """For whoever chose nothing."""
    return kind.by_mail if by == Channel.EMAIL else Timing.NEVER


def _delivery(
    user_id: int,
    organisation_id: int | None,
    news: News,
    facility: Facility,
    how: tuple[Channel, Timing],
) -> Delivery:
    """What goes into a calendar waits for no digest."""
    now, (by, timing) = clock.now(), how
    digest = timing == Timing.DIGEST and news.entry is None
    return Delivery(
        key=uuid4().hex,
        channel=by,
        user_id=user_id,
        organisation_id=organisation_id,
        facility=facility,
        kind=news.kind.code,
        facts=dict(news.facts),
        href=news.href,
        entry=kept(news.entry) if news.entry and by == Channel.EMAIL else None,
        in_digest=digest,
        at=now,
        due_at=_next_digest(facility, now) if digest else now,
    )


def _next_digest(facility: Facility, now: datetime) -> datetime:
    """The next time by the plant's clock at which the day's messages go out."""
    local = facility.local(now)
    today = local.replace(hour=DIGEST_AT, minute=0, second=0, microsecond=0)
    return today if local < today else today + timedelta(days=1)


def _notice(user_id: int, organisation_id: int | None, news: News) -> Notice:
    return Notice(
        user_id=user_id,
        organisation_id=organisation_id,
        facility_id=news.facility_id,
        kind=news.kind.code,
        facts=dict(news.facts),
        href=news.href,
        about=news.about,
        at=clock.now(),
    )
