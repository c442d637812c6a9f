"""Choose, for oneself, which kinds of notice come by which channel, and when."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.core.errors import Invalid
from pilotbase.core.schemas import Code, Command
from pilotbase.core.verbs import verb
from pilotbase.notifications.choices import Channel, Timing
from pilotbase.notifications.kinds import kind_of, kinds
from pilotbase.notifications.models import Preference


class Choice(Command):
    kind: Code
    channel: Channel
    timing: Timing


class Choices(Command):
    """What is not named stays as it is."""

    choices: Annotated[tuple[Choice, ...], Field(min_length=1, max_length=200)]


@verb
def save_preferences(actor: Actor, command: Choices) -> list[Choice]:
    """All her choices afterwards. Raises SignedOut, NotAllowed for a gateway, Invalid.

    They are her own and change nothing for others, so they leave no trace in the audit.
    """
    person = actor.person()
    for n, choice in enumerate(command.choices):
        if kind_of(choice.kind) is None:
            raise Invalid(
                _("There is no kind of notice called %(kind)s.") % {"kind": choice.kind},
                field=f"choices.{n}.kind",
                code="missing",
            )
        Preference.objects.update_or_create(
            user=person,
            kind=choice.kind,
            channel=choice.channel,
            defaults={"timing": choice.timing},
        )
    return preferences_of(person)


def preferences_of(person: User) -> list[Choice]:
    """For every kind and channel: what she chose, or else what the kind does by itself."""
    rows = Preference.objects.filter(user=person)
    chosen = {(row.kind, row.channel): Timing(row.timing) for row in rows}
    return [
        Choice(
            kind=kind.code,
            channel=channel,
            timing=chosen.get((kind.code, channel), kind.by_mail),
        )
        for kind in kinds()
        for channel in Channel
    ]
