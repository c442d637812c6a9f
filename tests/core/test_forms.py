"""What holds for every form of every page."""

from collections.abc import Iterator

from django import forms

from pilotbase import urls  # noqa: F401 every page, and with it every form


def _forms(of: type[forms.Form] = forms.Form) -> Iterator[type[forms.Form]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _forms(kind)


def test_no_file_that_is_sent_is_cleared_away() -> None:
    """A page that reads what came met ``False`` where someone wrote ``file-clear=1``."""
    clearing = {
        f"{kind.__name__}.{name}"
        for kind in _forms()
        for name, field in kind.base_fields.items()
        if isinstance(field.widget, forms.ClearableFileInput)
    }
    assert clearing == set()
