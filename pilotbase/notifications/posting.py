"""Posts JSON to another program's address: no redirects, a short wait, a small answer."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

PATIENCE: Final = 10  # seconds
LONGEST: Final = 64 * 1024  # of an answer
_LATER: Final = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


class Refused(Exception):
    """It will say the same again: there is no use in trying."""


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """What was signed for one address goes to no other."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """Its answer, where that is a JSON object. Raises Refused, and OSError for what may pass."""
    said = {"Content-Type": "application/json; charset=utf-8", **headers}
    request = Request(url, body, said, method="POST")  # noqa: S310  (only http and https get here)
    try:
        with build_opener(_Stays).open(request, timeout=PATIENCE) as answer:
            text = answer.read(LONGEST)
    except HTTPError as error:
        error.close()
        if error.code >= 500 or error.code in _LATER:
            raise OSError(f"answered {error.code}") from None
        raise Refused(f"answered {error.code}") from None
    try:
        found = json.loads(text or b"{}")
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}
