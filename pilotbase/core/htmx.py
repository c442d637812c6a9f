"""Requests that htmx sends: the part of a page they want."""

from django.http import HttpRequest


def wants_part(request: HttpRequest) -> bool:
    """Whether to answer with the swapped part instead of the whole page."""
    details = getattr(request, "htmx", None)
    return bool(details) and not getattr(details, "history_restore_request", False)
