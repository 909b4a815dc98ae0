#!/usr/bin/env python3
"""
Checks the package this file lies in. It needs Python 3.8 or newer; for signatures it calls the program `openssl` (3.0
or newer). It opens no network connection and changes no file. Read it before you run it:

    python3 verify.py [FOLDER] [--trust FILE]

What it checks:
  1. every file against the SHA-256 lists manifest-sha256.txt and tagmanifest-sha256.txt (BagIt, RFC 8493);
  2. the head of the log (log/checkpoint): the signature of the log's key and those of countersigning witnesses.
     The keys come from --trust FILE, which you got another way than this package; without it from log/policy;
  3. for each exhibit, that its SHA-256 is in the event of its receipt (proofs/REF.event.json), and that
     HMAC-SHA256(salt, event) is in the log under that head, by the hashes of proofs/REF.tlog-proof (RFC 9162);
  4. that package.json, the exhibits and the proofs fit each other, with nothing missing and nothing added.
What it does not check, because nobody can from these files: whether a record is true, whether anything was left out,
and whether the clock of the sender was right. The report and the names of files are the sender's words.
Whoever forged the package could have forged this file: compare it with a copy from elsewhere, or use dokaz-verify.

Exit codes: 0 all whole, 1 a fault, 2 wrong use or no package, 3 nothing failed but something could not be checked.
"""
import argparse, base64, hashlib, hmac, json, os, re, subprocess, sys, tempfile, time

FAULTS, UNCHECKED = [], []   # (rule, file, sentence) and sentences
LISTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
NEEDED = LISTS + ("package.json", "log/checkpoint", "log/log.vkey", "log/policy")
PARTS = ("event.json", "salt", "tlog-proof")
RECEIPTS, RECORDS = ("custody:item:receive", "custody:item:derive"), ("custody:object:record",)
ED25519, COSIGNATURE = 1, 4  # kinds of keys: C2SP signed-note, C2SP tlog-cosignature

class Bad(Exception):
    """Bad(rule, sentence)"""

def fault(rule, path, sentence):
    if (rule, path, sentence) not in FAULTS:
        FAULTS.append((rule, path, sentence))

def attempt(rule, path, act, *values):
    """Do one step; where the file does not read as it should, note a fault and give None."""
    try:
        return act(*values)
    except Bad as bad:
        fault(bad.args[0], path, bad.args[1])
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        fault(rule, path, "This file does not read as it should.")

def unbase64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("a second spelling of the same bytes")
    return data

# ------------------------------------------------------------------- 1. files and their hashes
class Package:
    """The plain files of a folder: their sizes and SHA-256. Links and devices are faults and are not followed."""
    def __init__(self, folder):
        self.folder, self.size, self.sha256 = folder, {}, {}
        for here, folders, names in os.walk(folder):
            for path in [os.path.join(here, name) for name in folders + names]:
                shown = os.path.relpath(path, folder).replace(os.sep, "/")
                if os.path.isfile(path) and not os.path.islink(path):
                    self.size[shown], self.sha256[shown] = os.path.getsize(path), self.hash(shown)
                elif os.path.islink(path) or not os.path.isdir(path):
                    fault("bag-escapes", shown, "This is a link or a device, not a file, and is not followed.")

    def hash(self, path):
        digest = hashlib.sha256()
        try:
            with open(os.path.join(self.folder, path), "rb") as file:
                for piece in iter(lambda: file.read(1 << 20), b""):
                    digest.update(piece)
        except OSError as error:
            return UNCHECKED.append("%r: The file cannot be read: %s." % (path, error.strerror))
        return digest.hexdigest()

    def read(self, path):
        """A small file; nothing when it is missing, which is reported elsewhere."""
        with open(os.path.join(self.folder, path) if self.sha256.get(path) else os.devnull, "rb") as file:
            return file.read()

    def parsed(self, rule, path, act):
        return attempt(rule, path, act, self.read(path)) if self.sha256.get(path) else None

