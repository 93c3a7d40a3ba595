#!/usr/bin/env bash
# The catalogues hold exactly the strings of the code, all of them translated in the languages offered.
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r locale "$copy/before"
sh scripts/catalogues.sh >/dev/null
code=0
for language in ja id th ar; do
    file=$language/LC_MESSAGES/django.po
    if ! python - "$copy/before/$file" "locale/$file" <<'PYTHON'
import sys

import polib

before, now = (polib.pofile(path) for path in sys.argv[1:3])
known = {(e.msgctxt, e.msgid, e.msgid_plural): e for e in before if not e.obsolete}
wanted = {(e.msgctxt, e.msgid, e.msgid_plural) for e in now if not e.obsolete}
missing = [key for key in wanted if key not in known]
open_ = [key for key in wanted if key in known and (not known[key].translated() or known[key].fuzzy)]
stale = [key for key in known if key not in wanted]
for word, keys in (("not collected", missing), ("not translated", open_), ("no longer used", stale)):
    for key in keys[:20]:
        print(f"{sys.argv[2]}: {word}: {key[1][:90]!r}")
sys.exit(bool(missing or open_ or stale))
PYTHON
    then code=1; fi
done
cp -r "$copy/before/." locale/
[ $code -eq 0 ] && echo 'catalogues are fresh and complete'
exit $code
