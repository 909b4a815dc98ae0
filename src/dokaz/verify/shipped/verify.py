#!/usr/bin/env python3
"""Checks the package this file lies in. It needs Python 3.8 or newer, and for signatures the program openssl, 3.0 or
newer. It opens no network connection and changes no file. Read it before you run it. It checks:
  1. every file against the SHA-256 lists manifest-sha256.txt and tagmanifest-sha256.txt (BagIt, RFC 8493);
  2. log/checkpoint, the head of the log: signed by the log and its witnesses, with the keys in FILE or log/policy;
     and what outsiders said earlier, in log/earlier and log/stamps. This part is in verify_log.py, beside this file;
  3. each exhibit: its SHA-256 is in proofs/REF.event.json, and HMAC-SHA256(salt, event) is in the log (RFC 9162);
  4. that package.json, the exhibits and the proofs fit each other, with nothing missing and nothing added.
Nobody can check from these files whether a record is true, whether anything was left out, or the sender's clock; the
cover note, report, lists and names of files are the sender's words. A forger can forge this file too: compare it with
another copy. It is the same in every package; its sentences in other languages are in verify_words.json, where there.
Exit codes: 0 all whole; 1 a fault; 2 wrong use or no package; 3 nothing failed, but not all could be checked."""
import sys
sys.path = sys.path[not sys.flags.isolated:]  # a json.py added to this folder must not stand in for Python's own
import argparse, base64, hashlib, hmac, json, os, pathlib, re, time

WORDS = []  # (English form, other language), from verify_words.json where that lies beside this file
FAULTS, UNCHECKED = [], []  # (rule, file, sentence), and (file, sentence) of what could not be checked
FILES, SHA256 = {}, {}  # by name: where each file lies, and its SHA-256, or None when it cannot be read
LISTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
NEEDED = LISTS + ("package.json", "log/checkpoint", "log/log.vkey", "log/policy")
FORMS = {"dokaz-package/1": 8, "dokaz-package/2": 10, "dokaz-package/3": 12}  # how many members an index has
BAG = LISTS + ("bagit.txt", "bag-info.txt")
RECEIPTS, RECORDS = ("custody:item:receive", "custody:item:derive"), ("custody:object:record",)

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

def parsed(rule, name, act, *more):
    return attempt(rule, name, act, read(name), *more) if SHA256.get(name) else None

def present(paths, whose):
    for path in paths:
        fault("evidence-missing", path, "Without this file nothing is shown of %s." % whose, unless=path in FILES)
    return all(map(SHA256.get, paths))

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
# ------------------------------------------------------------------- 2. the log: the other half of this program
HALF = pathlib.Path(__file__).resolve().with_name("verify_log.py")  # beside this file, wherever the package lies
if not HALF.is_file():
    sys.exit("verify_log.py is not beside verify.py. It is the half that checks the log: take both from one place.")
exec(compile(HALF.read_text("utf-8"), str(HALF), "exec"))  # its functions come to stand here
# ------------------------------------------------------------------- 3. exhibits, events and proofs
def canonical(data):
    """Read a JSON object that has exactly one spelling (RFC 8785)."""
    value = json.loads(data.decode())
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    refuse("package-malformed", "This JSON is not in canonical form.", unless=again == data)
    return {**value}  # an object, and nothing else

def evidence(row):
    return ["proofs/%s.%s" % (row["ref"], part) for part in ("event.json", "salt", "tlog-proof")]

def older_paths(size):
    return ["log/earlier/%d.%s" % (size, part) for part in ("checkpoint", "consistency")]

def stamp_paths(row):
    return ["log/stamps/%d-%s.%s" % (row["size"], row["authority"], part) for part in ("tsr", "pem")]

