"""Writes e-mails, in the language and zone that are active: plain text, one link for each thing."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilotbase.accounts.choices import Language
from pilotbase.accounts.models import User
from pilotbase.notifications.calendars import Invited, invitation, read
from pilotbase.notifications.models import Delivery

LONGEST_SUBJECT: Final = 150


def letter(rows: Sequence[Delivery]) -> EmailMessage:
    """One message of these, all of one person; several make a digest."""
    first = rows[0]
    to = first.address or _person(first).email
    headers = {"Message-ID": f"<{first.key}@{_host()}>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(_subject(rows), _body(rows), to=[to], headers=headers)
    if len(rows) == 1 and first.entry:
        _invite(message, first)
    return message


def _person(row: Delivery) -> User:
    if row.user is None:
        raise ValueError("only people are written to")
    return row.user


def _invite(message: EmailMultiAlternatives, row: Delivery) -> None:
    """Calendars take it from the message by themselves. The sender is never the invited."""
    person = _person(row)
    organizer = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if organizer.lower() == person.email.lower():
        return
    url = settings.PUBLIC_URL + row.href
    entry = read(row.entry or {})._replace(
        description=f"{row.text}\n{url}", location=row.facility.name, url=url
    )
    invited = Invited(organizer, row.facility.name, person.email, person.name)
    method, text = invitation(entry, invited)
    message.attach_alternative(text.decode(), f"text/calendar; method={method}")


def _subject(rows: Sequence[Delivery]) -> str:
    if len(rows) > 1:
        said = ngettext("%(n)s notice from %(plant)s", "%(n)s notices from %(plant)s", len(rows))
        return said % {"n": len(rows), "plant": rows[0].facility.name}
    return " ".join(rows[0].text.split())[:LONGEST_SUBJECT]


def _body(rows: Sequence[Delivery]) -> str:
    if rows[0].address:
        return _to_a_stranger(rows[0])
    parts = [f"{row.text}\n{settings.PUBLIC_URL}{row.href}\n" for row in rows]
    choose = settings.PUBLIC_URL + reverse("notice_preferences")
    foot = _("You choose what you are told, and how: %(address)s") % {"address": choose}
    return "\n".join([*parts, f"-- \n{rows[0].facility.name}\n{foot}\n"])


def _to_a_stranger(row: Delivery) -> str:
    """In both languages: nobody knows hers. No link, for she could open none."""
    said = []
    for language in Language:
        with translation.override(language):
            said.append(row.text)
    return "\n\n".join([*said, f"-- \n{row.facility.name_zh}\n{row.facility.name_en}\n"])


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
