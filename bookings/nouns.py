"""Prices, as master data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.actions.save_rate import RateData, save_rate
from bookings.models import RateLine
from equipment.models import EquipmentClass
from equipment.nouns import coded
from pilotbase.accounts.masterdata import Noun, here
from pilotbase.accounts.nouns import fields_of
from pilotbase.accounts.permissions import Permission


def _rate(row: RateLine) -> dict[str, Any]:
    return fields_of(row, RateData) | {
        "valid_from": row.card.valid_from,
        "equipment_class": row.equipment_class.code,
        "park_factor": row.card.park_factor,
        "internal_factor": row.card.internal_factor,
    }


NOUNS = (
    Noun(
        key="prices",
        one=_("price"),
        many=_("Prices"),
        permission=Permission.MANAGE_PRICES,
        schema=RateData,
        rows=lambda actor: here(
            actor,
            RateLine.objects.select_related("card", "equipment_class").order_by(
                "-card__valid_from", "equipment_class__position"
            ),
            "card__facility",
        ),
        name="pk",
        columns=("valid_from", "equipment_class", "unit", "amount"),
        said=_rate,
        save=save_rate,
        references={"equipment_class": coded(EquipmentClass)},
        labels={
            "valid_from": _("valid from"),
            "park_factor": _("factor for park tenants"),
            "internal_factor": _("factor for internal use"),
        },
    ),
)
