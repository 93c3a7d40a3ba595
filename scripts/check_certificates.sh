#!/usr/bin/env bash
# Draws sealed certificates in every language and holds them against PDF/A-3a, PDF/UA-1 and their own text.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEYS_DIR=$folder/keys MANABIYA_VAR=$folder/var MANABIYA_DEMO=1 DJANGO_SETTINGS_MODULE=config.settings.test
python=${PYTHON:-.venv/bin/python}

"$python" scripts/verapdf/samples.py "$folder/pdf"
PYTHON=$python scripts/verapdf/check.sh "$folder"/pdf/*.pdf
"$python" scripts/verapdf/extract.py
