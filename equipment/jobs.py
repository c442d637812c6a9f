"""What the plant's machines need done again and again: silence noticed, months made ready."""

from datetime import timedelta

from equipment.actions.mark_silent import mark_silent
from equipment.telemetry.partitions import make_coming_months
from pilotbase.core.jobs import periodic

periodic("equipment.mark_silent", timedelta(seconds=10))(mark_silent)
periodic("equipment.coming_months", timedelta(days=1))(make_coming_months)
