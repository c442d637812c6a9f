"""What the inbox does by itself: sends what is due, and forgets what is long past."""

from datetime import timedelta
from typing import Final

from pilotbase.core import clock
from pilotbase.core.jobs import periodic
from pilotbase.notifications.models import Delivery, Notice
from pilotbase.notifications.sending import send_due

KEPT: Final = timedelta(days=90)  # what was sent, for whoever asks whether it was
REMEMBERED: Final = timedelta(days=730)  # what was read

periodic("notifications.send", timedelta(seconds=10))(send_due)


@periodic("notifications.forget", timedelta(days=1))
def forget() -> None:
    now = clock.now()
    Delivery.objects.filter(sent_at__lt=now - KEPT).delete()
    Delivery.objects.filter(gave_up_at__lt=now - KEPT).delete()
    Notice.objects.filter(read_at__lt=now - REMEMBERED).delete()
