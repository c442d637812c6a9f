"""Prices, as master data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.actions.save_cancel_term import CancelTermData, save_cancel_term
from bookings.actions.save_conduct_terms import ConductTermsData, save_conduct_terms
from bookings.actions.save_rate import RateData, save_rate
from bookings.models import CancelTerm, ConductTerms, RateLine
from equipment.models import EquipmentClass
from equipment.nouns import coded, in_hours
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


def _term(row: CancelTerm) -> dict[str, Any]:
    return fields_of(row, CancelTermData) | {
        "equipment_class": row.equipment_class.code if row.equipment_class else None,
        "notice": in_hours(row.notice),
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
    Noun(
        key="cancel-terms",
        one=_("cancel term"),
        many=_("Terms of cancelling"),
        permission=Permission.MANAGE_PRICES,
        schema=CancelTermData,
        rows=lambda actor: here(
            actor,
            CancelTerm.objects.select_related("equipment_class").order_by(
                "equipment_class__position", "-notice"
            ),
        ),
        name="pk",
        columns=("equipment_class", "notice", "percent"),
        said=_term,
        save=save_cancel_term,
        references={"equipment_class": coded(EquipmentClass)},
        labels={"notice": _("notice (h)")},
    ),
    Noun(
        key="conduct",
        one=_("terms of conduct"),
        many=_("Terms of conduct"),
        permission=Permission.MANAGE_PLANT,
        schema=ConductTermsData,
        rows=lambda actor: here(actor, ConductTerms.objects.all()),
        name="pk",
        columns=("warn_at", "block_at", "window_days", "block_days"),
        said=lambda row: (
            fields_of(row, ConductTermsData) | {"late_notice": in_hours(row.late_notice)}
        ),
        save=save_conduct_terms,
        labels={"late_notice": _("late is less than this before (h)")},
    ),
)
