"""``python -m benchmarks`` lists the benchmarks; ``python -m benchmarks NAME`` runs one.

Each is a module of this package that runs as a program and prints a last line of JSON: ``name``, figures with
their units in the names, the ratio to a baseline measured in the same run, sizes, ``database``.
"""

import ast
import os
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def listed() -> dict[str, str]:
    """Each benchmark and the first line of its docstring, read without importing it."""
    return {
        path.stem: (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        for path in sorted(FOLDER.glob("[!_]*.py"))
    }


def main(arguments: list[str]) -> int:
    known = listed()
    if not arguments:
        for name, sentence in known.items():
            print(f"{name:<14} {sentence}")
        return 0
    name, *rest = arguments
    if name not in known:
        print(f"There is no benchmark {name!r}. There are: {', '.join(known) or 'none'}.", file=sys.stderr)
        return 2
    # The development settings would look at the data of a demonstration.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.argv = [name, *rest]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
