#!/usr/bin/env python3
"""Checks the package this file lies in. It needs Python 3.8 or newer, and for signatures the program openssl, 3.0 or
newer. It opens no network connection and changes no file. Read it before you run it. It checks:
  1. every file against the SHA-256 lists manifest-sha256.txt and tagmanifest-sha256.txt (BagIt, RFC 8493);
  2. log/checkpoint, the head of the log: signed by the log and its witnesses, with the keys in FILE or log/policy;
  3. each exhibit: its SHA-256 is in proofs/REF.event.json, and HMAC-SHA256(salt, event) is in the log (RFC 9162);
  4. that package.json, the exhibits and the proofs fit each other, with nothing missing and nothing added.
Nobody can check from these files whether a record is true, whether anything was left out, or the sender's clock; the
report and the names of files are the sender's words. A forger can forge this file too: compare it with another copy.
Exit codes: 0 all whole; 1 a fault; 2 wrong use or no package; 3 nothing failed, but not all could be checked."""
import sys
sys.path = sys.path[not sys.flags.isolated:]  # a json.py added to this folder must not stand in for Python's own
import argparse, base64, hashlib, hmac, json, pathlib, re, shutil, subprocess, tempfile, time

FAULTS, UNCHECKED = [], []  # (rule, file, sentence), and (file, sentence) of what could not be checked
FILES, SHA256 = {}, {}  # by name: where each file lies, and its SHA-256, or None when it cannot be read
LISTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
NEEDED = LISTS + ("package.json", "log/checkpoint", "log/log.vkey", "log/policy")
RECEIPTS, RECORDS = ("custody:item:receive", "custody:item:derive"), ("custody:object:record",)
BASE64, HASH = "[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?", "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # RFC 4648 3.5
ED25519, COSIGNATURE = 1, 4  # kinds of keys: C2SP signed-note, C2SP tlog-cosignature

def refuse(rule, sentence, unless=False):
    if not unless:
        raise ValueError(rule, sentence)

def fault(rule, path, sentence, unless=False):
    if not unless and (rule, path, sentence) not in FAULTS:
        FAULTS.append((rule, path, sentence))

def attempt(rule, path, act, *values):
    """Do one step. Where a file cannot be read, or not as what it should be, note that and give None."""
    try:
        return act(*values)
    except OSError as error:
        UNCHECKED.append((path, "It cannot be read: %s." % error.strerror))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        ours = type(error) is ValueError and len(error.args) == 2  # from refuse()
        fault(*((error.args[0], path, error.args[1]) if ours else (rule, path, "It does not read as it should.")))
