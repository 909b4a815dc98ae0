"""The half of verify.py that checks the log: keys, the trust file, signatures, older heads, time stamps and the tree.
verify.py reads this file and runs it as a part of itself; by itself it does nothing. It starts openssl and nothing
else, opens no network connection, and writes only into temporary folders that it removes."""
import base64, calendar, hashlib, pathlib, re, shutil, subprocess, tempfile, time

BASE64, HASH = "[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?", "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # RFC 4648 3.5
PROOF, OLDER = "c2sp.org/tlog-proof@v1\n(?:extra .*\n)?index", "old"  # C2SP tlog-proof, C2SP tlog-witness
ED25519, COSIGNATURE, ML_DSA = 1, 4, 6  # kinds of keys: C2SP signed-note, C2SP tlog-cosignature
CERTIFICATE = "-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n"  # RFC 7468
# ------------------------------------------------------------------- keys, the trust file, and who signed a head
def openssl(command, **files):
    """Whether openssl succeeds on these files, and what it says: nothing where it is missing or does not work."""
    if not shutil.which("openssl"):
        return False, ""
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in files.items():
            pathlib.Path(scratch, name).write_bytes(data)
        command, output = ["openssl", *command.split()], {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        ended = subprocess.run(command, cwd=scratch, **output)
    return ended.returncode == 0, ended.stdout.decode("utf-8", "replace")

def key_of(vkey, *kinds):
    """name+id+base64(kind, public key) -> name, id, kind, public key, and itself (C2SP signed-note)."""
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{43,}=*)", vkey)
    data = base64.b64decode(match[3]) if match else b"?"
    sound = data[0] in (kinds or [ED25519]) and len(data) == (1313 if data[0] == ML_DSA else 33)
    sound = sound and hashlib.sha256(match[1].encode() + b"\n" + data).hexdigest()[:8] == match[2]
    refuse("key-malformed", "A key reads <name>+<id>+<base64>; this does not, or is of another kind.", unless=sound)
    return match[1], bytes.fromhex(match[2]), data[0], data[1:], vkey

def policy_of(data):
    """The trust file (C2SP tlog-policy): which logs, which witnesses, and how many of them are enough."""
    logs, witnesses, groups, quorum = [], {}, {}, []
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        verb, *words = line.split() or ["#"]
        known = {"none", *witnesses, *groups}  # a line refers only to lines above it
        if verb == "log":
            logs.append(key_of(words[0]))
        elif verb == "witness" and words[0] not in known:
            witnesses[words[0]] = key_of(words[1], COSIGNATURE, ML_DSA)
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

def times_signed(key, head, path):
    """Time of each signature of the head by this key (a log's states none), and whether openssl found it true."""
    times, der = [], bytes.fromhex("302a300506032b6570032100") + key[3]  # RFC 8410 4: twelve fixed bytes and the key
    for blob in [blob for name, blob in head[1] if (name, blob[:4]) == key[:2]]:
        start = 4 if key[2] == ED25519 else 12  # where the signature begins, after eight bytes of time or none
        time_said = int.from_bytes(blob[4:start], "big")  # C2SP tlog-cosignature
        text = head[0] if key[2] == ED25519 else b"cosignature/v1\ntime %d\n" % time_said + head[0]
        command = "pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig"
        true, said = (False, "") if key[2] == ML_DSA else openssl(command, key=der, text=text, sig=blob[start:])
        says = "The signature by %s does not fit what it signs." % key[0]
        refuse("note-forged", says, unless=true or "Verification Failure" not in said)
        says = "The signature by %s: that needs openssl 3.0 or newer, and for ML-DSA dokaz-verify." % key[0]
        UNCHECKED.extend([] if true else [(path, says)])
        times.append((time_said, true))
    return times

def check_head(head, policy, path):
    """The log's key, (time, sure, name) of each witness, and whether they are enough. Raises without a log's key."""
    logs, witnesses, groups, quorum = policy
    logs = [key for key in logs if key[0] == head[2]]
    signed = {key: times_signed(key, head, path) for key in logs and [*logs, *witnesses.values()]}
    refuse("note-unsigned", "No key that we know has signed this checkpoint.", unless=any(signed.values()) or not logs)
    by_log = [key for key in logs if signed[key]]
    refuse("unknown-log-key", "No trusted key of the log %r has signed this checkpoint." % head[2], unless=by_log)
    said = [(name, [each for each in signed[key] if each[0]]) for name, key in witnesses.items()]
    seen = [(*min(times), name) for name, times in said if times]  # 0 is no time: such a witness did not say "newest"
    met = {"none", *(name for _, _, name in seen)}
    for name, (needed, members) in groups.items():  # in the order of the file, where members stand above
        met |= {name} if len(met.intersection(members)) >= needed else set()
    return by_log[0], seen, quorum in met
