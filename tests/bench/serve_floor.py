"""``tests.serving`` with the bare endpoints of ``floor`` beside the application's own."""

from django.conf import settings

from tests import serving

settings.ROOT_URLCONF = "tests.bench.floor"
application = serving.application