# ------------------------------------------------------------------- 1. files and their hashes
def sha256_of(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()

def find_files(folder):
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink():
            FILES[name], SHA256[name] = path, attempt("bag-unreadable", name, sha256_of, path)
        elif path.is_symlink() or not path.is_dir():
            fault("bag-escapes", name, "This is a link or a device, not a file, and is not followed.")

def read(name):  # nothing when the file is missing or unreadable, which is reported elsewhere
    return FILES[name].read_bytes() if SHA256.get(name) else b""

def parsed(rule, name, act):
    return attempt(rule, name, act, read(name)) if SHA256.get(name) else None

def check_lists():
    listed = set()
    for name in LISTS:
        for number, line in enumerate(read(name).decode("utf-8", "replace").splitlines(), 1):
            entry = re.fullmatch(r"([0-9a-fA-F]{64})[ \t]+(.+)", line)
            # RFC 8493 2.1.3: line ends and percent signs in a path are spelled %0A, %0D and %25
            path = re.sub("%(0A|0D|25)", lambda match: chr(int(match[1], 16)), entry[2] if entry else "", flags=re.I)
            if not entry:
                fault("bag-malformed", name, "Line %d is not a hash and a path." % number)
            elif re.match(r"[/\\~]|[A-Za-z]:", path) or ".." in re.split(r"[/\\]", path):
                fault("bag-escapes", path, "The path leads out of the package.")
            elif path in listed or path.startswith("data/") != (name == LISTS[0]):
                fault("bag-malformed", path, "%s lists this file twice, or it belongs in the other list." % name)
            elif path not in FILES:
                fault("bag-incomplete", path, "%s lists this file, and it is missing." % name)
            elif SHA256[path] not in (None, entry[1].lower()):
                fault("bag-altered", path, "The file was changed: its SHA-256 is not the one in %s." % name)
            listed.add(path)
    for path in FILES:
        rule = "bag-incomplete" if path.startswith("data/") else "file-strange"
        odd = path not in listed or re.fullmatch(r"(tag)?manifest-.*|fetch\.txt", path)
        says = "It was added or renamed: no list of hashes names it, or it is itself a list that no package has."
        fault(rule, path, says, unless=path in LISTS or not odd)
    for path in NEEDED:
        fault("package-malformed", path, "No package is whole without this file.", unless=path in FILES)
    bagit = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" == read("bagit.txt")  # RFC 8493 2.1.1
    fault("package-malformed", "bagit.txt", "The package is not declared as BagIt 1.0 in UTF-8.", unless=bagit)
    payload = [path.stat().st_size for name, path in FILES.items() if name.startswith("data/")]
    oxum, info = b"Payload-Oxum: %d.%d\n" % (sum(payload), len(payload)), read("bag-info.txt")  # RFC 8493 2.2.2
    fault("bag-altered", "bag-info.txt", "It states another size of files.", oxum in info or b"Oxum" not in info)
# ------------------------------------------------------------------- 2. the head of the log and its signatures
def key_of(vkey, kind=ED25519):
    """name+id+base64(kind, public key) -> name, id, kind, public key, and itself (C2SP signed-note)."""
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", vkey)
    data = base64.b64decode(match[3]) if match else b"?"
    sound = data[0] == kind and hashlib.sha256(match[1].encode() + b"\n" + data).hexdigest()[:8] == match[2]
    refuse("key-malformed", "A key reads <name>+<id>+<base64>; this does not, or is of another kind.", unless=sound)
    return match[1], bytes.fromhex(match[2]), kind, data[1:], vkey

def policy_of(data):
    """The trust file (C2SP tlog-policy): which logs, which witnesses, and how many of them are enough."""
    logs, witnesses, groups, quorum = [], {}, {}, []
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        verb, *words = line.split() or ["#"]
        known = {"none", *witnesses, *groups}  # a line refers only to lines above it
        if verb == "log":
            logs.append(key_of(words[0]))
        elif verb == "witness" and words[0] not in known:
            witnesses[words[0]] = key_of(words[1], COSIGNATURE)
        elif verb == "group" and words[0] not in known and known.issuperset(words[2:]):
            groups[words[0]] = {"any": 1, "all": len(words) - 2}.get(words[1]) or int(words[1]), words[2:]
        elif verb == "quorum" and words[0] in known:
            quorum.append(words[0])
        elif not verb.startswith("#"):
            refuse("policy-malformed", "Line %d is not log, witness, group or quorum, or misuses a name." % number)
    once = [key[2:4] for key in [*logs, *witnesses.values()]] + sum((each[1] for each in groups.values()), ["none"])
    sound = len({*once}) == len(once) and all(0 < needed <= len(members) for needed, members in groups.values())
    says = "It must have one quorum line, count no key or member twice, and ask no more of a group than it has."
    refuse("policy-malformed", says, unless=sound and len(quorum) == 1)
    return logs, witnesses, groups, quorum[0]

def head_of(signed):
    """The signed text, its signatures, and what it says: origin, size, root (C2SP signed-note, tlog-checkpoint)."""
    form = "((.+)\n(0|[1-9][0-9]{0,18})\n(%s)\n(?:.+\n)*)\n((?:— [^ +\n]+ %s\n)+)" % (HASH, BASE64)
    match = re.fullmatch(form, signed.decode())
    refuse("note-malformed", "It is not origin, size and root, a blank line and signature lines.", unless=match)
    signatures = [(name, base64.b64decode(blob)) for name, blob in re.findall("— (.+) (.+)\n", match[5])]
    return match[1].encode(), signatures, match[2], int(match[3]), base64.b64decode(match[4])

def openssl_says(public, message, signature):
    """Whether an Ed25519 signature (RFC 8032) is true; None where this openssl cannot tell."""
    der = bytes.fromhex("302a300506032b6570032100") + public  # RFC 8410 4: twelve fixed bytes and the key
    command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig".split()
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in (("key", der), ("text", message), ("sig", signature)):
            pathlib.Path(scratch, name).write_bytes(data)
        ended = subprocess.run(command, cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return True if ended.returncode == 0 else False if b"Verification Failure" in ended.stdout else None

def times_signed(key, head):
    """The time of each signature of the head by this key. Only a witness states one (C2SP tlog-cosignature)."""
    times = []
    for blob in [blob for name, blob in head[1] if (name, blob[:4]) == key[:2]]:
        start = 12 if key[2] == COSIGNATURE else 4  # where the signature begins, after eight bytes of time or none
        stamp = int.from_bytes(blob[4:start], "big")
        message = b"cosignature/v1\ntime %d\n" % stamp + head[0] if key[2] == COSIGNATURE else head[0]
        true = openssl_says(key[3], message, blob[start:]) if shutil.which("openssl") else None
        refuse("note-forged", "The signature by %s does not fit what it signs." % key[0], unless=true is not False)
        if true is None:
            UNCHECKED.append(("log/checkpoint", "The signature by %s: that needs openssl 3.0 or newer." % key[0]))
        times.append(stamp)
    return times

def check_head(head, policy):
    """The log's key, and (time, name) of each witness. Raises ValueError when those keys do not hold it up."""
    logs, witnesses, groups, quorum = policy
    logs = [key for key in logs if key[0] == head[2]]
    signed = {key: times_signed(key, head) for key in logs and [*logs, *witnesses.values()]}
    refuse("note-unsigned", "No key that we know has signed this checkpoint.", unless=any(signed.values()) or not logs)
    by_log = [key for key in logs if signed[key]]
    refuse("unknown-log-key", "No trusted key of the log %r has signed this checkpoint." % head[2], unless=by_log)
    seen = [(min(signed[key]), name) for name, key in witnesses.items() if signed[key]]
    met = {"none", *(name for _, name in seen)}
    for name, (needed, members) in groups.items():  # in the order of the file, where members stand above
        met |= {name} if len(met.intersection(members)) >= needed else set()
    refuse("quorum-missing", "Too few witnesses countersigned: %r asks for more." % quorum, unless=quorum in met)
    return by_log[0], seen
# ------------------------------------------------------------------- 3. exhibits, events and proofs
def canonical(data):
    """Read a JSON object that has exactly one spelling (RFC 8785)."""
    value = json.loads(data.decode())
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    refuse("package-malformed", "This JSON is not in canonical form.", unless=again == data)
    return {**value}  # an object, and nothing else

def proof_of(data):
    """A C2SP tlog-proof: index, hashes, and the checkpoint they lead to."""
    lines, _, checkpoint = data.partition(b"\n\n")
    form = "c2sp.org/tlog-proof@v1\n(?:extra .*\n)?index (0|[1-9][0-9]{0,18})((?:\n%s)*)" % HASH
    match = re.fullmatch(form, lines.decode())
    return int(match[1]), [base64.b64decode(line) for line in match[2].split()], checkpoint

def in_log(leaf, index, hashes, size, root):
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

def evidence(row):
    return ["proofs/%s.%s" % (row["ref"], part) for part in ("event.json", "salt", "tlog-proof")]

def check_row(row, signed, head):
    """Event, salt, proof and bytes of one exhibit; an object has no bytes. Give True when all of it is whole."""
    ref, path, paths, before = row["ref"], row.get("path"), evidence(row), len(FAULTS + UNCHECKED)
    for part in paths:
        fault("evidence-missing", part, "Without it nothing shows the receipt of %s." % ref, unless=part in FILES)
    salt_of = lambda data: bytes.fromhex(re.fullmatch("([0-9a-f]{64})\n", data.decode())[1])
    event, salt, proof = map(parsed, ["package-malformed"] * 3, paths, (canonical, salt_of, proof_of))
    if SHA256.get(paths[0]) and salt and proof and head:
        leaf = hmac.new(salt, read(paths[0]), "sha256").digest()
        says = "Event, salt and proof do not lead to the log: one of them was changed."
        fault("event-unproven", paths[0], says, unless=in_log(leaf, *proof[:2], *head[3:]))
    if event and (event.get("verb") not in (RECEIPTS if path else RECORDS) or list(event["about"])[:1] != [ref]):
        event = fault("event-foreign", paths[0], "This event does not record the receipt of %s." % ref)
    true = {"received": event.get("at")} if event else {}
    if proof:
        true["entry"], same = proof[0], not signed or proof[2] == signed
        fault("checkpoint-differs", paths[2], "Its checkpoint is not the one in log/checkpoint.", unless=same)
    if path and path not in FILES:
        fault("exhibit-missing", path, "The exhibit %s is not in the package." % ref)
    elif path and SHA256[path]:
        there = {"sha256": SHA256[path], "size": FILES[path].stat().st_size}
        facts = {name: event["facts"].get(name) for name in ("sha256", "size", "mime")} if event else there
        fault("exhibit-altered", path, "Not the bytes that were received as %s." % ref, {**facts, **there} == facts)
        true.update(facts)
    for name in [name for name in true if row.get(name) != true[name]]:
        fault("index-false", "package.json", "The index is wrong about %s of %s." % (name, ref))
    return before == len(FAULTS + UNCHECKED) and path not in [each[1] for each in FAULTS]
# ------------------------------------------------------------------- 4. the index, and all of it together
def index_of(data):
    index, exhibit = canonical(data), "data/exhibits/%s_[A-Za-z0-9._-]+"
    rows, refs = index["exhibits"] + index["objects"], [row["ref"] for row in index["exhibits"] + index["objects"]]
    sound = index["format"] == "dokaz-package/1" and index["home"] in ("real", "trial", "practice")
    fields = {"entry received ref", "entry mime name path received ref sha256 size"}  # in the order of RFC 8785
    sound = sound and {" ".join(row) for row in rows} <= fields and len(index) == 8
    sound = sound and len({*refs}) == len(rows) and all(re.fullmatch("[A-Z0-9]+(-[A-Z0-9]+)*", ref) for ref in refs)
    sound = sound and all(re.fullmatch(exhibit % row["ref"], row["path"]) for row in index["exhibits"])
    refuse("package-malformed", "This is not an index of the form dokaz-package/1.", unless=sound)
    return index

def check(folder, trust):
    """Do all of it. Give the index, the head of the log when its keys hold it up, its witnesses, the whole rows."""
    attempt("bag-unreadable", str(folder), find_files, folder)
    check_lists()
    signed, index = read("log/checkpoint"), parsed("package-malformed", "package.json", index_of)
    head = parsed("note-malformed", "log/checkpoint", head_of)
    policy = trust or parsed("policy-malformed", "log/policy", policy_of)
    log, seen = head and policy and attempt("note-malformed", "log/checkpoint", check_head, head, policy) or (None, [])
    named = parsed("key-malformed", "log/log.vkey", lambda data: key_of(re.sub(r"\n\Z", "", data.decode()))) or log
    fault("log-key-differs", "log/log.vkey", "Another key signed the checkpoint.", unless=not log or named == log)
    if index and head:
        vkey, root = log[4] if log else index["log"].get("vkey"), base64.b64encode(head[4]).decode()
        same = index["log"] == {"origin": head[2], "size": head[3], "root": root, "vkey": vkey}
        fault("index-false", "package.json", "What it says of the log is not what log/checkpoint says.", unless=same)
    rows = index["exhibits"] + index["objects"] if index else []
    whole = [row for row in rows if attempt("package-malformed", evidence(row)[0], check_row, row, signed, head)]
    known = sum(map(evidence, rows), [row.get("path") for row in rows])
    for path in [path for path in FILES if index and path not in known]:
        fault("evidence-strange", path, "It belongs to no item of the index.", unless=path[:7] != "proofs/")
        fault("exhibit-strange", path, "The index does not name this file.", unless=path[:14] != "data/exhibits/")
    return index, head if log else None, seen, whole

def say(line):  # what could steer a terminal, or begin a line of its own, is written as an escape
    print("".join(each if each.isprintable() else ascii(each)[1:-1] for each in line))

def tell(index, head, seen, whole, keys):
    say("Checked %s." % ("against the keys in " + keys if keys else "only against keys that came with this package"))
    if index and index["home"] != "real":
        say("The sender says that this comes from a %s collection, not from a real one." % index["home"])
    since = "they were recorded in the log; no outside party vouches for the time"
    if keys and seen and not FAULTS and not UNCHECKED and min(seen)[0] < 1 << 36:  # about the year 4147
        day = time.strftime("%d %B %Y", time.gmtime(min(seen)[0])).lstrip("0")
        since = "%s, when %s countersigned the log" % (day, min(seen)[1])
    exhibits = index["exhibits"] if index else []
    say("%d of %d files unchanged since %s." % (sum(row in whole for row in exhibits), len(exhibits), since))
    if head:
        names = ", ".join(name for _, name in seen) or "nobody that these keys name"
        say("The log %s has %d entries; countersigned by %s." % (head[2], head[3], names))
    lines = ["FAULT %s: %s [%s]" % (path, says, rule) for rule, path, says in FAULTS]
    lines += ["NOT CHECKED %s: %s" % (path, says) for path, says in UNCHECKED]
    for line in lines + ["Keep this package as it is, and ask the sender." if lines else "Nothing failed."]:
        say(line)
    print("What this shows: each record existed when the log had this length, and is unchanged.\n"
          "It does not show that a record is true, or that nothing was left out.")

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=pathlib.Path(__file__).resolve().parent, type=pathlib.Path,
                        help="the unpacked package; without it, the folder of this file")
    parser.add_argument("--trust", metavar="FILE", help="keys of logs and witnesses that you got another way")
    folder, keys = vars(parser.parse_args()).values()
    trust = attempt("policy-malformed", keys, lambda: policy_of(pathlib.Path(keys).read_bytes())) if keys else None
    fault("not-a-package", folder, "This is no package: a folder that holds bagit.txt and package.json.",
          unless=(folder / "bagit.txt").is_file() or (folder / "package.json").is_file())
    for path, says in [each[1:] for each in FAULTS] + UNCHECKED:
        parser.error("%s: %s Name the unpacked package, and after --trust a file of keys." % (path, says))
    sys.stdout.reconfigure(errors="backslashreplace")  # a name may hold what this terminal cannot show
    tell(*check(folder, trust), keys)
    return 1 if FAULTS else 3 if UNCHECKED else 0

if __name__ == "__main__":
    sys.exit(main())
