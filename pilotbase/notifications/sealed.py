"""Keeps what must be sent and never shown: sealed under the installation's secret key."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """It was sealed under another secret key: who keeps it must say it again."""


def seal(text: str) -> str:
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else ""


def opened(sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise Unreadable("sealed under another secret key: say it again") from None


@lru_cache(maxsize=2)
def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"pilotbase.messengers:" + key.encode()).digest()))
