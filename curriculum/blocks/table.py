"""A table with a caption; the first row is the header."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), max_length=200)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(label=_("Cell"), required=False), label=_("Row")),
        label=_("Rows"),
        min_num=2,
        help_text=_("The first row is the header; every row has the same number of cells."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "curriculum/blocks/table.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if len({len(row) for row in cleaned["rows"]}) > 1:
            raise blocks.StructBlockValidationError(
                {"rows": ValidationError(_("Every row must have the same number of cells."))}
            )
        return cleaned
