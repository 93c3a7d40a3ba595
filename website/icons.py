"""The icon set: a 24-pixel grid, round strokes of 2, drawn in the colour of the text."""

from typing import Final

SHAPES: Final = {
    "alert": '<path d="M12 4l9 16H3zM12 10v4M12 17h.01"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 22h4"/>',
    "book": '<path d="M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zM12 6v14"/>',
    "cal": '<rect x="4" y="5" width="16" height="16" rx="2"/><path d="M4 10h16M8 3v4M16 3v4"/>',
    "chat": '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "copy": (
        '<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 '
        '0-2 2v8a2 2 0 0 0 2 2h2"/>'
    ),
    "down": '<path d="M12 4v11M7 10l5 5 5-5M5 20h14"/>',
    "edit": '<path d="M4 20l1-4L16 5l3 3L8 19zM14 7l3 3"/>',
    "eye": '<path d="M2 12c5-8 15-8 20 0-5 8-15 8-20 0z"/><circle cx="12" cy="12" r="3"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "flag": '<path d="M6 21V4h11l-2.5 4L17 12H6"/>',
    "gear": (
        '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 '
        '2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1"/>'
    ),
    "globe": (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3.5 3.6 3.5 14.4 0 18M12 3c-3.5 '
        '3.6-3.5 14.4 0 18"/>'
    ),
    "house": '<path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7h.01"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="M11 12l9-9M16 7l3 3"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 '
        '6l1-1"/>'
    ),
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3 7l9 6 9-6"/>',
    "medal": '<circle cx="12" cy="9" r="6"/><path d="M8.5 14L7 22l5-3 5 3-1.5-8"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "off": (
        '<path d="M3 3l18 18M5 12.5a10 10 0 0 1 5-2.7M2 9a15 15 0 0 1 5-3M14 6c3 .3 5.7 1.5 8 '
        '3.500M16 11.500c1 .4 2 1 3 2M8.5 16a5 5 0 0 1 7 0M12 20h.01"/>'
    ),
    "people": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.8-4 3.5-6 6.5-6s5.7 2 6.5 6M16 5a3.5 3.5 '
        '0 0 1 0 6.500M18 14.500c2 .8 3.2 2.7 3.5 5.5"/>'
    ),
    "phone": '<rect x="7" y="2.5" width="10" height="19" rx="2"/><path d="M10 12l2 2 3-4"/>',
    "play": '<path d="M8 5l11 7-11 7z"/>',
    "prev": '<path d="M15 5l-7 7 7 7"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.500L21 21"/>',
    "shield": '<path d="M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z"/><path d="M8.5 12l2.5 2.5 4.5-5"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "x": '<path d="M6 6l12 12M18 6L6 18"/>',
}  # fmt: skip

# These point along the line of reading and turn round in right-to-left scripts.
DIRECTIONAL: Final = frozenset({"next", "prev"})
