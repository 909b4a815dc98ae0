"""systemd itself as the first process of a namespace of its own, for the units that docs/operating.md shows.

It has its own /run, /opt and /srv and a list of users with `dokaz` in it; nothing of the machine's own systemd is seen
or touched. The network is the machine's.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, NUMBER = "dokaz", 61_999
SYSTEMD, REPLY = Path("/lib/systemd/systemd"), Path("/lib/systemd/systemd-reply-password")
# what units of a whole machine lean on, with nothing in it
TARGETS = ("sysinit", "basic", "shutdown", "network", "network-online", "multi-user", "trial")
PATIENCE = 60  # seconds

READY = """[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo ready > {folder}/ready'
"""
# Whoever asks for a pass-phrase gets this one: systemd hears the question and starts the answer.
ASKED = """[Unit]
DefaultDependencies=no
[Path]
DirectoryNotEmpty=/run/systemd/ask-password
"""
ANSWER = """[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
ExecStart=/bin/sh {folder}/answer
"""
ANSWERING = """for asked in /run/systemd/ask-password/ask.*; do
  [ -e "$asked" ] || continue
  cat {folder}/phrase | {reply} 1 "$(sed -n 's/^Socket=//p' "$asked")"
done
"""
BEGINNING = """set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /opt
mount -t tmpfs -o mode=755 tmpfs /srv
{binds}
mount --bind {folder}/passwd /etc/passwd
mount --bind {folder}/group /etc/group
export container=test SYSTEMD_UNIT_PATH={folder}/units SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_COLOR=0
exec {systemd} --system --unit=trial.target --show-status=no --default-standard-output=null
"""


@dataclass(frozen=True, slots=True)
class Manager:
    """A running systemd: `control` asks it as systemctl does."""

    folder: Path
    process: int

    def control(self, *words: str) -> subprocess.CompletedProcess[str]:
        inside = ["nsenter", f"--target={self.process}", "--mount", "--pid", "--uts", "--ipc", "--cgroup"]
        return subprocess.run(
            [*inside, "systemctl", *words], capture_output=True, text=True, check=False, timeout=PATIENCE
        )

    def property(self, unit: str, name: str) -> str:
        return self.control("show", f"--property={name}", "--value", unit).stdout.strip()


def possible() -> str:
    """Why systemd cannot be the first process of a namespace here; nothing where it can."""
    if os.getuid() != 0:
        return "only root starts a systemd of its own"
    if not SYSTEMD.exists() or not REPLY.exists():
        return "the program systemd is not installed"
    tried = subprocess.run(
        ["unshare", "--pid", "--fork", "--mount", "--cgroup", "--mount-proc", "true"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else "no namespaces can be made here"


@contextmanager
def manager(folder: Path, *, units: Mapping[str, str], binds: Mapping[str, Path], passphrase: str) -> Iterator[Manager]:
    """A systemd that knows these units, by file name, and has these folders in places of its own."""
    folder.chmod(0o755)
    (folder / "units").mkdir()
    _write(folder, units, passphrase)
    begins = folder / "begin"
    begins.write_text(BEGINNING.format(binds="\n".join(_bound(binds)), folder=folder, systemd=SYSTEMD))
    namespaces = ["--pid", "--fork", "--mount", "--uts", "--ipc", "--cgroup", "--kill-child"]
    os.mkfifo(folder / "ready")
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(
            ["unshare", *namespaces, "sh", str(begins)], stdin=subprocess.DEVNULL, stdout=said, stderr=said
        ) as process,
    ):
        try:
            ready = subprocess.run(["cat", folder / "ready"], capture_output=True, timeout=PATIENCE, check=True)
            assert ready.stdout == b"ready\n"
            yield Manager(folder, _child(process.pid))
        finally:
            process.kill()
            process.wait()


def _write(folder: Path, units: Mapping[str, str], passphrase: str) -> None:
    empty = dict.fromkeys((f"{name}.target" for name in TARGETS), "[Unit]\nDefaultDependencies=no\n")
    empty["trial.target"] += "Wants=asked.path ready.service\n"
    ours = {"asked.path": ASKED, "asked.service": ANSWER, "ready.service": READY}
    for name, text in {**empty, **{name: text.format(folder=folder) for name, text in ours.items()}, **units}.items():
        (folder / "units" / name).parent.mkdir(exist_ok=True)
        (folder / "units" / name).write_text(text)
    (folder / "phrase").write_text(passphrase)
    (folder / "phrase").chmod(0o600)
    (folder / "answer").write_text(ANSWERING.format(folder=folder, reply=REPLY))
    for name, line in {"passwd": f"{USER}:x:{NUMBER}:{NUMBER}::/:/bin/false", "group": f"{USER}:x:{NUMBER}:"}.items():
        (folder / name).write_text(f"{Path('/etc', name).read_text().rstrip()}\n{line}\n")


def _bound(binds: Mapping[str, Path]) -> Iterable[str]:
    for place, what in binds.items():
        yield f"mkdir -p {place} && mount --bind {what} {place}"


def _child(process: int) -> int:
    (child,) = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(child)


def given(home: Path) -> None:
    """The files of a home belong to the user of the units from now on."""
    for place in (home, *home.rglob("*")):
        os.chown(place, NUMBER, NUMBER, follow_symlinks=False)


def reachable(places: Iterable[Path | str]) -> str:
    """A drop-in that shows these folders to the units, which hide homes and temporary folders as they should."""
    lines = "".join(f"BindReadOnlyPaths={place}\n" for place in places)
    return f"[Service]\nProtectHome=tmpfs\n{lines}"
