"""Where the question to a possible witness stands."""

WISHED, ASKED, AGREED = "wished", "asked", "agreed"
DECLINED, LATER, STOPPED = "declined", "not-now", "stopped"
