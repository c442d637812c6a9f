"""The words of telling: by which channel, and when."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """Besides the inbox, which holds everything. The robots speak in a group of the staff's."""

    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    SMS = "sms", _("Text message")
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")


PERSONAL: Final = (Channel.EMAIL, Channel.SMS)
BY_MESSENGER: Final = frozenset(Channel) - {Channel.EMAIL}


class MessengerChannel(models.TextChoices):
    """What a plant sets up for itself."""

    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")
    SMS = "sms", _("Gateway for text messages")


class Timing(models.TextChoices):
    NOW = "now", _("At once")
    DIGEST = "digest", _("Once a day")
    NEVER = "never", _("Not at all")
