"""Says how each state looks: its class, and the letter or sign inside its box."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Look(NamedTuple):
    """``letter`` stands in solid phases, ``sign`` names one of ``SIGNS``."""

    letter: str | Promise = ""
    sign: str = ""


LOOKS: dict[str, Look] = {
    "offline": Look(letter="?"),
    "idle-clean": Look(),
    "idle-dirty": Look(),
    "idle": Look(),
    "setup": Look(),
    "cip": Look(),
    "sip": Look(),
    "sterile-hold": Look(),
    "inoculation": Look(letter=pgettext_lazy("phase letter", "I")),
    "growth": Look(letter=pgettext_lazy("phase letter", "G")),
    "feed": Look(letter=pgettext_lazy("phase letter", "F")),
    "induce": Look(letter=pgettext_lazy("phase letter", "D")),
    "harvest": Look(letter=pgettext_lazy("phase letter", "H")),
    "running": Look(sign="play"),
    "loading": Look(letter=pgettext_lazy("phase letter", "L")),
    "freezing": Look(letter=pgettext_lazy("phase letter", "Z")),
    "drying": Look(letter=pgettext_lazy("phase letter", "S")),
    "unloading": Look(letter=pgettext_lazy("phase letter", "U")),
    "hold": Look(),
    "kill": Look(),
    "fault": Look(sign="triangle"),
    "maintenance": Look(sign="wrench"),
    "calibration": Look(sign="wrench"),
    "service": Look(sign="wrench"),
    "engineering": Look(),
    "closed": Look(),
    "free": Look(),
    "occupied": Look(),
    "out-of-service": Look(sign="wrench"),
}

# Drawn on 16 × 16, filled with the colour of the text.
SIGNS = {
    "triangle": "M8 1.5 15.5 15H.5Z",
    "wrench": "M14.5 4.2a4.2 4.2 0 0 1-5.4 5.3L4 14.6 1.4 12l5.1-5.1A4.2 4.2 0 0 1 11.8 1.5L9.3 4l"
    ".7 2 2 .7Z",
    "return": "M6 1.5 1 6l5 4.5V7.6h3.8a2.4 2.4 0 0 1 0 4.8H5V15h4.8a5 5 0 0 0 0-10.4H6Z",
    "play": "M4.5 2.8 13 8l-8.5 5.2Z",
}


def suffix(code: str) -> str:
    """``IDLE_CLEAN`` is drawn by the class ``s-idle-clean``."""
    return code.lower().replace("_", "-")
