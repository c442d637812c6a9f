"""The nouns of what comes before a booking: pictures of the catalogue."""

from pilotbase.intake.models.picture import Picture

__all__ = ["Picture"]