def check_lists(package):
    listed = set()
    for name in LISTS:
        for number, line in enumerate(package.read(name).decode("utf-8", "replace").splitlines(), 1):
            entry = re.fullmatch(r"([0-9a-fA-F]{64})[ \t]+(.+)", line)
            if not entry:
                fault("bag-malformed", name, "Line %d is not a hash and a path." % number)
                continue
            path = re.sub("%(0A|0D|25)", lambda match: chr(int(match[1], 16)), entry[2], flags=re.I)
            if path.startswith(("/", "\\", "~")) or ".." in re.split(r"[/\\]", path):
                fault("bag-escapes", path, "The path leads out of the package.")
            elif path in listed or path.startswith("data/") != (name == LISTS[0]):
                fault("bag-malformed", path, "%s lists this file twice, or it belongs in the other list." % name)
            elif path not in package.size:
                fault("bag-incomplete", path, "%s lists this file, and it is missing." % name)
            elif package.sha256[path] not in (None, entry[1].lower()):
                fault("bag-altered", path, "The file was changed: its SHA-256 is not the one in %s." % name)
            listed.add(path)
    for path in package.size:
        if re.fullmatch(r"(tag)?manifest-.*|fetch\.txt", path) and path not in LISTS:
            fault("file-strange", path, "A package has one SHA-256 list of each kind, and fetches nothing.")
        elif path not in listed and path not in LISTS:
            rule = "bag-incomplete" if path.startswith("data/") else "file-strange"
            fault(rule, path, "No list of the package names this file: it was added or renamed.")
    for name in [name for name in NEEDED if name not in package.size]:
        fault("package-malformed", name, "This file is missing, and no package is whole without it.")
    if package.read("bagit.txt") != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        rule = "package-malformed" if "bagit.txt" in package.size else "bag-incomplete"
        fault(rule, "bagit.txt", "The package is not declared as BagIt 1.0 in UTF-8.")
    payload = [size for path, size in package.size.items() if path.startswith("data/")]
    for stated in re.findall("(?m)^Payload-Oxum: (.*)$", package.read("bag-info.txt").decode("utf-8", "replace")):
        if stated != "%d.%d" % (sum(payload), len(payload)):
            fault("bag-altered", "bag-info.txt", "Size and number of the files are not those stated here.")

# ------------------------------------------------------------------- 2. the head of the log and its signatures
def key_of(vkey):
    """name+id+base64(kind, public key) -> name, id, kind, public key, and itself (C2SP signed-note)."""
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", vkey)
    data = base64.b64decode(match[3]) if match else b""
    if not data or hashlib.sha256(match[1].encode() + b"\n" + data).hexdigest()[:8] != match[2]:
        raise Bad("key-malformed", "A key reads <name>+<id>+<base64>, and this does not, or its id is wrong.")
    return match[1], bytes.fromhex(match[2]), data[0], data[1:], vkey

def policy_of(data):
    """The trust file (C2SP tlog-policy): which logs, which witnesses, and how many of them are enough."""
    logs, witnesses, groups, quorum = [], {}, {"none": (0, [])}, []
    for words in [line.split() for line in data.decode().split("\n") if not line.lstrip().startswith("#")]:
        if words[:1] == ["log"]:
            logs.append(key_of(words[1]))
        elif words[:1] == ["witness"]:
            witnesses[words[1]] = key_of(words[2])
        elif words[:1] == ["group"]:
            needed = {"any": 1, "all": len(words) - 3}.get(words[2]) or int(words[2])
            groups[words[1]] = needed, [name for name in words[3:] if name in witnesses or groups[name]]
        elif words[:1] == ["quorum"]:
            quorum.append(words[1])
        elif words:
            raise Bad("policy-malformed", "A line is neither log, witness, group nor quorum.")
    kinds = [key[2] for key in logs] + [key[2] for key in witnesses.values()]
    if kinds != [ED25519] * len(logs) + [COSIGNATURE] * len(witnesses) or len(quorum) != 1:
        raise Bad("policy-malformed", "A key is not of the kind its line asks for, or there is not one quorum line.")
    return logs, witnesses, groups, quorum[0] if quorum[0] in witnesses or groups[quorum[0]] else None

