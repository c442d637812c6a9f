"""What comes before a booking, in the world of the permission table."""

from collections.abc import Mapping
from typing import Any

from pilotbase.intake.actions.add_document import add_document
from pilotbase.intake.actions.hang_picture import hang_picture
from pilotbase.intake.choices import DocumentKind
from pilotbase.intake.models import Enquiry
from tests.intake.asking import agreed, answered, asked, declared, reviewed
from tests.intake.photographs import jpeg
from tests.people import Cast


def intake(cast: Cast, names: dict[str, Any], markers: Mapping[str, str]) -> None:
    """An enquiry of Lin's at each step, in her own words."""
    hung = hang_picture(cast.actor("manager"), "BR300", "", "hall.jpg", [jpeg()])
    names |= {"picture": hung.pk, "class_code": "BR300"}
    words: dict[str, Any] = {"title": f"{markers['title']} enquiry", "wants": markers["purpose"]}
    for name, made in (
        ("enquiry", asked),
        ("enquiry_agreeing", answered),
        ("enquiry_declaring", agreed),
        ("enquiry_reviewing", declared),
        ("enquiry_opening", reviewed),
    ):
        _named(names, name, made(cast, **words, organism=markers["organism"]))
    file, number = f"{markers['file']}.txt", names["enquiry_agreeing"]
    kept = add_document(cast.actor("lin"), number, DocumentKind.AGREEMENT, file, [b"an agreement"])
    names["document"] = kept.pk


def _named(names: dict[str, Any], name: str, enquiry: Enquiry) -> None:
    names |= {name: enquiry.number, f"{name}_version": str(enquiry.version)}