def check_row(row, signed, head):
    """Event, salt, proof and bytes of one exhibit; an object has no bytes. Give True when all of it is whole."""
    ref, path, paths, before = row["ref"], row.get("path"), evidence(row), len(FAULTS + UNCHECKED)
    present(paths, "the receipt of " + ref)
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
    index, exhibit = canonical(data), "data/exhibits/%s%s_[A-Za-z0-9._-]+"
    numbered = index["format"] == "dokaz-package/3"
    rows, refs = index["exhibits"] + index["objects"], [row["ref"] for row in index["exhibits"] + index["objects"]]
    sound, field = len(index) == FORMS[index["format"]], "number " * numbered
    fields = {"entry %sreceived ref", "entry mime name %spath received ref sha256 size"}  # in the order of RFC 8785
    fields = {each % field for each in fields}
    sound = sound and {" ".join(row) for row in rows} <= fields and index["home"] in ("real", "trial", "practice")
    sound = sound and len({*refs}) == len(rows) and all(re.fullmatch("[A-Z0-9]+(-[A-Z0-9]+)*", ref) for ref in refs)
    begins = lambda row: row["number"] + "_" if numbered else ""
    sound = sound and all(re.fullmatch("X-[0-9]{4,}", row["number"]) for row in rows if numbered)
    sound = sound and (not numbered or len({row["number"] for row in rows}) == len(rows))
    paths = [(exhibit % (begins(row), row["ref"]), row["path"]) for row in index["exhibits"]]
    sound = sound and all(re.fullmatch(*each) for each in paths)
    papers = index["papers"] if numbered else index.setdefault("papers", [])
    sound = sound and type(papers) is list and {*map(type, papers)} <= {str}
    sound = sound and (not numbered or re.fullmatch("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", index["language"]))
    stamps, heads = index.setdefault("stamps", []), index.setdefault("heads", [])
    sound = sound and {" ".join(row) for row in stamps} <= {"authority practice root size time"}
    sound = sound and all(size > 0 for size in heads + [row["size"] for row in stamps])
    refuse("package-malformed", "This is not an index of the form dokaz-package/1, 2 or 3.", unless=sound)
    return index

def check(folder, trust, roots):
    """Do all of it. Give the index, the head of the log if its keys hold it up, outsiders' words, the whole rows."""
    attempt("bag-unreadable", str(folder), find_files, folder)
    check_lists()
    path = HALF.with_name("verify_words.json")
    WORDS.extend(attempt("package-malformed", path.name, words_of, path) or [])
    signed, index = read("log/checkpoint"), parsed("package-malformed", "package.json", index_of)
    head = parsed("note-malformed", "log/checkpoint", head_of)
    policy = trust or parsed("policy-malformed", "log/policy", policy_of)
    held = head and policy and attempt("note-malformed", "log/checkpoint", check_head, head, policy, "log/checkpoint")
    log, seen, enough = held or (None, [], False)
    named = parsed("key-malformed", "log/log.vkey", lambda data: key_of(re.sub(r"\n\Z", "", data.decode()))) or log
    fault("log-key-differs", "log/log.vkey", "Another key signed the checkpoint.", unless=not log or named == log)
    heads, words, rows, known = {head[3]: (seen, enough, signed)} if head else {}, [], [], []
    if index and head:
        vkey, root = log[4] if log else index["log"].get("vkey"), base64.b64encode(head[4]).decode()
        same = index["log"] == {"origin": head[2], "size": head[3], "root": root, "vkey": vkey}
        fault("index-false", "package.json", "What it says of the log is not what log/checkpoint says.", unless=same)
        words = [*outsiders(index, heads, head, policy, roots)]
    says = "No time stamp in this package leads to a root that you named."
    led = not roots or UNCHECKED or [word for word in words if word[2] is not False]
    fault("stamp-root-unknown", "log/stamps", says, unless=led)
    if index:
        rows = index["exhibits"] + index["objects"]
        known = sum([*map(evidence, rows), *map(older_paths, index["heads"]), *map(stamp_paths, index["stamps"])], [])
        known += [row.get("path") for row in rows]
    last = max([row["entry"] for row in rows], default=-1)
    few = log and not enough and not [size for size in heads if heads[size][1] and size > last]
    fault("quorum-missing", "log/checkpoint", "Too few witnesses have seen a head with all items.", unless=not few)
    seen = [(size, *each) for size in heads for each in heads[size][0]]
    words += [(at, size, bool(trust) and sure, name + " countersigned", "") for size, at, sure, name in seen]
    whole = [row for row in rows if attempt("package-malformed", evidence(row)[0], check_row, row, signed, head)]
    for path in [path for path in FILES if index and path not in known]:
        inside = path.startswith(("proofs/", "log/earlier/", "log/stamps/"))
        fault("evidence-strange", path, "It belongs to nothing in the index.", unless=not inside)
        fault("exhibit-strange", path, "The index does not name this file.", unless=path[:14] != "data/exhibits/")
        alone = inside or path[:14] == "data/exhibits/" or path in NEEDED + BAG or index["format"][-1] != "3"
        fault("paper-strange", path, "The index does not name this file.", unless=alone or path in index["papers"])
    for path in index["papers"] if index else []:
        fault("paper-missing", path, "The index names this file, and it is missing.", unless=path in FILES)
    return index, head if log and not few else None, words, whole