def head_of(signed):
    """The signed text, its signatures, and what it says: origin, size, root (C2SP tlog-checkpoint)."""
    text, _, block = signed.decode().rpartition("\n\n")
    lines = [re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/=]+)", line) for line in block.split("\n")]
    if not text or len(lines) < 2 or None in lines[:-1] or not block.endswith("\n"):
        raise Bad("note-malformed", "The checkpoint is not a text, a blank line and signature lines.")
    signatures = [(line[1], unbase64(line[2])) for line in lines[:-1]]
    match = re.match("(.+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)(\n|$)", text)
    if not match:
        raise Bad("checkpoint-malformed", "A checkpoint has at least three lines: origin, size, root.")
    return (text + "\n").encode(), signatures, match[1], int(match[2]), unbase64(match[3])

def openssl_says(public, message, signature):
    """Whether an Ed25519 signature (RFC 8032) is true; None without openssl."""
    der = bytes.fromhex("302a300506032b6570032100") + public  # RFC 8410: twelve fixed bytes and the key
    pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(der) + b"\n-----END PUBLIC KEY-----\n"
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in (("key", pem), ("text", message), ("sig", signature)):
            with open(os.path.join(scratch, name), "wb") as file:
                file.write(data)
        command = "openssl pkeyutl -verify -pubin -inkey key -rawin -in text -sigfile sig".split()
        try:
            return subprocess.run(command, cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.PIPE).returncode == 0
        except OSError:
            return None

def openssl_works():
    """RFC 8032 7.1, TEST 2: an openssl that refuses this true signature cannot check others."""
    return openssl_says(
        bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), b"\x72",
        bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"))

def check_head(text, signatures, origin, policy):
    """The log's key, and (time, name) of each witness. Raises Bad when the keys of the policy do not hold it up."""
    logs, witnesses, groups, quorum = policy
    logs, able, signed = [key for key in logs if key[0] == origin], openssl_works(), {}
    if not logs:
        raise Bad("unknown-log-key", "No trusted key belongs to the log %r." % origin)
    for key in logs + list(witnesses.values()):
        for blob in [blob for name, blob in signatures if (name, blob[:4]) == key[:2]]:
            stamp, message, signature = None, text, blob[4:]
            if key[2] == COSIGNATURE:
                stamp, signature = int.from_bytes(blob[4:12], "big"), blob[12:]
                message = b"cosignature/v1\ntime %d\n" % stamp + text
            if not able:
                UNCHECKED.append("The signature by %s: that needs openssl 3.0 or newer." % key[0])
            elif not openssl_says(key[3], message, signature):
                raise Bad("note-forged", "The signature by %s does not fit: text or signature was changed." % key[0])
            signed.setdefault(key, []).append(stamp)
    def witnessed(name):
        if name in witnesses:
            return witnesses[name] in signed
        return sum(map(witnessed, groups[name][1])) >= groups[name][0]
    if not signed:
        raise Bad("note-unsigned", "No key that we know has signed this checkpoint.")
    if not set(logs) & set(signed):
        raise Bad("unknown-log-key", "No trusted key of the log %r has signed this checkpoint." % origin)
    if not witnessed(quorum):
        raise Bad("quorum-missing", "Too few witnesses countersigned: the quorum %r asks for more." % quorum)
    seen = [(min(signed[key]), name) for name, key in witnesses.items() if key in signed and able]
    return next(key for key in logs if key in signed), seen

# ------------------------------------------------------------------- 3. exhibits, events and proofs
def canonical(data):
    """Read a JSON object that has exactly one spelling (RFC 8785)."""
    value = json.loads(data.decode())
    if json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() != data:
        raise Bad("package-malformed", "This JSON is not in canonical form.")
    return dict(value)

