"""Rich text that falls back.

An emptied editor leaves an empty paragraph, which would count as a translation.
"""

import re
from typing import Any

from wagtail.fields import RichTextField

_SAYS_SOMETHING = re.compile(r"<(embed|img|hr|a)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]+>|&nbsp;|\s")


def is_blank(html: str) -> bool:
    """Markup without a word, a picture or a link in it."""
    return not _SAYS_SOMETHING.search(html) and not _MARKUP.sub("", html)


class TranslatableRichTextField(RichTextField):
    def to_python(self, value: Any) -> Any:
        return _without_blank(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return _without_blank(super().get_prep_value(value))


def _without_blank(value: Any) -> Any:
    return "" if isinstance(value, str) and is_blank(value) else value
