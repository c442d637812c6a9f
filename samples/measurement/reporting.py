"""Turns an entered value into the reported one: rounded, or "<LOQ", or ND."""

from decimal import Decimal

from samples.measurement.rounding import Precision, plain
from samples.measurement.values import Entered, Kind, Qualifier, Reported

ND = "ND"


def report(
    entered: Entered,
    precision: Precision,
    *,
    lod: Decimal | None = None,
    loq: Decimal | None = None,
) -> Reported:
    """What goes out for ``entered``; ``lod`` and ``loq`` in the unit of the value.

    Below the LOD it is ND, from the LOD up to the LOQ "<LOQ", else the value rounded once
    (GB/T 8170-2008). The raw value is compared, not the rounded one. A typed "<x" at or below
    the LOD is ND, up to the LOQ "<LOQ", and above it (a diluted sample) "<x" as typed.
    ISO/IEC 17025:2017, 7.8.2.1 m: the qualifier stands apart from the value.
    Raises ValueError when the LOD lies above the LOQ.
    """
    if lod is not None and loq is not None and lod > loq:
        raise ValueError("the limit of detection lies above the limit of quantification")
    if entered.kind is Kind.TEXT:
        return Reported(Qualifier.TEXT, entered.text)
    if entered.kind is Kind.NOT_DETECTED or entered.value is None:
        return Reported(Qualifier.NOT_DETECTED, ND, bound=lod if lod is not None else loq)
    if entered.kind is Kind.BELOW:
        return _below(entered.value, precision, lod, loq)
    return _number(entered.value, precision, lod, loq)


def _below(
    bound: Decimal, precision: Precision, lod: Decimal | None, loq: Decimal | None
) -> Reported:
    if lod is not None and bound <= lod:
        return Reported(Qualifier.NOT_DETECTED, ND, bound=lod)
    if loq is not None and bound <= loq:
        return Reported(Qualifier.BELOW_LOQ, f"<{precision.written(loq)}", bound=loq)
    return Reported(Qualifier.BELOW, f"<{plain(bound)}", bound=bound)


def _number(
    raw: Decimal, precision: Precision, lod: Decimal | None, loq: Decimal | None
) -> Reported:
    if lod is not None and raw < lod:
        return Reported(Qualifier.NOT_DETECTED, ND, raw=raw, bound=lod)
    if loq is not None and raw < loq:
        return Reported(Qualifier.BELOW_LOQ, f"<{precision.written(loq)}", raw=raw, bound=loq)
    value = precision.rounded(raw)
    return Reported(Qualifier.NONE, plain(value), value=value, raw=raw)
