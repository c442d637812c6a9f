"""The nouns of the plant: areas, classes, machines, utilities, states, readings, alarms."""

from equipment.models.grants import RetentionHold, WatchGrant
from equipment.models.plant import Area, ClassDemand, Equipment, EquipmentClass, Utility
from equipment.models.states import CurrentState, StateEntry, StateInterval
from equipment.models.telemetry import Alarm, Gateway, Reading, ReadingRollup, Tag
from equipment.models.upkeep import MaintenancePlan, UpkeepFile, UpkeepRecord

__all__ = [
    "Alarm",
    "Area",
    "ClassDemand",
    "CurrentState",
    "Equipment",
    "EquipmentClass",
    "Gateway",
    "MaintenancePlan",
    "Reading",
    "ReadingRollup",
    "RetentionHold",
    "StateEntry",
    "StateInterval",
    "Tag",
    "UpkeepFile",
    "UpkeepRecord",
    "Utility",
    "WatchGrant",
]
