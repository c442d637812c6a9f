"""What programs say and are told of the rows of master data that retire."""

from datetime import date

from pilotbase.core.schemas import Command, View
from pilotbase.core.timespan import Day


class Retiring(Command):
    """``day``: the first on which it is not offered any more."""

    day: Day


class KeptOut(View):
    """``noun`` is the kind of master data, ``name`` the row's code or tag; ``retired_from`` null:
    it serves."""

    noun: str
    name: str
    version: int
    retired_from: date | None
