"""Tells a visitor at the sign-in what everyone may know of the plant: free, in use, out of it."""

from django.utils.translation import get_language

from pilotbase.accounts.actor import NOBODY
from pilotbase.pages.board.facts import board_of
from pilotbase.web.door import Area


def plant_now() -> list[Area]:
    """Every machine with its public state, in the board's order."""
    english = (get_language() or "").startswith("en")
    return [
        Area(
            row.area.name,
            row.area.note_en if english else row.area.note_zh,
            [(card.tag, card.shown.public) for card in (*row.large, *row.small)],
        )
        for row in board_of(NOBODY).rows
    ]
