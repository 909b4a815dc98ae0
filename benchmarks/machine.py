"""What the figures were measured on, in words."""

import os
import platform
import re
import ssl
import subprocess
from pathlib import Path

import cryptography
import rapidfuzz
import sqlcipher3

FLAGS = {"sha_ni": "SHA-NI", "aes": "AES-NI", "vaes": "VAES", "avx2": "AVX2", "avx512f": "AVX-512"}


def described(folder: Path) -> str:
    rivals = (_version("openssl", "version"), f"age {_version('age', '--version')}", _version("dd", "--version"))
    rivals = (*rivals, f"rapidfuzz {rapidfuzz.__version__}")
    python = f"Python {platform.python_version()} with {ssl.OPENSSL_VERSION}, cryptography {cryptography.__version__}"
    said = (
        f"{os.cpu_count()} cores, {_cpu('model name')}; {', '.join(_features())}; {_memory():.0f} GiB of memory",
        f"file system: {_file_system(folder)}; Linux {platform.release()}",
        f"{python}, SQLite {sqlcipher3.dbapi2.sqlite_version} inside sqlcipher3",
        f"rivals: {', '.join(rivals)}",
    )
    return "\n".join(f"- {line}" for line in said)


def load() -> str:
    """How busy the machine was with other things over the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _cpu(field: str) -> str:
    found = re.search(rf"^{field}\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def _features() -> list[str]:
    flags = _cpu("flags").split()
    return [f"{said} {'yes' if flag in flags else 'no'}" for flag, said in FLAGS.items()]


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)


def _file_system(folder: Path) -> str:
    return _said("findmnt", "-n", "-o", "FSTYPE,OPTIONS", "-T", str(folder))


def _version(*command: str) -> str:
    return _said(*command).splitlines()[0]


def _said(*command: str) -> str:
    return " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split("  "))
