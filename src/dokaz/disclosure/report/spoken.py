"""What the shipped verify.py says, in the language of the recipient.

The program is the same in every package, so that two copies can be compared; its sentences lie beside it in
verify_words.json, as pairs of the English form and what is said for it. A test holds that none is missing here.
"""

from dokaz.kernel.languages import _, said, spoken
from dokaz.verify import canonical

__all__ = ["SENTENCES", "words"]

# those that begin with more words stand before those that begin with fewer: the first that fits is taken
SENTENCES = (
    _("Checked {0}."),
    _("only against keys that came with this package"),
    _("against the keys in {0} and the time-stamp roots you named"),
    _("against the keys in {0}"),
    _("against the time-stamp roots you named"),
    _("The sender says that this comes from a {0} collection, not from a real one."),
    _("practice"),
    _("trial"),
    _("{0} of {1} files unchanged ({2}) since {3}."),
    _("{0} of {1} files unchanged since {2}."),
    _("0 of {0} files unchanged."),
    _("they were recorded in the log; no outside party vouches for the time"),
    _("{0}, when {1} the log"),
    _("{0} countersigned"),
    _("{0} stamped"),
    _("The log {0} has {1} entries; countersigned by nobody that these keys name."),
    _("The log {0} has {1} entries; countersigned by {2}."),
    _("Its first {0} entries: {1} them on {2}, {3}."),
    _("Its first {0} entries: {1} them on {2}."),
    _("under the root {0}, which came with this package"),
    _("under the root {0}"),
    _("a PRACTICE AUTHORITY, made to try this out: it vouches for nothing"),
    _("Keep this package as it is, and ask the sender."),
    _("Nothing failed."),
    _("What this shows: each record existed when the log had this length, and is unchanged."),
    _("It does not show that a record is true, or that nothing was left out."),
    _("second {0}"),
    _("{0} January {1}"), _("{0} February {1}"), _("{0} March {1}"), _("{0} April {1}"), _("{0} May {1}"),
    _("{0} June {1}"), _("{0} July {1}"), _("{0} August {1}"), _("{0} September {1}"), _("{0} October {1}"),
    _("{0} November {1}"), _("{0} December {1}"),
    _("It cannot be read: {0}."),
    _("It does not read as it should."),
    _("This is a link or a device, not a file, and is not followed."),
    _("Without this file nothing is shown of {0}."),
    _("the receipt of {0}"),
    _("an older head"),
    _("a time stamp"),
    _("Line {0} is not a hash and a path."),
    _("The path leads out of the package."),
    _("{0} lists this file twice, or it belongs in the other list."),
    _("{0} lists this file, and it is missing."),
    _("The file was changed: its SHA-256 is not the one in {0}."),
    _("It was added or renamed: no list of hashes names it, or it is itself a list that no package has."),
    _("No package is whole without this file."),
    _("The package is not declared as BagIt 1.0 in UTF-8."),
    _("It states another size of files."),
    _("This JSON is not in canonical form."),
    _("Event, salt and proof do not lead to the log: one of them was changed."),
    _("This event does not record the receipt of {0}."),
    _("Its checkpoint is not the one in log/checkpoint."),
    _("The exhibit {0} is not in the package."),
    _("Not the bytes that were received as {0}."),
    _("The index is wrong about {0} of {1}."),
    _("This is not an index of the form dokaz-package/1, 2 or 3."),
    _("Another key signed the checkpoint."),
    _("What it says of the log is not what log/checkpoint says."),
    _("No time stamp in this package leads to a root that you named."),
    _("Too few witnesses have seen a head with all items."),
    _("It belongs to nothing in the index."),
    _("The index does not name this file."),
    _("The index names this file, and it is missing."),
    _("A key reads <name>+<id>+<base64>; this does not, or is of another kind."),
    _("Line {0} is not log, witness, group or quorum, or misuses a name."),
    _("It must have one quorum line, count no key or member twice, and ask no more of a group than it has."),
    _("It is not origin, size and root, a blank line and signature lines."),
    _("The signature by {0} does not fit what it signs."),
    _("The signature by {0}: that needs openssl 3.0 or newer, and for ML-DSA dokaz-verify."),
    _("No key that we know has signed this checkpoint."),
    _("No trusted key of the log {0} has signed this checkpoint."),
    _("Not the head of that size of this log."),
    _("The log does not begin with this older head."),
    _("It is no granted time stamp over SHA-256 that names its signer (RFC 5816), with certificates beside it."),
    _("The time stamp is over another text."),
    _("openssl finds its signature, its chain or their dates wrong."),
    _("The time stamp: that needs openssl 3.0 or newer."),
    _("It tells otherwise of {0}."),
)  # fmt: skip


def words() -> bytes:
    """verify_words.json in the language spoken, in canonical form; a sentence without words in it stays English."""
    return canonical.dumps({"language": spoken().value, "sentences": [[form, said(form)] for form in SENTENCES]})