def salt_of(data):
    return bytes.fromhex(re.fullmatch("([0-9a-f]{64})\n", data.decode())[1])

def proof_of(data):
    """A C2SP tlog-proof: index, hashes, and the checkpoint they lead to."""
    lines, _, checkpoint = data.partition(b"\n\n")
    form = "c2sp.org/tlog-proof@v1\n(?:extra .*\n)?index (0|[1-9][0-9]{0,18})((?:\n.{44})*)"
    match = re.fullmatch(form, lines.decode())
    return int(match[1]), [unbase64(line) for line in match[2].split()], checkpoint

def in_log(leaf, index, size, hashes, root):
    """RFC 9162 2.1.3.2: climb from the leaf to the root."""
    place, last, reached = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for each in hashes:
        if last == 0:
            return False
        left = place % 2 or place == last
        reached = hashlib.sha256(b"\x01" + (each + reached if left else reached + each)).digest()
        while left and place and not place % 2:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    return index < size and last == 0 and reached == root

def agrees(row, **true):
    for name in [name for name, value in true.items() if repr(row.get(name)) != repr(value)]:
        fault("index-false", "package.json", "The index is wrong about %s of %s." % (name, row["ref"]))

def check_row(package, row, signed, head):
    """Event, salt, proof and bytes of one exhibit; an object has no bytes. Give True when all of it is whole."""
    before, paths = len(FAULTS) + len(UNCHECKED), ["proofs/%s.%s" % (row["ref"], part) for part in PARTS]
    for path in [path for path in paths if path not in package.size]:
        fault("evidence-missing", path, "Without this file the receipt of %s is not in the log." % row["ref"])
    event, salt, proof = map(package.parsed, ["package-malformed"] * 3, paths, (canonical, salt_of, proof_of))
    if package.sha256.get(paths[0]) and salt and proof and head:
        leaf = hmac.new(salt, package.read(paths[0]), "sha256").digest()
        if not in_log(leaf, proof[0], head[3], proof[1], head[4]):
            fault("event-unproven", paths[0], "Event, salt and proof do not lead to the log: one was changed.")
    if proof and signed and proof[2] != signed:
        fault("checkpoint-differs", paths[2], "The checkpoint in this proof is not the one in log/checkpoint.")
    if proof:
        agrees(row, entry=proof[0])
    verbs = RECEIPTS if "path" in row else RECORDS
    if event and (event.get("verb") not in verbs or list(event.get("about", ""))[:1] != [row["ref"]]):
        event = fault("event-foreign", paths[0], "This event does not record the receipt of %s." % row["ref"])
    if event:
        agrees(row, received=event.get("at"))
    if "path" in row:
        check_bytes(package, row, (event or {}).get("facts"))
    return before == len(FAULTS) + len(UNCHECKED) and not any(each[1] == row.get("path") for each in FAULTS)

def check_bytes(package, row, facts):
    there = {"sha256": package.sha256.get(row["path"]), "size": package.size.get(row["path"])}
    if there["size"] is None:
        fault("exhibit-missing", row["path"], "The exhibit %s is not in the package." % row["ref"])
    elif there["sha256"]:
        if facts and {name: facts.get(name) for name in there} != there:
            fault("exhibit-altered", row["path"], "These are not the bytes that were received as %s." % row["ref"])
        agrees(row, **({name: facts.get(name) for name in ("sha256", "size", "mime")} if facts else there))

# ------------------------------------------------------------------- 4. the index, and all of it together
def index_of(data):
    index, exhibit = canonical(data), "data/exhibits/%s_[A-Za-z0-9._-]+"
    rows = index["exhibits"] + index["objects"]
    sound = all(re.fullmatch("[A-Z0-9]+(-[A-Z0-9]+)*", row["ref"]) for row in rows)
    sound = sound and all(re.fullmatch(exhibit % row["ref"], row["path"]) for row in index["exhibits"])
    sound = sound and index["home"] in ("real", "trial", "practice")
    if not sound or index["format"] != "dokaz-package/1" or len({row["ref"] for row in rows}) != len(rows):
        raise Bad("package-malformed", "The index is not of the form dokaz-package/1, or names a reference twice.")
    return index

