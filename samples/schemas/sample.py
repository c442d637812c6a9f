"""What people say when they draw, deliver, hand over, receive and correct samples."""

from decimal import Decimal
from typing import Annotated, Final, Self

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, field_validator, model_validator

from pilotbase.core.schemas import Code, Command, Quantity, Text
from pilotbase.core.timespan import Instant
from samples.choices import Condition, SampleKind, SealState, Storage

MOST: Final = 500  # samples in one delivery or hand-over
Word = Annotated[Text, Field(max_length=60)]
Line = Annotated[Text, Field(max_length=200)]
Reason = Annotated[Text, Field(min_length=2, max_length=500)]
EMail = Annotated[Text, BeforeValidator(lambda v: v.lower() if isinstance(v, str) else v)]


class Volume(Quantity):
    """How much there is. The unit is checked where it is turned into millilitres."""

    @field_validator("value")
    @classmethod
    def _is_something(cls, value: Decimal) -> Decimal:
        if value <= 0:
            raise ValueError(_("A volume is more than nothing."))
        return value


class DrawnFrom(Command):
    """Which vessel: by booking and stage, by run, or by the machine that is running."""

    booking: Code | None = None
    stage: Annotated[int, Field(ge=1, le=99)] = 1
    run: Code | None = None
    equipment: Code | None = None
    port: Annotated[Text, Field(max_length=40)] = ""

    @model_validator(mode="after")
    def _says_one(self) -> Self:
        if sum(name is not None for name in (self.booking, self.run, self.equipment)) != 1:
            raise ValueError(_("Say one of booking, run and equipment."))
        return self

    @property
    def named(self) -> str:
        """The word she used, for the place of a refusal."""
        words = {"booking": self.booking, "run": self.run, "equipment": self.equipment}
        return next(word for word, given in words.items() if given is not None)


class Drawing(Command):
    """A sample taken from a running vessel. ``at`` is now unless said."""

    kind: SampleKind
    drawn_from: DrawnFrom
    volume: Volume
    storage: Storage
    at: Instant | None = None
    container: Word = ""
    description: Line = ""
    client_mark: Annotated[Text, Field(max_length=120)] = ""
    batch: Word = ""


class DeliveryLine(Command):
    """One sample that a client brings: what she says of it is hers, and marked so."""

    client_mark: Annotated[Text, Field(min_length=1, max_length=120)]
    kind: SampleKind
    storage: Storage
    volume: Volume | None = None
    container: Word = ""
    description: Line = ""
    batch: Word = ""
    drawn_at: Instant | None = None


class Temperature(Quantity):
    """As measured on receipt, such as 4.1 degC."""


class Arrival(Command):
    """How a sample came, or did not."""

    condition: Condition
    temperature: Temperature | None = None
    seal: SealState | None = None
    note: Line = ""


class Receipt(Arrival):
    """How a sample came that is received."""

    @field_validator("condition")
    @classmethod
    def _came(cls, condition: Condition) -> Condition:
        if condition == Condition.MISSING:
            raise ValueError(_("What did not arrive cannot be received: reject it."))
        return condition


class Delivery(Command):
    """Samples for testing without a run (送样). ``receipt``: the lab has them in its hands."""

    project: Code
    lines: Annotated[tuple[DeliveryLine, ...], Field(min_length=1, max_length=MOST)]
    receipt: Receipt | None = None


class Seal(Command):
    number: Word = ""
    state: SealState


Further = Annotated[tuple[Code, ...], Field(max_length=MOST - 1)]


class Relinquishing(Command):
    """Give a sample, and ``also`` others with it, to a person known by her e-mail."""

    to: EMail
    seal: Seal | None = None
    reason: Line = ""
    at: Instant | None = None
    also: Further = ()


class Receiving(Receipt):
    """Confirm what came, and ``also`` others that came with it in the same state."""

    at: Instant | None = None
    also: Further = ()


class Rejecting(Arrival):
    """Leave it with who gave it, saying what is wrong."""

    at: Instant | None = None
    also: Further = ()

    @field_validator("condition")
    @classmethod
    def _says_what(cls, condition: Condition) -> Condition:
        if condition == Condition.OK:
            raise ValueError(_("Say what is wrong with it."))
        return condition


class Withdrawing(Command):
    """Take an offer back before it was received."""

    reason: Line = ""
    also: Further = ()


class HandOver(Command):
    """Both sign on one device: who gives is the actor, who receives is named here."""

    to: EMail
    seal: Seal | None = None
    reason: Line = ""
    receipt: Receipt
    at: Instant | None = None
    also: Further = ()


class Correction(Command):
    """New values for what was registered wrongly; what is not named stays."""

    reason: Reason
    kind: SampleKind | None = None
    description: Line | None = None
    client_mark: Annotated[Text, Field(max_length=120)] | None = None
    batch: Word | None = None
    port: Annotated[Text, Field(max_length=40)] | None = None
    container: Word | None = None
    storage: Storage | None = None
    volume: Volume | None = None
    drawn_at: Instant | None = None


class SampleIn(Command):
    """One sample: drawn when it says ``drawn_from``, else delivered for a ``project``."""

    kind: SampleKind
    storage: Storage
    drawn_from: DrawnFrom | None = None
    project: Code | None = None
    at: Instant | None = None
    volume: Volume | None = None
    container: Word = ""
    description: Line = ""
    client_mark: Annotated[Text, Field(max_length=120)] = ""
    batch: Word = ""

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if (self.drawn_from is None) == (self.project is None):
            raise ValueError(
                _("Say drawn_from for a drawn sample, or project for a delivered one.")
            )
        if self.drawn_from is not None and self.volume is None:
            raise ValueError(_("Say the volume that was drawn."))
        if self.drawn_from is None and not self.client_mark:
            raise ValueError(_("Say the client_mark, by which its client knows the sample."))
        return self

    def command(self) -> Drawing | Delivery:
        """What it means. The field ``at`` of a delivered sample is when its client drew it."""
        given = self.model_dump(exclude_none=True, exclude={"at", "project"})
        if self.drawn_from is not None:
            return Drawing(**{**given, "at": self.at})
        line = DeliveryLine(**{**given, "drawn_at": self.at})
        return Delivery(project=self.project or "", lines=(line,))
