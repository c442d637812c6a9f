"""Speaks to the robots of WeCom and DingTalk, and to gateways for text messages.

A gateway for text messages is a function in ``GATEWAYS``: another provider's is registered there.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from hmac import new as hmac
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings

from pilotbase.core import clock
from pilotbase.notifications.choices import MessengerChannel
from pilotbase.notifications.posting import Refused, post

_TOO_OFTEN: Final = {45009, 130101}  # WeCom, DingTalk: say it again later


class Said(NamedTuple):
    """``key`` is the same however often it is sent; ``to`` is a phone number, for text messages."""

    key: str
    text: str
    to: str = ""


class Account(NamedTuple):
    """``address`` is a robot's key, or where a gateway is; ``secret`` signs."""

    address: str
    secret: str


Send = Callable[[Account, Said], None]


def wecom(account: Account, said: Said) -> None:
    """A group robot of 企业微信, whose key is its whole secret."""
    url = f"{settings.WECOM_URL}/cgi-bin/webhook/send?{urlencode({'key': account.address})}"
    _heed(post(url, _text(said), {}))


def dingtalk(account: Account, said: Said) -> None:
    """A group robot of 钉钉, signed: HMAC-SHA256 over the time in ms and the secret."""
    at = str(round(clock.now().timestamp() * 1000))
    signed = hmac(account.secret.encode(), f"{at}\n{account.secret}".encode(), sha256).digest()
    query = urlencode({"access_token": account.address, "timestamp": at})
    sign = quote(b64encode(signed).decode(), safe="")
    url = f"{settings.DINGTALK_URL}/robot/send?{query}&sign={sign}"
    _heed(post(url, _text(said), {}))


def plain_gateway(account: Account, said: Said) -> None:
    """``{"id", "to", "text"}`` as JSON. Signed: HMAC-SHA256 of ``<timestamp>.<body>``, in hex."""
    body = _json({"id": said.key, "to": said.to, "text": said.text})
    at = str(round(clock.now().timestamp()))
    signed = hmac(account.secret.encode(), at.encode() + b"." + body, sha256).hexdigest()
    headers = {"X-PilotBase-Timestamp": at, "X-PilotBase-Signature": signed}
    post(account.address, body, {**headers, "Idempotency-Key": said.key})


GATEWAYS: Final[dict[str, Send]] = {
    MessengerChannel.WECOM: wecom,
    MessengerChannel.DINGTALK: dingtalk,
    MessengerChannel.SMS: plain_gateway,
}


def register_gateway(channel: str, send: Send) -> None:
    """Have a channel's messages sent another way. For ``AppConfig.ready``."""
    GATEWAYS[channel] = send


def _text(said: Said) -> bytes:
    return _json({"msgtype": "text", "text": {"content": said.text}})


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def _heed(answer: dict[str, Any]) -> None:
    """Both answer 200 to everything, and say in ``errcode`` what they did."""
    code = answer.get("errcode")
    if code == 0:
        return
    said = f"errcode {code}: {str(answer.get('errmsg', ''))[:200]}"
    raise OSError(said) if code in _TOO_OFTEN or code is None else Refused(said)
