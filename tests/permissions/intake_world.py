"""What comes before a booking, in the world of the permission table."""

from typing import Any

from pilotbase.intake.actions.hang_picture import hang_picture
from tests.intake.photographs import jpeg
from tests.people import Cast


def intake(cast: Cast, names: dict[str, Any]) -> None:
    hung = hang_picture(cast.actor("manager"), "BR300", "", "hall.jpg", [jpeg()])
    names |= {"picture": hung.pk, "class_code": "BR300"}
