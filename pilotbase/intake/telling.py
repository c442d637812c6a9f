"""Puts what the intake holds into the shapes that programs are told."""

from django.urls import reverse

from equipment.queries import capabilities_out
from pilotbase.core.schemas import Money
from pilotbase.intake.catalogue import Catalogue, Shelf, Stand, volume
from pilotbase.intake.fees import Fee
from pilotbase.intake.models import Picture
from pilotbase.intake.needs import Fit, Need
from pilotbase.intake.schemas.catalogue import (
    ApprovalOut,
    CatalogueOut,
    FeeOut,
    FitOut,
    NeedOut,
    PictureOut,
    ShelfOut,
    StandOut,
)


def catalogue_out(told: Catalogue) -> CatalogueOut:
    return CatalogueOut(need=_need(told.need), items=[shelf_out(one) for one in told.shelves])


def shelf_out(shelf: Shelf) -> ShelfOut:
    names = ("code", "name_zh", "name_en", "kind")
    return ShelfOut(
        **{name: getattr(shelf.of, name) for name in names},
        total_volume=volume(shelf.of.total_volume),
        working_volume=volume(shelf.of.working_volume),
        fee=_fee(shelf.fee) if shelf.fee else None,
        rules=shelf.rules,
        picture=address(shelf.picture),
        machines=[_stand(stand) for stand in shelf.stands],
    )


def picture_out(picture: Picture) -> PictureOut:
    return PictureOut(
        id=picture.pk,
        equipment_class=picture.equipment_class.code,
        machine=picture.machine.tag if picture.machine else None,
        address=address(picture) or "",
    )


def address(picture: Picture | None) -> str | None:
    return reverse("catalogue_picture", args=[picture.pk]) if picture else None


def _stand(stand: Stand) -> StandOut:
    machine = stand.machine
    names = ("tag", "name_zh", "name_en", "size", "capabilities")
    return StandOut(
        **{name: getattr(machine, name) for name in names},
        max_containment=machine.get_max_containment_display(),
        public=stand.public,
        can=capabilities_out(stand.can),
        approvals=[
            ApprovalOut(by=one, from_containment=least) for one, least in stand.approval.items()
        ],
        picture=address(stand.picture),
        fit=_fit(stand.fit) if stand.fit else None,
    )


def _fit(fit: Fit) -> FitOut:
    return FitOut(met=list(fit.met), missing=list(fit.missing))


def _fee(fee: Fee) -> FeeOut:
    return FeeOut(unit=fee.unit, price=Money(amount=fee.price), price_class=fee.price_class)


def _need(need: Need) -> NeedOut:
    return NeedOut(
        least=volume(need.least),
        most=volume(need.most),
        containment=need.containment,
        abilities=sorted(need.abilities),
        kinds=sorted(need.kinds),
        words=list(need.words),
    )
