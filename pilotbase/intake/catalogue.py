"""What the plant offers, as everyone may know it: classes, machines, fees, rules, pictures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bookings.choices import Approver
from bookings.models import CancelTerm
from bookings.rulebook import Documents, approval_of, documents_of
from equipment.capabilities import Vocabulary
from equipment.choices import PublicState
from equipment.faces import Shown, shown
from equipment.models import Capability, Equipment, EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.intake import needs
from pilotbase.intake.fees import Fee, fees_on, price_class_of
from pilotbase.intake.models import Picture
from pilotbase.intake.needs import Fit, Need, Offer
from pilotbase.intake.words import rules_of


@dataclass
class Stand:
    """One machine in the catalogue. ``fit`` is how it answers the need, when there is one."""

    one: Shown
    picture: Picture | None = None
    fit: Fit | None = None
    documents: Documents = ()  # of rules about it
    can: list[Capability] = field(default_factory=list)

    @property
    def approval(self) -> dict[Approver, int]:
        """Who must agree to a booking of it, each from which containment up."""
        return approval_of(self.machine.equipment_class, self.documents)

    @property
    def machine(self) -> Equipment:
        return self.one.machine

    @property
    def public(self) -> PublicState:
        return self.one.public


@dataclass
class Shelf:
    """A class with its machines, those that fit best first."""

    of: EquipmentClass
    stands: list[Stand]
    fee: Fee | None = None
    own_picture: Picture | None = None
    terms: list[CancelTerm] = field(default_factory=list)

    @property
    def picture(self) -> Picture | None:
        """Its own, else that of one of its machines."""
        pictures = (stand.picture for stand in self.stands)
        return self.own_picture or next((one for one in pictures if one), None)

    @property
    def fit(self) -> Fit | None:
        return self.stands[0].fit

    @property
    def free(self) -> int:
        return sum(stand.public == PublicState.FREE for stand in self.stands)

    @property
    def abilities(self) -> list[str]:
        """What some machine of it can do, each said once, in the reader's language."""
        able = {one.code: one.name for stand in self.stands for one in stand.can}
        return [name for _code, name in sorted(able.items())]

    @property
    def rules(self) -> list[str]:
        """Machine by machine in the order of their tags, however they are ranked."""
        said = {stand.machine.tag: stand.documents for stand in self.stands}
        return rules_of(self.of, dict(sorted(said.items())), self.terms)


@dataclass
class Catalogue:
    """``need`` is what was understood of ``text``; its shelves are ranked by it.

    ``called``: the reader's names for abilities, as master data has them.
    """

    text: str
    need: Need
    shelves: list[Shelf]
    called: dict[str, str]

    @property
    def whole(self) -> list[Shelf]:
        """Those that meet all of it."""
        return [shelf for shelf in self.shelves if shelf.fit is None or shelf.fit.is_whole]

    @property
    def partly(self) -> list[Shelf]:
        return [shelf for shelf in self.shelves if shelf.fit and not shelf.fit.is_whole]


def catalogue(actor: Actor, text: str = "", code: str = "") -> Catalogue:
    """All that can be booked, or one class of it; ranked by what was written of the need."""
    now = clock.now()
    rows = Equipment.objects.visible_to(actor).bookable_on(clock.today()).catalogue()
    rows = rows.exclude(equipment_class__retired_from__lte=clock.today())
    if code:
        rows = rows.filter(equipment_class__code=code)
    found = shown(rows.select_related("area", "equipment_class__facility"), now)
    words = Vocabulary()
    stands = [Stand(one, can=words.of(one.machine)) for one in found]
    able = {one.code: one for stand in stands for one in stand.can}.values()
    need = needs.read(text, map(words_for, able))
    shelves = _shelves(stands, need)
    _furnish(actor, shelves, now)
    return Catalogue(text, need, shelves, {needs.ability(*words_for(o)): o.name for o in able})


def shelf_of(actor: Actor, code: str) -> Shelf:
    """One class with its machines. Raises Missing for one that nobody can book."""
    shelves = catalogue(actor, code=code).shelves
    if not shelves:
        find(EquipmentClass.objects.none(), code=code)
    return shelves[0]


def words_for(one: Capability) -> tuple[str, str, str]:
    return one.code, one.name_zh, one.name_en


def _shelves(stands: Sequence[Stand], need: Need) -> list[Shelf]:
    """In the order of their best machine; without a need in the plant's own."""
    by_tag = {stand.machine.tag: stand for stand in stands}
    fits = needs.ranked(need, [offer_of(stand.machine, stand.can) for stand in stands])
    shelves: dict[int, Shelf] = {}
    for fit in fits:
        stand = by_tag[fit.key]
        stand.fit = None if need.is_empty else fit
        of = stand.machine.equipment_class
        shelves.setdefault(of.pk, Shelf(of, [])).stands.append(stand)
    if need.is_empty:
        return sorted(shelves.values(), key=lambda shelf: (shelf.of.position, shelf.of.pk))
    return list(shelves.values())


def offer_of(machine: Equipment, can: Iterable[Capability]) -> Offer:
    of = machine.equipment_class
    own = (machine.tag, machine.name_zh, machine.name_en, machine.size)
    return Offer(
        key=machine.tag,
        kind=of.kind,
        total=of.total_volume,
        containment=machine.max_containment,
        abilities=frozenset(needs.ability(*words_for(one)) for one in can),
        names=needs.plain(" ".join((*own, of.code, of.name_zh, of.name_en))),
    )


def _furnish(actor: Actor, shelves: Sequence[Shelf], now: datetime) -> None:
    """Fees, terms of cancelling, documents of rules and pictures: a query each."""
    classes = [shelf.of.pk for shelf in shelves]
    fees = fees_on(clock.today(), classes, price_class_of(actor))
    pictures = Picture.objects.visible_to(actor).filter(equipment_class__in=classes)
    hung = {(one.equipment_class_id, one.machine_id): one for one in pictures}
    terms = _terms(shelves)
    machines = [stand.machine.pk for shelf in shelves for stand in shelf.stands]
    documents = documents_of(Equipment.objects.filter(pk__in=machines))
    for shelf in shelves:
        shelf.fee = fees.get(shelf.of.pk)
        shelf.own_picture = hung.get((shelf.of.pk, None))
        shelf.terms = terms[shelf.of.pk]
        for stand in shelf.stands:
            stand.picture = hung.get((shelf.of.pk, stand.machine.pk))
            stand.documents = documents[stand.machine.pk]


def _terms(shelves: Iterable[Shelf]) -> dict[int, list[CancelTerm]]:
    """Those of the class stand in for the facility's."""
    places = {shelf.of.facility_id for shelf in shelves}
    by_place: dict[tuple[int, int | None], list[CancelTerm]] = defaultdict(list)
    for term in CancelTerm.objects.filter(facility__in=places):
        by_place[term.facility_id, term.equipment_class_id].append(term)
    return {
        of.pk: by_place.get((of.facility_id, of.pk)) or by_place.get((of.facility_id, None), [])
        for of in (shelf.of for shelf in shelves)
    }


def volume(litres: Decimal | None) -> str | None:
    """3500.000 is 3500."""
    return None if litres is None else f"{litres.normalize():f}"
