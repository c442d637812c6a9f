"""What paper refuses."""

import unicodedata

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid


class MissingGlyph(Invalid):
    """A character that would print as an empty box. Raised before a page is written."""

    code = "missing_glyph"

    def __init__(self, char: str, context: str) -> None:
        self.char = char
        name = unicodedata.name(char, f"U+{ord(char):04X}")
        sentence = _(
            "The typeface has no “%(char)s” (U+%(number)s %(name)s), which stands in “%(context)s”:"
            " write it another way."
        )
        facts = {
            "char": char,
            "number": f"{ord(char):04X}",
            "name": name,
            "context": _around(char, context),
        }
        super().__init__(sentence % facts)


def _around(char: str, context: str, reach: int = 24) -> str:
    at = max(context.find(char), 0)
    return context[max(at - reach, 0) : at + reach].replace("\n", " ")
