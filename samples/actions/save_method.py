"""Keep a test method's edition: its standard, price and turnaround time."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.schemas import Command, Name, Text
from pilotbase.core.verbs import verb
from samples.models import TestMethod


class MethodData(Command):
    code: Annotated[Text, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9._/-]+$")]
    edition: Annotated[Text, Field(min_length=1, max_length=40)]
    name_zh: Name
    name_en: Name
    standard: Annotated[Text, Field(max_length=160)] = ""
    valid_from: date
    valid_until: date | None = None
    price: Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2)]
    turnaround_days: Annotated[int, Field(ge=0, le=90)] = 2
    accredited: bool = False


@verb
def save_method(actor: Actor, data: MethodData, version: int | None = None) -> TestMethod:
    """A later edition is another row of the same code; results keep the edition they used.

    Raises NotAllowed, Exists, Missing, Unconditional and Stale.
    """
    actor.require(Permission.MANAGE_METHODS)
    name = {"code": data.code, "edition": data.edition}
    values = data.model_dump(exclude=set(name)) | {"facility": facility_of(actor)}
    return masterdata.put(actor, here(actor, TestMethod.objects.all()), name, values, version)
