"""The stored codes of what somebody was told. A code never changes; its words may."""

TOLD_BACK = "told-back"
PLANNED, TOLD, NOT_TOLD, WITHDRAWN = "planned", "told", "not-told", "withdrawn"
