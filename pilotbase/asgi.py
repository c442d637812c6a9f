"""Pages, API and sockets, for uvicorn."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotbase.settings")
pages = get_asgi_application()

# These need the app registry.
from pilotbase.live.visitor import guarded  # noqa: E402
from pilotbase.sockets import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": guarded(URLRouter(sockets))})
