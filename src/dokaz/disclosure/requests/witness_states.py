"""Where the question to a possible witness stands, and what came of it once the authority was told."""

WISHED, ASKED, AGREED = "wished", "asked", "agreed"
DECLINED, LATER, STOPPED = "declined", "not-now", "stopped"
TOLD, MET, NOT_MET, CHANGED_MIND = "told", "met", "not-met", "changed-mind"  # of what the authority was told
