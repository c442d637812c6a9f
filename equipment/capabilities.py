"""What machines can do, in the words of both languages."""

from collections.abc import Iterable
from functools import cached_property

from django.utils.translation import gettext as _

from equipment.models import Capability, Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here, offered
from pilotbase.core.errors import Invalid


class Vocabulary:
    """The capabilities of a plant, or of all; read when the first is asked for, in one query.

    What no row speaks of is called as it is written, in both languages.
    """

    def __init__(self, facility_id: int | None = None) -> None:
        rows = Capability.objects.all()
        self._rows = rows if facility_id is None else rows.filter(facility=facility_id)

    @cached_property
    def _known(self) -> dict[tuple[int, str], Capability]:
        return {(row.facility_id, row.code): row for row in self._rows}

    def of(self, machine: Equipment) -> list[Capability]:
        return self.called(machine.facility_id, machine.capabilities)

    def called(self, facility_id: int, codes: Iterable[str]) -> list[Capability]:
        return [
            self._known.get((facility_id, code))
            or Capability(facility_id=facility_id, code=code, name_zh=code, name_en=code)
            for code in codes
        ]

    def codes(self, word: str) -> frozenset[str]:
        """What may be meant by a code or a name: codes, the word itself among them."""
        return frozenset({word, *(r.code for r in self._known.values() if r.is_called(word))})

    def name(self, word: str) -> str:
        """The reader's own name for what is called so; the word, where nothing is."""
        meant = (row.name for row in self._known.values() if row.is_called(word))
        return next(meant, word)


def codes_of(actor: Actor, words: Iterable[str]) -> list[str]:
    """Of her plant, each once. Raises Invalid for a word that means none of them."""
    rows = list(offered(here(actor, Capability.objects.all())))
    codes = {}
    for word in words:
        meant = next((row.code for row in rows if row.is_called(word)), None)
        if meant is None:
            sentence = _("There is no capability %(word)s here: add it to the capabilities first.")
            raise Invalid(sentence % {"word": word}, field="capabilities", code="missing")
        codes[meant] = True
    return list(codes)