# ------------------------------------------------------------------- what outsiders said earlier
def older_head(path, proof, size, head, signed, policy):
    """Its witnesses, whether they are enough, and itself, once the log is shown to begin with this older head."""
    older = head_of(read(path))
    _, seen, enough = check_head(older, policy, path)
    refuse("package-malformed", "Not the head of that size of this log.", unless=older[2:4] == (head[2], size))
    old, hashes, checkpoint = parsed("package-malformed", proof, proof_of, OLDER) or (size, None, signed)
    fault("checkpoint-differs", proof, "Its checkpoint is not the one in log/checkpoint.", unless=checkpoint == signed)
    joined = hashes and old == size and begins_with(size, older[4], hashes, *head[3:])
    fault("log-forked", proof, "The log does not begin with this older head.", unless=joined or hashes is None)
    return (seen, enough, read(path)) if joined else None

def check_stamp(path, chain, signed):
    """Time and root of a time stamp over a head up to its first signature line, by openssl as of the stamp's time."""
    stamp, bodies = read(path), re.findall(CERTIFICATE % "([A-Za-z0-9+/=\n]+)", read(chain).decode())
    chain = [CERTIFICATE % body for body in bodies]
    told = openssl("ts -reply -text -in stamp", stamp=stamp)[1].partition("Status info:\n")[2]
    at = re.match(r"Status: Granted\.\nStatus description: unspecified\nFailure info: unspecified\n\n+TST info:\n.*?\n"
                  r"Hash Algorithm: sha256\n.*?\nTime stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)?( \d+) GMT\n", told, re.S)
    at = at and calendar.timegm(time.strptime(at[1] + at[2], "%b %d %H:%M:%S %Y"))
    strong = bytes.fromhex("2b0e03021a") not in stamp and bytes.fromhex("2a864886f70d010910022f") in stamp
    says = "It is no granted time stamp over SHA-256 that names its signer (RFC 5816), with certificates beside it."
    refuse("stamp-false", says, unless=chain and strong and (at or not told))  # strong: no SHA-1, an ESSCertIDv2
    command = "ts -verify -in stamp -data text -CAfile root -untrusted chain -auth_level 1 -attime %d" % (at or 0)
    text = re.match(b".*?\n\n.*?\n", signed, re.S)[0]
    holds, said = openssl(command, stamp=stamp, text=text, root=chain[-1].encode(), chain="".join(chain).encode())
    refuse("stamp-of-other", "The time stamp is over another text.", unless="imprint mismatch" not in said)
    refuse("stamp-false", "openssl finds its signature, its chain or their dates wrong.", unless=holds or not said)
    UNCHECKED.extend([] if said else [(path, "The time stamp: that needs openssl 3.0 or newer.")])
    return (at, base64.b64decode(bodies[-1])) if said else None

def outsiders(index, heads, head, policy, roots):
    """(time, size, whether it counts, who, of what worth) of each time stamp; older heads are added to `heads`."""
    for size, paths in [(size, older_paths(size)) for size in index["heads"]]:
        if present(paths, "an older head") and policy:
            older = attempt("note-malformed", paths[0], older_head, *paths, size, head, heads[head[3]][2], policy)
            heads.update({size: older} if older else {})
    for row, paths in [(row, stamp_paths(row)) for row in index["stamps"]]:
        whole = present(paths, "a time stamp") and row["size"] in heads
        made = whole and attempt("stamp-false", paths[0], check_stamp, *paths, heads[row["size"]][2])
        if made:
            root, practice = hashlib.sha256(made[1]).hexdigest(), b"practice authority" in made[1].lower()
            same = row == {**row, "time": made[0], "root": root, "practice": practice}
            fault("index-false", "package.json", "It tells otherwise of %s." % paths[0], unless=same)
            worth = "under the root %s%s" % (root, "" if root in roots else ", which came with this package")
            worth = "a PRACTICE AUTHORITY, made to try this out: it vouches for nothing" if practice else worth
            counts = root in roots and (not practice or None)  # None: a root that was named, and vouches for nothing
            yield made[0], row["size"], counts, row["authority"] + " stamped", worth
# ------------------------------------------------------------------- the tree of hashes
def proof_of(data, form=PROOF):
    """Index (or older size), hashes, and the checkpoint they lead to."""
    lines, _, checkpoint = data.partition(b"\n\n")
    match = re.fullmatch("(?:%s) (0|[1-9][0-9]{0,18})((?:\n%s)*)" % (form, HASH), lines.decode())
    return int(match[1]), [base64.b64decode(line) for line in match[2].split()], checkpoint

def climb(place, last, start, hashes):
    """From a node to the roots of the tree that ends with it, and of the whole tree (RFC 9162 2.1.3.2, 2.1.4.2)."""
    older = newer = start
    for each in hashes:
        if last == 0:
            return None, None
        left = place % 2 or place == last
        older = hashlib.sha256(b"\x01" + each + older).digest() if left else older
        newer = hashlib.sha256(b"\x01" + (each + newer if left else newer + each)).digest()
        while left and place and not place % 2:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    return (None, None) if last else (older, newer)

def in_log(leaf, index, hashes, size, root):
    return index < size and climb(index, size - 1, hashlib.sha256(b"\x00" + leaf).digest(), hashes)[1] == root

def begins_with(old, old_root, hashes, size, root):
    place, last, path = old - 1, size - 1, hashes if old & (old - 1) else [old_root, *hashes]
    while place % 2:
        place, last = place // 2, last // 2
    return old < size and climb(place, last, path[0], path[1:]) == (old_root, root)
