"""Drawings made safe: an allow-list over the parsed tree. What is not known is dropped.

Owns: which elements and attributes of SVG a lesson may carry.
Refuses to know: where a drawing comes from and where it is shown.
"""

import re
from typing import Final
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from languages.errors import DomainError

NAMESPACE: Final = "http://www.w3.org/2000/svg"
ELEMENTS: Final = frozenset(
    {
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "defs", "marker", "title", "desc", "symbol", "use", "linearGradient",
        "radialGradient", "stop", "clipPath", "mask", "pattern",
    }
)  # fmt: skip
ATTRIBUTES: Final = frozenset(
    {
        "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry",
        "d", "points", "transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width",
        "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-opacity",
        "stroke-miterlimit", "opacity", "dx", "dy", "font-size", "font-weight", "font-family",
        "text-anchor", "dominant-baseline", "id", "marker-start", "marker-mid", "marker-end",
        "markerWidth", "markerHeight", "refX", "refY", "orient", "markerUnits", "offset",
        "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "clip-path",
        "clip-rule", "mask", "patternUnits", "preserveAspectRatio", "direction", "color",
        "vector-effect", "paint-order", "letter-spacing", "rotate",
    }
)  # fmt: skip
MAX_BYTES: Final = 200_000
# A backslash hides letters from this pattern, not from a browser.
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|\\", re.IGNORECASE)
MAX_DEPTH: Final = 100


class UnsafeSvg(DomainError):
    """Not a drawing we can show."""


def clean_svg(text: str) -> str:
    """The drawing with only known elements and attributes. Raises UnsafeSvg if it is no plain SVG."""
    if len(text.encode()) > MAX_BYTES:
        raise UnsafeSvg(_("The drawing is larger than 200 KB."))
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise UnsafeSvg(_("The drawing declares a document type; save it as plain SVG."))
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError as error:
        raise UnsafeSvg(_("The drawing is not well-formed SVG.")) from error
    if _local(root.tag) != "svg":
        raise UnsafeSvg(_("The drawing is not SVG."))
    _clean(root)
    ElementTree.register_namespace("", NAMESPACE)
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise UnsafeSvg(_("The drawing is not well-formed SVG."))
    name = _local(element.tag)
    element.tag = f"{{{NAMESPACE}}}{name}"
    for attribute, value in list(element.attrib.items()):
        local = _local(attribute)
        inside_link = name == "use" and local == "href" and value.startswith("#")
        if (local not in ATTRIBUTES and not inside_link) or _OUTSIDE.search(value):
            del element.attrib[attribute]
    for child in list(element):
        if not isinstance(child.tag, str) or _local(child.tag) not in ELEMENTS:
            element.remove(child)
        else:
            _clean(child, depth + 1)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
