"""A table as a file: CSV that streams, or an Excel workbook, as the address asks."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language

from courses.forms import zone_of
from documents.spreadsheets import csv_lines, in_zone, write_xlsx
from languages import registry
from people.models import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2_000_000


def table_response(
    request: HttpRequest, person: User, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """Times are written in the reader's zone; ``?format=xlsx`` asks for Excel."""
    zone = zone_of(person)
    local = ([in_zone(cell, zone) if isinstance(cell, datetime) else cell for cell in row] for row in rows)
    if request.GET.get("format") != "xlsx":
        response = StreamingHttpResponse(csv_lines(head, local), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_xlsx(file, name, head, local, right_to_left=registry.direction(get_language() or "en") == "rtl")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
