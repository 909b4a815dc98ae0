"""The stored codes of custody and the words they are shown with: a code is stored, words are shown."""

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded

NOT_MADE = "not-made"  # the outcome of an event: the package did not come about after all
READ, UNREAD = "read", "unread"  # of an examination
RESTORED = "restored"  # of a destruction: the item had come back with a back-up
FOR_PACKAGE = "package"  # the reason the house itself gives, before the number: stored so, said by `CustodyEvent.why`
OF_KEY = "key"  # the same before what a check found wrong with the header of a file whose bytes are unchanged


class Kind(Worded):
    FILE = "file", _("File")
    OBJECT = "object", _("Physical object")
    DERIVATIVE = "derivative", _("Derivative of another item")


class Channel(Worded):
    """How an item came to the house (the minimum record field "how")."""

    IN_PERSON = "in-person", _("Handed over in person")
    UPLOAD = "upload", _("Uploaded in the office")
    COMMAND_LINE = "command-line", _("Taken in at the command line")
    PORTAL = "portal", _("Sent through the portal")
    FIELD = "field", _("Sent from a field application")
    POST = "post", _("Sent by post or courier")
    MAIL = "mail", _("Sent by e-mail or messenger")
    OPEN_SOURCE = "open-source", _("Collected from an open source")
    PARTNER = "partner", _("Handed over by a partner organisation")
    MADE_HERE = "made-here", _("Made in the house")


class Outcome(Worded):
    RECEIVED = "received", _("Received")
    SAME_BYTES = "same-bytes", _("Received; the same bytes were already held")
    ALREADY_HELD = "already-held", _("Already held: same bytes, name, source and compartment")


class Making(Worded):
    """What a derivative is of its parent (DESIGN 7)."""

    TEXT = "text", _("Extracted text")
    OCR = "ocr", _("Text read from an image by a machine, not checked")
    PREVIEW = "preview", _("Preview")
    STILLS = "stills", _("Stills of a video")
    WAVEFORM = "waveform", _("Loudness of a recording over its time")
    REDACTION = "redaction", _("Redacted copy")
    TRANSLATION = "translation", _("Translation")
    TRANSCRIPT = "transcript", _("Transcript")
    PART = "part", _("Part taken out of it")


class Graphic(Worded):
    """What a person said of an item whose sight or sound may hurt; an empty description says nothing."""

    GRAPHIC = "graphic", _("It shows or lets hear violence, death or grave harm")
    NOT_GRAPHIC = "not-graphic", _("It can be looked at without a warning")


BY_PROGRAMS = (Making.TEXT, Making.OCR, Making.PREVIEW, Making.STILLS, Making.WAVEFORM)


class Attempted(Worded):
    """How an attempt to make a derivative ended, beside the codes of `NotMade`."""

    MADE = "made", _("Made")
    NOTHING = "nothing", _("There was nothing to make it of")
    ALREADY = "already-made", _("Made before, by the same program")


class Resemblance(Worded):
    """In what two items are alike."""

    PICTURE = "picture", _("Looks the same or nearly the same")
    TEXT = "text", _("Says the same or nearly the same")


class Ground(Worded):
    """Why an item is to be destroyed."""

    WITHDRAWN = "withdrawn", _("Consent was withdrawn")
    ORDERED = "ordered", _("A court or authority ordered it")
    UNLAWFUL = "unlawful", _("The law does not allow to hold it")
    EXPIRED = "expired", _("The time for which it was to be kept is over")
    DANGER = "danger", _("Holding it puts a person in danger")
    MISTAKE = "mistake", _("It was received by mistake")


class Finding(Worded):
    """What a fixity check found of one item."""

    UNCHANGED = "unchanged", _("Unchanged")
    ALTERED = "altered", _("Altered")
    MISSING = "missing", _("Missing")
    UNREADABLE = "unreadable", _("Could not be read")


class HeaderFault(Worded):
    """What is wrong with the header of a file whose bytes are unchanged. It holds the key, in two places."""

    COPY_MISSING = "copy-missing", _("the second copy of the key is gone")
    COPY_ALTERED = "copy-altered", _("the second copy of the key is another one")
    ROW_MISSING = "key-missing", _("the key is gone from the database, and its second copy opened the file")


class Remnant(Worded):
    """What is wrong with an item that was destroyed."""

    ROW_RETURNED = "destroyed-returned", _("It was destroyed, and what was taken out of the database is there again.")
    COPY_RETURNED = "copy-returned", _("It was destroyed, and a copy of its key lies in the header store again.")
    UNLISTED = "gone-unlisted", _("It was destroyed, and the register does not name it: a restore would bring it back.")
    UNFINISHED = (
        "destruction-unfinished",
        _("Its destruction was cut off: run `dokaz destroy --receipt FILE` again, or `dokaz sweep`."),
    )


class Act(Worded):
    """An act on an item (ISO/IEC 27037); each has one PREMIS 3 event type (`Act.premis`), and no two share one."""

    RECEIVED = "received", _("Received and sealed")
    COLLECTED = "collected", _("Collected")
    LEFT_IN_PLACE = "left-in-place", _("Seen, recorded and left in place")
    TRANSFERRED = "transferred", _("Handed over")
    RETURNED = "returned", _("Returned")
    OPENED = "opened", _("Opened")
    CHECKED = "checked", _("Checked against its hash")
    IDENTIFIED = "identified", _("Format identified")
    METADATA_READ = "metadata-read", _("Embedded metadata read")
    DESCRIBED = "described", _("Description changed")
    DERIVED = "derived", _("Derivative made")
    REDACTED = "redacted", _("Redacted copy made")
    RESEALED = "resealed", _("Sealed to other keys")
    COPIED = "copied", _("Copied to another store")
    SCANNED = "scanned", _("Checked for viruses")
    QUARANTINED = "quarantined", _("Set apart")
    GIVEN_OUT = "given-out", _("Given out in a package")
    DESTROYED = "destroyed", _("Destroyed")

    @property
    def premis(self) -> str:
        return PREMIS[self]


# PREMIS 3.0 eventType, labels of id.loc.gov/vocabulary/preservation/eventType.
PREMIS = {
    Act.RECEIVED: "ingestion",
    Act.COLLECTED: "accession",
    Act.LEFT_IN_PLACE: "appraisal",
    Act.TRANSFERRED: "transfer",
    Act.RETURNED: "deaccession",
    Act.OPENED: "decryption",
    Act.CHECKED: "fixity check",
    Act.IDENTIFIED: "format identification",
    Act.METADATA_READ: "metadata extraction",
    Act.DESCRIBED: "metadata modification",
    Act.DERIVED: "derivation",
    Act.REDACTED: "redaction",
    Act.RESEALED: "encryption",
    Act.COPIED: "replication",
    Act.SCANNED: "virus check",
    Act.QUARANTINED: "quarantine",
    Act.GIVEN_OUT: "dissemination",
    Act.DESTROYED: "deletion",
}
