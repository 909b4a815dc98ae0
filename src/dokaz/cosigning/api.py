"""The door of the log witness this house runs for others: its folder, the logs it serves, and its signature."""

from dokaz.cosigning.errors import (
    ClockBehind,
    CosigningError,
    LogNotServed,
    LogRefused,
    NotConsistent,
    NotSignedByLog,
    OldSizeTooLarge,
    SizeDiffers,
    StateDamaged,
    WitnessHomeDamaged,
    WitnessHomeMissing,
    WitnessHomeTaken,
    WitnessNameRefused,
    WitnessStaysClosed,
)
from dokaz.cosigning.homes import ServedLog, WitnessKeys, make, mirror_folder, newest, published, serve, served
from dokaz.cosigning.judging import LogWitness, opened
from dokaz.cosigning.secrets import DEFAULT_COST, Cost

__all__ = [
    "DEFAULT_COST",
    "ClockBehind",
    "CosigningError",
    "Cost",
    "LogNotServed",
    "LogRefused",
    "LogWitness",
    "NotConsistent",
    "NotSignedByLog",
    "OldSizeTooLarge",
    "ServedLog",
    "SizeDiffers",
    "StateDamaged",
    "WitnessHomeDamaged",
    "WitnessHomeMissing",
    "WitnessHomeTaken",
    "WitnessKeys",
    "WitnessNameRefused",
    "WitnessStaysClosed",
    "make",
    "mirror_folder",
    "newest",
    "opened",
    "published",
    "serve",
    "served",
]
