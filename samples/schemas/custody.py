"""What a program may say about a sample's custody: one of five, told apart by ``type``."""

from typing import Annotated, Any, Literal, TypeAlias

from django.utils.translation import gettext as _
from pydantic import Field, RootModel, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from pilotbase.core.schemas import Text
from samples.schemas.sample import HandOver, Receiving, Rejecting, Relinquishing, Withdrawing

Pin: TypeAlias = Annotated[Text, Field(max_length=12)]


class Relinquished(Relinquishing):
    type: Literal["relinquished"]
    pin: Pin | None = None


class Received(Receiving):
    type: Literal["received"]
    pin: Pin | None = None


class Rejected(Rejecting):
    type: Literal["rejected"]
    pin: Pin | None = None


class Withdrawn(Withdrawing):
    type: Literal["withdrawn"]


class HandedOver(HandOver):
    """Both sign at once; the receiver always by her PIN."""

    type: Literal["handed_over"]
    pin: Pin | None = None
    receiver_pin: Pin


Said: TypeAlias = Relinquished | Received | Rejected | Withdrawn | HandedOver


class CustodyIn(RootModel[Annotated[Said, Field(discriminator="type")]]):
    """The fields are those of the type that is named."""

    @model_validator(mode="wrap")
    @classmethod
    def _without_its_tag(cls, value: Any, check: Any) -> Any:
        """Errors name the field as the caller wrote it: ``to``, not ``relinquished.to``."""
        try:
            return check(value)
        except ValidationError as wrong:
            raise ValidationError.from_exception_data(
                wrong.title, [_untagged(error) for error in wrong.errors(include_url=False)]
            ) from wrong


_TAGS = {"relinquished", "received", "rejected", "withdrawn", "handed_over"}


def _untagged(error: Any) -> InitErrorDetails:
    loc = tuple(error["loc"])
    if str(error["type"]).startswith("union_tag"):
        said = _("Say the type: one of %(types)s.") % {"types": ", ".join(sorted(_TAGS))}
        wrong = PydanticCustomError("type", "{said}", {"said": said})
        return InitErrorDetails(type=wrong, loc=("type",), input=error["input"])
    context = {name: value for name, value in error.get("ctx", {}).items() if name != "error"}
    return InitErrorDetails(
        type=PydanticCustomError(error["type"], error["msg"], context),
        loc=loc[1:] if loc and loc[0] in _TAGS else loc,
        input=error["input"],
    )
