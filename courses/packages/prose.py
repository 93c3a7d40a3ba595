"""Markdown of packages and the rich text Wagtail stores: the small set of marks both know.

Paragraphs, bullet and numbered lists, **bold**, *emphasis*, links. Anything else stays literal text.
"""

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_TAGS: Final = {"strong": "b", "em": "i"}


class _StoredRichText(RendererHTML):
    """Wagtail stores ``b`` and ``i``; list items hold their text without a paragraph."""

    def renderToken(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        token.tag = _TAGS.get(token.tag, token.tag)
        return super().renderToken(tokens, idx, options, env).replace("\n", "")

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return " "


def _engine() -> MarkdownIt:
    engine = MarkdownIt("commonmark", {"html": False}, renderer_cls=_StoredRichText)
    engine.enable(["emphasis", "link", "list"])
    engine.disable(["heading", "lheading", "code", "fence", "blockquote", "hr", "html_block", "html_inline", "image",
                    "backticks", "reference", "autolink"])  # fmt: skip
    return engine


_ENGINE: Final = _engine()


def to_html(markdown: str) -> str:
    """Rich text of a Markdown text: ``<p>…</p>`` and lists, without attributes but ``href``."""
    return _ENGINE.render(markdown).replace("\n", "").strip()


def to_inline_html(markdown: str) -> str:
    """One paragraph."""
    return f"<p>{_ENGINE.renderInline(' '.join(markdown.split()))}</p>"


def to_markdown(rich_text: str) -> str:
    """The Markdown ``to_html`` makes this rich text from; attributes but ``href`` are dropped."""
    writer = _MarkdownWriter()
    writer.feed(rich_text)
    return writer.text()


def normalised(rich_text: str) -> str:
    """Rich text without the keys the editor adds, for comparing."""
    return re.sub(r' (?:data-block-key|id)="[^"]*"', "", rich_text)


class _MarkdownWriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"b", "strong"}:
            self.parts.append("**")
        elif tag in {"i", "em"}:
            self.parts.append("*")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.parts.append("[")
        elif tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            count = self.lists[-1] if self.lists else None
            if count is None:
                self.parts.append("- ")
            else:
                self.lists[-1] = count + 1
                self.parts.append(f"{count + 1}. ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"b", "strong"}:
            self.parts.append("**")
        elif tag in {"i", "em"}:
            self.parts.append("*")
        elif tag == "a":
            self.parts.append(f"]({self.links.pop()})")
        elif tag == "p" and not self.lists:
            self.parts.append("\n\n")
        elif tag == "li":
            self.parts.append("\n")
        elif tag in {"ul", "ol"}:
            self.lists.pop()
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        # Undo what Markdown would read as a mark where the text means the sign itself.
        self.parts.append(re.sub(r"([\\*_\[\]])", r"\\\1", data))

    def text(self) -> str:
        return "".join(self.parts).strip()


def plain(text: str) -> str:
    """One line of plain text for fields that hold no marks."""
    return html.unescape(" ".join(text.split()))
