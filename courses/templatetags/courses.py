"""What the pages of this app need to walk their rows."""

from django import template

from courses.roster import COLUMNS, Line, Mistake

register = template.Library()


@register.filter
def cells(line: Line) -> list[tuple[str, str, Mistake | None]]:
    """The cells of an import row, each with its mistake."""
    return [(column, line.values[column], line.mistake_in(column)) for column in COLUMNS]
