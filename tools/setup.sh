#!/bin/sh
# Makes .venv ready: Debian packages first (python3-venv may be among them), then the locked set, translations, then the project itself.
# Quick when nothing changed: each step leaves a stamp named after the hash of what it was made from.
set -eu
venv=.venv
python=${PYTHON:-python3}

hash_of() {
    cat "$@" | sha256sum | cut -c1-16
}

has_stamp() {
    [ -e "$venv/stamps/$1" ]
}

leave_stamp() {
    mkdir -p "$venv/stamps"
    rm -f "$venv/stamps/${1%%-*}"-*
    : >"$venv/stamps/$1"
}

require_python() {
    if ! command -v "$python" >/dev/null; then
        echo "Python is missing. Please install python3 (3.11 or newer) and run this again." >&2
        exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "Dokaz needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1). Name another one with PYTHON=…" >&2
        exit 1
    fi
}

debian_packages() {
    stamp=debian-$(hash_of debian.txt tools/debian.sh)
    # On CI the check always runs: a stamp must not hide a program that has gone.
    if [ "${CI:-}" != true ] && has_stamp "$stamp"; then return; fi
    code=0
    sh tools/debian.sh debian.txt || code=$?
    case $code in
        0) debian_done=$stamp ;;
        3) debian_done= ;;  # something is missing: named above, and named again next time
        *) exit "$code" ;;
    esac
}

virtual_environment() {
    if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' 2>/dev/null; then return; fi
    echo "Making $venv"
    if ! "$python" -m venv "$venv"; then
        echo "The virtual environment could not be made. On Debian: sudo apt-get install python3-venv" >&2
        exit 1
    fi
}

locked_set() {
    stamp=locked-$(hash_of requirements/dev.txt)
    if has_stamp "$stamp"; then return; fi
    echo "Installing the locked set of libraries (a few minutes the first time)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
    leave_stamp "$stamp"
}

project() {
    stamp=project-$(hash_of pyproject.toml)
    if has_stamp "$stamp"; then return; fi
    # The build backend looks for its program on PATH.
    PATH=$PWD/$venv/bin:$PATH "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --no-build-isolation --no-deps -e .
    leave_stamp "$stamp"
}

translations() {
    stamp=translations-$(find src -name '*.po' -exec cat {} + | cat - tools/catalogues.py | sha256sum | cut -c1-16)
    if has_stamp "$stamp" && [ -z "$(find src -name '*.po' -exec sh -c '[ -e "${1%.po}.mo" ] || echo missing' _ {} \;)" ]; then return; fi
    "$venv/bin/python" tools/catalogues.py compile
    leave_stamp "$stamp"
}

debian_done=
require_python
debian_packages
virtual_environment
if [ -n "$debian_done" ]; then leave_stamp "$debian_done"; fi
locked_set
translations
project
