"""The words of telling: by which channel, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """Besides the inbox, which holds everything."""

    EMAIL = "email", pgettext_lazy("channel", "E-mail")


class Timing(models.TextChoices):
    NOW = "now", _("At once")
    DIGEST = "digest", _("Once a day")
    NEVER = "never", _("Not at all")
