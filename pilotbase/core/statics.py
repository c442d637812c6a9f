"""Serves styles, scripts, icons and fonts, in one piece.

WhiteNoise streams a file from a synchronous iterator, which an ASGI server must first gather in a
thread, with a warning. What we serve is small: it is read here, and goes out whole.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it brings no types
    def add_files(self, root: str, prefix: str | None = None) -> None:
        """Take what was collected, if anything was; the finders bring the rest."""
        if Path(root).is_dir():
            super().add_files(root, prefix)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        streamed = WhiteNoiseMiddleware.serve(static_file, request)
        whole = HttpResponse(b"".join(streamed), status=streamed.status_code)
        whole.headers = streamed.headers
        if whole.content:  # as it is now: a file may have changed since it was first seen
            whole.headers["Content-Length"] = str(len(whole.content))
        streamed.close()
        return whole
