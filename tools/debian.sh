#!/bin/sh
# Installs what debian.txt lists, as root or with sudo that asks nothing; otherwise names what is missing and what is off.
# Runs before any virtual environment exists, so it needs nothing but sh, sed and dpkg.
set -eu
list=${1:-debian.txt}

wanted() {
    sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' "$list"
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

missing() {
    for package in $(wanted); do
        is_installed "$package" || printf '%s\n' "$package"
    done
}

explain() {
    echo "These Debian packages are missing. The work goes on without them; this is what is off:"
    for package in $1; do
        reason=$(sed -n "s/^$package[[:space:]]*#[[:space:]]*//p" "$list")
        printf '  %-24s %s\n' "$package" "$reason"
    done
    echo "To install them:  sudo apt-get install --no-install-recommends $(echo "$1" | tr '\n' ' ')"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

install() {
    echo "Installing Debian packages:" $1
    as_root apt-get update -qq </dev/null || echo "The list of Debian packages could not be refreshed; trying with the one at hand."
    # shellcheck disable=SC2086  # the list is meant to be split into words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 </dev/null >/dev/null
}

if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system. Please install the programs that debian.txt names by your own means."
    exit 0
fi
gap=$(missing)
[ -n "$gap" ] || exit 0
if can_install; then
    install "$gap" || echo "Not everything could be installed."
    gap=$(missing)
    [ -n "$gap" ] || exit 0
fi
explain "$gap"
if [ "${CI:-}" = true ]; then
    echo "CI=true: a missing program is a failure here, so that no test is skipped unseen."
    exit 1
fi
exit 3
