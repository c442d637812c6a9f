"""When, who and with which words: what every part of the permission world stands on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.test import Client

from pilotbase.core import clock
from tests.factories import Plant
from tests.people import Cast

MORNING: Final = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)  # a Wednesday, 09:30 at the plant


NOW: Final = MORNING + timedelta(hours=6)


PEOPLE: Final = (
    *("lin", "chen", "eve", "operator", "technician", "reviewer", "signatory"),
    *("biosafety", "manager", "quality", "finance", "admin", "far"),
)


CALLERS: Final = ("nobody", *PEOPLE)


# What only Lin's organisation and those who work for it may read. Nothing else holds these words.
MARKERS: Final = {
    "title": "Quetzalprotein",
    "organism": "Komagataella zebrina",
    "strain": "strain-Okapi-7",
    "purpose": "axolotl-fedbatch",
    "asked": "narwhal-spraydry",
    "later": "pangolin-second",
    "phase": "tapir-antifoam",
    "sample": "wombat-harvest",
    "mark": "KIWI-mark",
    "batch": "LOT-dodo",
    "file": "ibis-chromatogram",
    "sheet": "lemur-worksheet",
    "opinion": "manatee-opinion",
    "value": "818.65",
    "seal": "SEAL-gnu",
    "token": "quokka-script",
    "assessed": "puffin-titration",
    "learned": "jerboa-inoculation",
    "fault": "caracal-seal",
    "answered": "dugong-spare",
    "question": "kakapo-foam",
    "advice": "numbat-antifoam",
    # of the plant's own people, for its staff alone
    "instructions": "gecko-buffer",
    "calibrator": "heron-metrology",
    "noted": "marmot-gasket",
}


@dataclass
class World:
    """``names`` are the numbers and ids that stand in addresses."""

    cast: Cast
    plant: Plant
    names: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Client] = field(default_factory=dict)
    programs: dict[str, Client] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.names[name]


@contextmanager
def hour(number: float) -> Iterator[None]:
    """So many hours after the morning."""
    with clock.at(MORNING + timedelta(hours=number)):
        yield
