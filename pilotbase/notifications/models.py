"""What people were told, whether they have read it, and what is still to be sent to them."""

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilotbase.accounts.actor import active_memberships
from pilotbase.accounts.choices import Language
from pilotbase.accounts.models import Facility, Organisation, Retirable, User
from pilotbase.core.constraints import known
from pilotbase.notifications.choices import Channel, MessengerChannel, Timing
from pilotbase.notifications.kinds import kind_of

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Her own, of places in which she still is."""
        return self.of(actor.user) if actor.user else self.none()

    def of(self, user: User) -> Self:
        places = active_memberships(user).order_by()
        hers = Q(organisation__in=places.values("organisation"))
        works = Q(organisation=None, facility__in=places.values("facility"))
        return self.filter(hers | works, user=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Told to a person as a member of ``organisation``, or without one as the facility's staff."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    facts = models.JSONField()
    href = models.CharField(max_length=200, blank=True)  # the page that shows it
    about = models.CharField(max_length=80, blank=True)  # what it tells of: settled, it is read
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(NoticeQuerySet)()

    class Meta:
        verbose_name = pgettext_lazy("message", "notice")
        indexes = [
            models.Index(fields=["user", "read_at"], name="notice_by_reader"),
            models.Index(fields=["about"], name="notice_by_subject", condition=Q(read_at=None)),
        ]

    @property
    def text(self) -> str:
        """Its sentence in the language that is active; empty when nobody knows its kind now."""
        return self.said(self.facility.zone)

    def said(self, zone: tzinfo) -> str:
        kind = kind_of(self.kind)
        return kind.says(self.facts, zone) if kind else ""


class Preference(models.Model):
    """What a person chose for a kind of notice and a channel; without one the kind's own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=16, choices=Channel)
    timing = models.CharField(max_length=16, choices=Timing)

    class Meta:
        verbose_name = _("preference")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="preference_once"),
            known("channel", Channel, "preference_channel_known"),
            known("timing", Timing, "preference_timing_known"),
        ]


class Phone(models.Model):
    """Where a person's text messages go."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("phone")


class MessengerQuerySet(models.QuerySet["Messenger"]):
    def serving(self, day: date) -> Self:
        return self.filter(Q(retired_from=None) | Q(retired_from__gt=day))


class Messenger(Retirable):
    """A robot in a group of the staff's, or the gateway for text messages, of one plant.

    ``address`` and ``secret`` are sealed, and never shown again.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=24, unique=True)
    channel = models.CharField(_("channel"), max_length=16, choices=MessengerChannel)
    address = models.TextField()
    secret = models.TextField(blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=Language, default=Language.ZH_HANS
    )
    tells_requests = models.BooleanField(_("tells of requests that wait"), default=True)
    tells_service = models.BooleanField(_("tells of machines out of service"), default=True)
    tells_faults = models.BooleanField(_("tells of faults that are reported"), default=True)

    objects = models.Manager.from_queryset(MessengerQuerySet)()

    class Meta:
        verbose_name = _("messenger")
        constraints = [known("channel", MessengerChannel, "messenger_channel_known")]

    def __str__(self) -> str:
        return self.code


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, gave_up_at=None)

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now)


class Delivery(models.Model):
    """One message to one person, one robot, or one who has no account, by her ``address``: written
    with what it tells of, sent afterwards.

    It is sent at least once: a try that was cut short is made again. ``key`` stays the same then,
    so that who receives it can know a repetition.
    """

    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=16, choices=Channel)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    messenger = models.ForeignKey(Messenger, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    facts = models.JSONField()
    href = models.CharField(max_length=200, blank=True)
    entry = models.JSONField(null=True)  # for her calendar, as it is told with this message
    in_digest = models.BooleanField(default=False)  # goes out with the others of its day
    at = models.DateTimeField()
    due_at = models.DateTimeField()  # not before; while it is being sent, when to try again
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = models.Manager.from_queryset(DeliveryQuerySet)()

    class Meta:
        verbose_name = _("delivery")
        constraints = [
            known("channel", Channel, "delivery_channel_known"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, messenger=None, address="")
                | Q(user=None, messenger__isnull=False, address="")
                | (Q(user=None, messenger=None) & ~Q(address="")),
                name="delivery_to_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="delivery_due",
                condition=Q(sent_at=None, gave_up_at=None),
            )
        ]

    @property
    def text(self) -> str:
        kind = kind_of(self.kind)
        return kind.says(self.facts, self.facility.zone) if kind else ""


class Invitation(models.Model):
    """How something stands in people's calendars: under which name, and how often it was told."""

    about = models.CharField(max_length=80, unique=True)
    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField()
    stamped_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invitation")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(user=actor.user) if actor.user else self.none()

    def good(self) -> Self:
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """An address at which a person's programs read a calendar. Its secret is kept as a hash.

    What it tells is asked anew each time: what she may see in this place of hers, then.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    facility = models.ForeignKey(Facility, null=True, on_delete=models.PROTECT, related_name="+")
    machine = models.CharField(max_length=24, blank=True)  # its tag; without one, her bookings
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(CalendarFeedQuerySet)()

    class Meta:
        verbose_name = _("calendar feed")
