"""Choose, for oneself, which kinds of notice come by which channel, and when."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.core.errors import Invalid
from pilotbase.core.schemas import Code, Command, Text
from pilotbase.core.verbs import verb
from pilotbase.notifications.choices import PERSONAL, Channel, Timing
from pilotbase.notifications.kinds import Kind, kind_of, personal_kinds
from pilotbase.notifications.models import Phone, Preference
from pilotbase.notifications.own import who_writes
from pilotbase.notifications.telling import by_itself


class Choice(Command):
    kind: Code
    channel: Channel
    timing: Timing


class Choices(Command):
    """What is not named stays as it is. ``phone`` is for text messages; empty takes it away."""

    choices: Annotated[tuple[Choice, ...], Field(max_length=200)] = ()
    phone: Annotated[Text, Field(pattern=r"^(\+[0-9]{8,15})?$")] | None = None


@verb
def save_preferences(actor: Actor, command: Choices) -> list[Choice]:
    """All her choices afterwards. Raises SignedOut, NotAllowed, Invalid.

    They are her own and change nothing for others, so they leave no trace in the audit.
    """
    person = who_writes(actor)
    for n, choice in enumerate(command.choices):
        _check(choice, f"choices.{n}")
        Preference.objects.update_or_create(
            user=person,
            kind=choice.kind,
            channel=choice.channel,
            defaults={"timing": choice.timing},
        )
    if command.phone is not None:
        _keep(person, command.phone)
    return preferences_of(person)


def phone_of(person: User) -> str:
    row = Phone.objects.filter(user=person).first()
    return row.number if row else ""


def preferences_of(person: User) -> list[Choice]:
    """For every kind and channel: what she chose, or else what the kind does by itself."""
    rows = Preference.objects.filter(user=person)
    chosen = {(row.kind, row.channel): Timing(row.timing) for row in rows}
    return [
        Choice(
            kind=kind.code,
            channel=channel,
            timing=chosen.get((kind.code, channel), by_itself(kind, channel)),
        )
        for kind in personal_kinds()
        for channel in channels_of(kind)
    ]


def channels_of(kind: Kind) -> tuple[Channel, ...]:
    """What is for her calendar only goes by no text message."""
    return PERSONAL if kind.for_inbox else (Channel.EMAIL,)


def _check(choice: Choice, field: str) -> None:
    kind = kind_of(choice.kind)
    if kind is None or not kind.for_people:
        raise Invalid(
            _("There is no kind of notice called %(kind)s.") % {"kind": choice.kind},
            field=f"{field}.kind",
            code="missing",
        )
    if choice.channel not in channels_of(kind):
        raise Invalid(_("This is not told by that channel."), field=f"{field}.channel")
    if choice.channel == Channel.SMS and choice.timing == Timing.DIGEST:
        raise Invalid(_("Text messages are sent at once, or not at all."), field=f"{field}.timing")


def _keep(person: User, number: str) -> None:
    if number:
        Phone.objects.update_or_create(user=person, defaults={"number": number})
    else:
        Phone.objects.filter(user=person).delete()