def words_of(path):
    return [[form, other] for form, other in json.loads(path.read_text("utf-8"))["sentences"]] if path.is_file() else []

def spoken(says):
    """A sentence as verify_words.json beside this program has it in another language; else as it stands."""
    for form, other in WORDS:
        found = re.fullmatch(re.sub(r"\\{\d\\}", "(.*?)", re.escape(form)), says, re.S)
        if found:
            return other.format(*map(spoken, found.groups()))
    return says

def say(line):  # what could steer a terminal, or begin a line of its own, is written as an escape
    print("".join(each if each.isprintable() else ascii(each)[1:-1] for each in line))

def day(at):
    return time.strftime("%d %B %Y", time.gmtime(at)).lstrip("0") if at < 1 << 36 else "second %d" % at

def tell(index, head, words, whole, keys, roots):
    named = ["the keys in %s" % keys] * bool(keys) + ["the time-stamp roots you named"] * bool(roots)
    checked = "against " + " and ".join(named) if named else "only against keys that came with this package"
    say(spoken("Checked %s." % checked))
    if index and index["home"] != "real":
        say(spoken("The sender says that this comes from a %s collection, not from a real one." % index["home"]))
    groups, count = {}, len(index["exhibits"]) if index else 0  # references of whole files, by the earliest word
    for row in [row for row in whole if "path" in row]:
        about = [(word[0], word[3]) for word in words if word[2] and word[1] > row["entry"] and not FAULTS]
        since = "they were recorded in the log; no outside party vouches for the time"
        since = "%s, when %s the log" % (day(min(about)[0]), min(about)[1]) if about else since
        groups.setdefault(since, []).append(row["ref"])
    for since, refs in groups.items():
        which = " (%s)" % ", ".join(refs) if len(groups) > 1 else ""
        say(spoken("%d of %d files unchanged%s since %s." % (len(refs), count, which, since)))
    if not groups:
        say(spoken("0 of %d files unchanged." % count))
    if head:
        names = [word[3].split(" ")[0] for word in words if not word[4] and word[1] == head[3]]
        by = ", ".join(names) or "nobody that these keys name"
        say(spoken("The log %s has %d entries; countersigned by %s." % (head[2], head[3], by)))
    for at, size, counts, who, worth in [word for word in words if head and (word[4] or word[1] != head[3])]:
        say(spoken("Its first %d entries: %s them on %s%s." % (size, who, day(at), ", " + worth if worth else "")))
    # these two words stand outside of verify_words.json: no list of sentences can unsay a fault
    lines = ["FAULT %s: %s [%s]" % (path, spoken(says), rule) for rule, path, says in FAULTS]
    lines += ["NOT CHECKED %s: %s" % (path, spoken(says)) for path, says in UNCHECKED]
    for line in lines + [spoken("Keep this package as it is, and ask the sender." if lines else "Nothing failed.")]:
        say(line)
    say(spoken("What this shows: each record existed when the log had this length, and is unchanged."))
    say(spoken("It does not show that a record is true, or that nothing was left out."))

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=pathlib.Path(__file__).resolve().parent, type=pathlib.Path,
                        help="the unpacked package; without it, the folder of this file")
    parser.add_argument("--trust", metavar="FILE", help="keys of logs and witnesses that you got another way")
    parser.add_argument("--tsa-root", metavar="SHA256", action="append", default=[],
                        help="fingerprint of the root certificate of a time-stamp authority that you got another way")
    folder, keys, roots = vars(parser.parse_args()).values()
    roots = [root.replace(":", "").lower() for root in roots]
    trust = attempt("policy-malformed", keys, lambda: policy_of(pathlib.Path(keys).read_bytes())) if keys else None
    fault("not-a-package", folder, "This is no package: a folder that holds bagit.txt and package.json.",
          unless=(folder / "bagit.txt").is_file() or (folder / "package.json").is_file())
    for root in roots:
        fault("unusable", root, "This is no SHA-256: 64 hex digits.", unless=re.fullmatch("[0-9a-f]{64}", root))
    for path, says in [each[1:] for each in FAULTS] + UNCHECKED:
        parser.error("%s: %s Name the unpacked package, and after --trust a file of keys." % (path, says))
    sys.stdout.reconfigure(errors="backslashreplace")  # a name may hold what this terminal cannot show
    found = check(folder, trust, roots)
    try:
        tell(*found, keys, roots)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads, as head(1) does, has read enough; how it ended is told all the same
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if FAULTS else 3 if UNCHECKED else 0

if __name__ == "__main__":
    sys.exit(main())
