"""Language tabs in the CMS for records with a column per language.

The source as text beside each translation.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, Panel, TabbedInterface

from languages.registry import NAMES, direction, html_tag


class SourceText(Panel):
    """What the source says, never an input: a second real field of the same name would be saved as well."""

    def __init__(self, field_name: str, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_name = field_name
        self.language = language

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "field_name": self.field_name, "language": self.language}

    class BoundPanel(Panel.BoundPanel):
        template_name = "languages/source_text.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            name = build_localized_fieldname(self.panel.field_name, self.panel.language)
            return {
                **super().get_context_data(parent_context),
                "value": getattr(self.instance, name, ""),
                "lang": html_tag(self.panel.language),
                "dir": direction(self.panel.language),
            }


def language_tabs(
    fields: Sequence[str], shared: Sequence[Panel] = (), *, source: str = "en"
) -> TabbedInterface:
    """A tab per language of the site, the source language first and with the fields that have no language."""
    own = [FieldPanel(build_localized_fieldname(field, source)) for field in fields]
    tabs = [ObjectList([*own, *shared], heading=NAMES[source])]
    tabs += [_tab(fields, code, source) for code, _name in settings.LANGUAGES if code != source]
    return TabbedInterface(tabs)


def language_rows(
    relation: str, fields: Sequence[str], shared: Sequence[Panel] = (), **options: Any
) -> InlinePanel:
    """Rows of an inline relation: what has no language first, then every language of each field."""
    rows = [
        FieldRowPanel(
            [FieldPanel(build_localized_fieldname(field, code)) for code, _name in settings.LANGUAGES]
        )
        for field in fields
    ]
    return InlinePanel(relation, panels=[*shared, *rows], **options)


def _tab(fields: Sequence[str], code: str, source: str) -> ObjectList:
    rows = [
        FieldRowPanel(
            [
                SourceText(field, source, heading=NAMES[source]),
                FieldPanel(build_localized_fieldname(field, code), heading=NAMES[code]),
            ]
        )
        for field in fields
    ]
    return ObjectList(rows, heading=NAMES[code])
