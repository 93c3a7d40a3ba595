"""Joins the style files in a fixed order and makes them small; no Node, no third-party parser.

Owns: the order, the shrinking, the light and dark samples of the style guide.
Refuses to know: which page uses what.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parent / "css"
TARGET: Final = Path(__file__).parent / "static" / "website"
LAYERS: Final = "@layer reset,tokens,base,layout,parts,utils;"
PARTS: Final = (
    "shared", "icon", "skip", "head", "foot", "text", "tag", "button", "card",
    "rail", "prose", "quiz", "note", "field", "list", "table",
)  # fmt: skip
SHEETS: Final = {
    "app.css": ("reset", "tokens", "base", "layout", *(f"parts/{part}" for part in PARTS), "utils"),
    "coord.css": ("coord",),
    "styleguide.css": ("styleguide",),
}


def minify(css: str) -> str:
    """Take out comments and every space the grammar does not need. Strings are left as they are."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pieces = re.split(r"""("[^"]*"|'[^']*')""", css)
    for at in range(0, len(pieces), 2):
        text = re.sub(r"\s+", " ", pieces[at])
        text = re.sub(r" ?([{};,>]) ?", r"\1", text)
        # A colon in a declaration may lose its space; in a selector a space before it is a combinator.
        text = re.sub(r": ", ":", text)
        # Sums keep their spaces; neighbours in a selector do not need them.
        text = re.sub(r" ([+~]) (?![^(]*\))", r"\1", text)
        pieces[at] = text.replace(";}", "}").replace(" !", "!").replace("@media (", "@media(")
    return join_layers("".join(pieces).strip())


def join_layers(css: str) -> str:
    """Write neighbouring blocks of one layer as one block."""
    blocks: list[tuple[str, str]] = []
    depth = start = 0
    for at, sign in enumerate(css):
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign in "};":
            opening, _, body = css[start : at + 1].partition("{")
            start = at + 1
            if blocks and body and blocks[-1][0] == opening:
                blocks[-1] = (opening, blocks[-1][1][:-1] + body)
            else:
                blocks.append((opening, body))
    return "".join(f"{opening}{{{body}" if body else opening for opening, body in blocks)


def palette(css: str, *, dark: bool) -> str:
    """The colour tokens of one scheme, for a box that shows it whatever the device says."""
    blocks = re.findall(r":root \{(.*?)\n\s*\}", css, flags=re.DOTALL)
    found = blocks[1 if dark else 0]
    return " ".join(re.findall(r"--(?:[a-z]+(?:-[a-z0-9]+)?): #[0-9a-f]+;", found))


def build(name: str) -> str:
    """The finished text of one sheet."""
    parts = [(SOURCE / f"{part}.css").read_text(encoding="utf-8") for part in SHEETS[name]]
    if name == "app.css":
        parts.insert(0, LAYERS)
    if name == "styleguide.css":
        tokens = (SOURCE / "tokens.css").read_text(encoding="utf-8")
        parts.append(
            "@layer utils {"
            f".on-light {{ color-scheme: light; {palette(tokens, dark=False)} }}"
            f".on-dark {{ color-scheme: dark; {palette(tokens, dark=True)} }}"
            ".on-light, .on-dark { background: var(--page); color: var(--ink); "
            "padding: var(--s4) var(--s2); } }"
        )
    return minify("\n".join(parts)) + "\n"


def stale() -> Iterator[str]:
    """Names of built sheets that no longer match their source."""
    for name in SHEETS:
        target = TARGET / name
        if not target.exists() or target.read_text(encoding="utf-8") != build(name):
            yield name
