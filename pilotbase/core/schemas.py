"""What every schema shares."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer


class Command(BaseModel):
    """Input to an action: frozen, and strict about names it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        allow_inf_nan=False,  # no column of JSON keeps it, and nothing is more than NaN
    )


class View(BaseModel):
    """Output: read straight from a model instance."""

    model_config = ConfigDict(from_attributes=True)


class Reason(BaseModel):
    """One of several things that stand in the way."""

    code: str
    detail: str
    field: str | None = None
    overridable_by: str | None = None


class Problem(BaseModel):
    """Every refusal in the JSON API: RFC 9457, ``application/problem+json``."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    problems: list[Reason] = []


REFUSALS: dict[Any, Any] = dict.fromkeys(
    (400, 401, 403, 404, 409, 412, 413, 422, 428, 429), Problem
)


def bare(etag: object) -> object:
    return etag.strip().removeprefix("W/").strip('"') if isinstance(etag, str) else etag


Version = Annotated[int, BeforeValidator(bare), Field(ge=0, le=2**31 - 1)]  # If-Match: "3"


def _no_nul(text: object) -> object:
    """PostgreSQL keeps no NUL, and no reader sees one."""
    if isinstance(text, str) and "\x00" in text:
        raise ValueError("This text has a character that cannot be kept (NUL).")
    return text


Text = Annotated[str, BeforeValidator(_no_nul)]
Name = Annotated[Text, Field(min_length=1, max_length=120)]
Note = Annotated[Text, Field(max_length=2000)]
Code = Annotated[Text, Field(min_length=1, max_length=64)]


def _plain(amount: Decimal) -> str:
    return format(amount, "f")


Amount = Annotated[Decimal, PlainSerializer(_plain, return_type=str)]


class Money(View):
    """An amount of money as it is printed: two decimals, CNY."""

    amount: Amount
    currency: str = "CNY"


class Quantity(Command):
    """A decimal with its unit, as text: ``{"value": "50", "unit": "mL"}``."""

    value: Annotated[Amount, Field(allow_inf_nan=False, max_digits=24, decimal_places=9)]
    unit: Annotated[Text, Field(min_length=1, max_length=24)]
