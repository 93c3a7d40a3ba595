import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from documents.errors import UnreadableSheet
from documents.spreadsheets import csv_lines, in_zone, read_xlsx, safe, write_xlsx


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"]
)
def test_csv_text_that_starts_like_a_formula_is_disarmed(start: str) -> None:
    assert safe(start) == f"'{start}"


def test_csv_numbers_typed_as_numbers_stay_numbers() -> None:
    assert [safe(-5), safe(Decimal("-2.5")), safe(None), safe(True)] == [-5, Decimal("-2.5"), "", "TRUE"]


def test_csv_begins_with_a_byte_order_mark_and_streams_a_line_at_a_time() -> None:
    lines = csv_lines(["名前", "日"], ([name, date(2026, 3, 31)] for name in ("佐藤", 'a "b", c')))
    assert next(lines) == "\ufeff名前,日\r\n"
    assert list(lines) == ["佐藤,2026-03-31\r\n", '"a ""b"", c",2026-03-31\r\n']


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_csv_reads_back_and_no_cell_is_a_formula(cells: list[str]) -> None:
    text = "".join(csv_lines(["head"], [cells])).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [cell.removeprefix("'") for cell in rows[1]] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[1])


def test_xlsx_keeps_text_as_text_and_types_as_types() -> None:
    target = io.BytesIO()
    rows = [
        ["=1+1", 12, Decimal("2.5"), date(2026, 3, 31), datetime(2026, 3, 31, 9, 30), None],
        ["https://x.example", 12345678901234567890, True, None, datetime(2026, 3, 31, tzinfo=UTC), "๑"],
    ]
    assert write_xlsx(target, "Cohort: [A]/B " + "x" * 40, ["a", "b", "c", "d", "e", "f"], rows) == 2
    sheet = load_workbook(target).active
    assert sheet is not None
    assert len(sheet.title) <= 31
    assert sheet.freeze_panes == "A2"
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert values == [
        ["=1+1", 12, 2.5, datetime(2026, 3, 31), datetime(2026, 3, 31, 9, 30), None],
        ["https://x.example", "12345678901234567890", True, None, datetime(2026, 3, 31), "๑"],
    ]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=1) for cell in row} == {"s"}
    assert sheet["A3"].hyperlink is None


def test_xlsx_sheet_runs_from_the_right_for_arabic() -> None:
    target = io.BytesIO()
    write_xlsx(target, "كشف", ["اسم"], [], right_to_left=True)
    sheet = load_workbook(target).active
    assert sheet is not None and sheet.sheet_view.rightToLeft


def test_moment_is_written_in_the_readers_zone() -> None:
    moment = datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
    assert in_zone(moment, ZoneInfo("Asia/Tokyo")) == datetime(2026, 4, 1, 8, 0)


def test_excel_is_read_as_a_person_would_type_it() -> None:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["a", 12.0, 1.5, None, date(2026, 12, 4), datetime(2026, 12, 4, 9, 30)])
    book.active.append(["second"])
    book.save(file)
    assert read_xlsx(file.getvalue(), most_rows=1) == [["a", "12", "1.5", "", "2026-12-04", "2026-12-04"]]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_excel_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableSheet):
        read_xlsx(content, most_rows=1)
