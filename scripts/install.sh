#!/bin/sh
# Create .venv and install a lock file into it; do nothing when that very lock is already installed.
set -eu
python=$1
lock=$2
cd "$(dirname "$0")/.."

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Manabiya needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3.12 …" >&2
    exit 1
}
[ -x .venv/bin/python ] || "$python" -m venv .venv || {
    echo "The venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2
    rm -rf .venv
    exit 1
}

sum=$(cksum <"$lock")
stamp=.venv/installed-$(basename "$lock" .txt)
[ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && exit 0

echo "Installing the packages of $lock …"
if command -v uv >/dev/null 2>&1; then
    VIRTUAL_ENV=$PWD/.venv uv pip install --quiet --require-hashes -r "$lock"
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$lock"
fi
echo "$sum" >"$stamp"
# The development lock contains the runtime's.
[ "$(basename "$lock")" = development.txt ] && cksum <requirements/runtime.txt >.venv/installed-runtime
exit 0
