"""What a spreadsheet makes of the file: text stays text, figures stay figures."""

from decimal import Decimal

import pytest

from bookings.utilization.csv import safe


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe("BR300-1") == "BR300-1"
    assert safe(Decimal(-1)) == Decimal(-1)