def check(package, trust):
    """Do all of it. Give the index, the head of the log when its keys hold it up, its witnesses, the whole rows."""
    check_lists(package)
    log, seen, signed = None, [], package.read("log/checkpoint")
    index = package.parsed("package-malformed", "package.json", index_of)
    head = package.parsed("note-malformed", "log/checkpoint", head_of)
    policy = trust or package.parsed("policy-malformed", "log/policy", policy_of)
    if head and policy:
        log, seen = attempt("note-malformed", "log/checkpoint", check_head, *head[:3], policy) or (None, [])
    named = package.parsed("key-malformed", "log/log.vkey", lambda data: key_of(data.decode().rstrip("\n")))
    if log and named and named != log:
        fault("log-key-differs", "log/log.vkey", "The checkpoint was signed by another key than this one.")
    if index and head:
        true = {"origin": head[2], "size": head[3], "root": base64.b64encode(head[4]).decode()}
        if index["log"] != dict(true, vkey=log[4] if log else index["log"].get("vkey")):
            fault("index-false", "package.json", "What the index says of the log is not what the checkpoint says.")
    rows = index["exhibits"] + index["objects"] if index else []
    whole = [row for row in rows if check_row(package, row, signed, head)]
    known = {"proofs/%s.%s" % (row["ref"], part) for row in rows for part in PARTS} | {row.get("path") for row in rows}
    for path in [path for path in package.size if index and path not in known]:
        if path.startswith(("proofs/", "data/exhibits/")):
            rule = "evidence-strange" if path.startswith("proofs/") else "exhibit-strange"
            fault(rule, path, "The index does not name this file.")
    return index, head if log else None, seen, whole

def say(line):
    """Print one line; what could steer a terminal or begin a line of its own is written as an escape."""
    print(ascii(line)[1:-1])

def tell(index, head, seen, whole, keys):
    say("Checked %s." % ("against the keys in " + keys if keys else "only against keys that came with this package"))
    if index and index["home"] != "real":
        say("The sender says that this comes from a %s collection, not from a real one." % index["home"])
    since = "they were recorded in the log; no outside party vouches for the time"
    if keys and seen and not FAULTS:
        day = time.strftime("%d %B %Y", time.gmtime(min(seen)[0]))
        since = "%s, when %s countersigned the log" % (day, min(seen)[1])
    exhibits = index["exhibits"] if index else []
    say("%d of %d files unchanged since %s." % (sum("path" in row for row in whole), len(exhibits), since))
    if head:
        names = ", ".join(name for _, name in seen) or "nobody that these keys name"
        say("The log %s has %d entries; countersigned by %s." % (head[2], head[3], names))
    lines = ["FAULT %s: %s [%s]" % (path, says, rule) for rule, path, says in FAULTS]
    for line in lines + ["NOT CHECKED " + each for each in UNCHECKED]:
        say(line)
    print("Not everything is whole: see above." if lines or UNCHECKED else "Nothing failed.")
    print("What this shows: each record existed when the log had this length, and is unchanged.\n"
          "It does not show that a record is true, or that nothing was left out.")

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--trust", type=argparse.FileType("rb"))
    named = parser.parse_args()
    trust = attempt("policy-malformed", named.trust.name, policy_of, named.trust.read()) if named.trust else None
    if FAULTS or not any(os.path.isfile(os.path.join(named.folder, name)) for name in ("bagit.txt", "package.json")):
        print(FAULTS or "%s is not a package: it holds neither bagit.txt nor package.json." % named.folder)
        return 2
    tell(*check(Package(named.folder), trust), named.trust.name if named.trust else None)
    return 1 if FAULTS else 3 if UNCHECKED else 0

if __name__ == "__main__":
    sys.exit(main())
