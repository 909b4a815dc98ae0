#!/bin/sh
# Makes home.tar.gz anew with the code of the first release: a new home each time, so its keys and references differ.
# Run in a clone, with its environment: sh tests/stories/first_release/make.sh
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
clone=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
mkdir "$work/code" "$work/material" "$work/out"
git -C "$clone" archive bc3808c src pyproject.toml | tar -x -C "$work/code"
export PYTHONPATH="$work/code/src"
dokaz() {
    "$clone/.venv/bin/python" -c 'import sys; from dokaz.cli import main; sys.exit(main.run(sys.argv[1:]))' \
        --home "$work/out/home" --passphrase-file "$work/phrase" "$@"
}
echo 'first release, invented words only' > "$work/phrase"
printf 'An invented letter.\n' > "$work/material/letter.txt"
printf 'Адказ, таксама выдуманы.\n' > "$work/material/адказ.txt"
printf 'A third one.\n' > "$work/material/third.txt"
cd "$work"
dokaz init --yes --name 'First release' --shares 2/3 --shares-to "$work/out/shares"
dokaz receive material --source P-K8Q2-7M4T1
dokaz checkpoint --to "$work/out/partner"
dokaz verify --all
tar -czf "$here/home.tar.gz" -C "$work/out" home shares partner
rm -r "$work"
