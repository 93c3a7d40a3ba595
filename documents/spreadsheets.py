"""Tables in and out.

In: the first sheet of an Excel file, as text. Out: CSV that a spreadsheet program opens safely, and Excel files in
constant memory.

A cell that begins like a formula is a way to attack whoever opens the file: in CSV it gets an apostrophe, in
Excel files text is written as text. Numbers given as numbers are left alone.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Final
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from xlsxwriter import Workbook

from documents.errors import UnreadableSheet

Cell = str | int | float | Decimal | bool | date | datetime | None

BYTE_ORDER_MARK: Final = "\ufeff"
# Ordinary and full-width: Japanese Excel takes ＝1+1 for a formula, too.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
EXACT_DIGITS: Final = 15
SHEET_NAME_LIMIT: Final = 31
# What a file may unpack to: a megabyte of zeroes becomes a gigabyte otherwise.
MOST_UNPACKED: Final = 30_000_000
MOST_COLUMNS_READ: Final = 50
FORBIDDEN_IN_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Lines of a CSV file (UTF-8 with a byte order mark, RFC 4180), one at a time for a streaming
    response."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([safe(cell) for cell in head])
    yield _taken(buffer)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield _taken(buffer)


def safe(cell: Cell) -> str | int | float | Decimal:
    """The cell as CSV may carry it."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case datetime():
            return cell.replace(tzinfo=None, microsecond=0).isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case str() if cell.startswith(FORMULA_STARTS):
            return f"'{cell}"
        case _:
            return cell


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """A bare local time: spreadsheets know no zones, so the reader's zone is applied before writing."""
    return moment.astimezone(zone).replace(tzinfo=None)


def write_xlsx(
    target: IO[bytes],
    sheet: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    right_to_left: bool = False,
) -> int:
    """Write one sheet, header frozen, rows strictly in order. Returns the number of rows."""
    workbook = Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd hh:mm",
            "remove_timezone": True,
        },
    )
    page = workbook.add_worksheet(
        sheet.translate(FORBIDDEN_IN_SHEET_NAME)[:SHEET_NAME_LIMIT].strip("' ") or "1"
    )
    if right_to_left:
        page.right_to_left()
    page.freeze_panes(1, 0)
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(head):
        page.write_string(0, column, title, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                page.write_string(count, column, cell)
            elif isinstance(cell, int) and not isinstance(cell, bool) and len(str(abs(cell))) > EXACT_DIGITS:
                page.write_string(count, column, str(cell))  # a float would lose the last digits
            elif isinstance(cell, date) and not isinstance(cell, datetime):
                page.write_datetime(count, column, cell, day)
            else:
                page.write(count, column, cell)
    workbook.close()
    return count


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def read_xlsx(content: bytes, *, most_rows: int) -> list[list[str]]:
    """The first rows of the first sheet, every cell as a person would type it. Formulas give their last result."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise UnreadableSheet
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=most_rows, max_col=MOST_COLUMNS_READ, values_only=True)
        table = [[_typed(value) for value in row] for row in rows]
    except UnreadableSheet:
        raise
    except Exception as trouble:  # The library answers a broken file with whatever breaks first.
        raise UnreadableSheet from trouble
    width = max((at for row in table for at, cell in enumerate(row, start=1) if cell), default=0)
    return [row[:width] for row in table]


def _typed(value: object) -> str:
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.isoformat()[:10]
        case _:
            return str(value)
