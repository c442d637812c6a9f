"""The nouns of the plant: areas, classes, machines, utilities, states, readings, alarms."""

from equipment.models.faults import FaultNote, FaultReport, MachineSubscription
from equipment.models.grants import RetentionHold, WatchGrant
from equipment.models.help import HelpMessage, HelpThread
from equipment.models.plant import (
    Area,
    Capability,
    ClassDemand,
    Equipment,
    EquipmentClass,
    Utility,
)
from equipment.models.states import CurrentState, StateEntry, StateInterval
from equipment.models.telemetry import Alarm, Gateway, Reading, ReadingRollup, Tag
from equipment.models.training import Enrolment, EquipmentQualification, TrainingSession
from equipment.models.upkeep import MaintenancePlan, UpkeepFile, UpkeepRecord

__all__ = [
    "Alarm",
    "Area",
    "Capability",
    "ClassDemand",
    "CurrentState",
    "Enrolment",
    "Equipment",
    "EquipmentClass",
    "EquipmentQualification",
    "FaultNote",
    "FaultReport",
    "Gateway",
    "HelpMessage",
    "HelpThread",
    "MachineSubscription",
    "MaintenancePlan",
    "Reading",
    "ReadingRollup",
    "RetentionHold",
    "StateEntry",
    "StateInterval",
    "Tag",
    "TrainingSession",
    "UpkeepFile",
    "UpkeepRecord",
    "Utility",
    "WatchGrant",
]
