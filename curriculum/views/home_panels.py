"""Boxes on the first page of the CMS: what waits for my decision, translations whose source moved on."""

from typing import Any

from wagtail.admin.ui.components import Component

from curriculum.board import old_translations
from curriculum.editorial import waiting_for


class WaitingForMe(Component):
    name = "waiting_for_me"
    template_name = "curriculum/admin/waiting.html"
    order = 110

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"states": waiting_for(parent_context["request"].user)}


class OldTranslations(Component):
    name = "old_translations"
    template_name = "curriculum/admin/old_translations.html"
    order = 120

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"rows": old_translations(parent_context["request"].user)[:20]}
