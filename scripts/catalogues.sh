#!/bin/sh
# Collect the interface's strings. Python and templates together; places are left out, they only make noise.
set -eu
cd "$(dirname "$0")/.."
for language in ja id th ar; do mkdir -p "locale/$language/LC_MESSAGES"; done
.venv/bin/python manage.py makemessages --no-location --no-wrap \
    -l ja -l id -l th -l ar --ignore ".venv/*" --ignore "var/*" --ignore "tests/*" --ignore "build/*" --ignore "node_modules/*" "$@"
