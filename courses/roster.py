"""Lists of people from a spreadsheet: read, check, and only then save.

Reading takes Excel files (.xlsx), and CSV as it comes from Excel and Japanese programs: UTF-8 with or without a
mark, UTF-16, CP932; commas, semicolons or tabs. Checking writes nothing; each row is ready, has an account already, is a
repetition, or has mistakes that name the column, the value and what to do.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import enrolment
from courses.errors import EnrolmentRefused, ImportRefused
from courses.models import CourseRun, Enrolment, EnrolmentMode, EnrolmentState
from documents.errors import UnreadableSheet
from documents.spreadsheets import read_xlsx
from people import audit, invitations, membership
from people.models import Agency, Country, MembershipRole, User

COLUMNS: Final = ("code", "email", "name", "country", "language", "agency")
# What people call these columns in their own sheets.
OTHER_NAMES: Final = {
    "person code": "code", "コード": "code", "番号": "code",
    "e-mail": "email", "mail": "email", "メール": "email", "メールアドレス": "email", "surel": "email",
    "氏名": "name", "名前": "name", "nama": "name", "full name": "name",
    "国": "country", "国名": "country", "negara": "country",
    "言語": "language", "bahasa": "language",
    "所属": "agency", "機関": "agency", "instansi": "agency",
}  # fmt: skip
MOST_ROWS: Final = 500
MOST_BYTES: Final = 1_000_000
ENCODINGS: Final = ("utf-8-sig", "cp932")
LONGEST_NAME: Final = User._meta.get_field("native_name").max_length or 300
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"

READY, KNOWN, ENROLLED, REPEATED, WRONG = "ready", "known", "enrolled", "repeated", "wrong"


@dataclass(frozen=True)
class Mistake:
    column: str
    value: str
    sentence: str


@dataclass
class Line:
    """One row of the list and what would happen with it."""

    number: int
    values: dict[str, str]
    result: str = READY
    mistakes: list[Mistake] = field(default_factory=list)
    person: User | None = None
    agency: Agency | None = None

    def mistake_in(self, column: str) -> Mistake | None:
        return next((mistake for mistake in self.mistakes if mistake.column == column), None)

    @property
    def is_savable(self) -> bool:
        return self.result in (READY, KNOWN)


@dataclass(frozen=True)
class Sheet:
    encoding: str
    rows: list[dict[str, str]]


# --- Read -----------------------------------------------------------------------------------------
def read(content: bytes) -> Sheet:
    """Decode and split. Raises ImportRefused with a sentence when it is no list of people."""
    if len(content) > MOST_BYTES:
        raise ImportRefused(gettext_lazy("This file is too large. Split the list and import the parts."))
    encoding, rows = _table(content)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise ImportRefused(gettext_lazy("This file is empty. Save the list again and try once more."))
    columns = [_column(cell) for cell in rows[0]]
    if not {"code", "email"} & set(columns):
        raise ImportRefused(
            gettext_lazy(
                "The first row must name the columns, one of them “code” or “email”. Add it and try again."
            )
        )
    if len(rows) - 1 > MOST_ROWS:
        raise ImportRefused(
            gettext_lazy("This list has more than %(count)d rows. Split it and import the parts.")
            % {"count": MOST_ROWS}
        )
    return Sheet(
        encoding,
        [
            {name: _clean(cell) for name, cell in zip(columns, row, strict=False) if name in COLUMNS}
            for row in rows[1:]
        ],
    )


def _table(content: bytes) -> tuple[str, list[list[str]]]:
    if content.startswith(OLD_EXCEL):
        raise ImportRefused(
            gettext_lazy("This is an Excel file of the old kind. Save it as .xlsx or CSV and try again.")
        )
    try:
        if content.startswith(ZIP):
            return "Excel", read_xlsx(content, most_rows=MOST_ROWS + 2)
        encoding, text = _decoded(content)
        return encoding, list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except (UnreadableSheet, csv.Error):
        raise ImportRefused(
            gettext_lazy("This file is no list of people. Save the list as .xlsx or CSV and try again.")
        ) from None


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16", content.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return {"utf-8-sig": "UTF-8", "cp932": "Shift-JIS (CP932)"}[encoding], content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefused(
        gettext_lazy("The letters of this file cannot be read. Save it as CSV in UTF-8 and try again.")
    )


def _clean(cell: str) -> str:
    """Without spaces around it, and without the null characters that no database takes."""
    return cell.replace("\0", "").strip()


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max((",", ";", "\t"), key=head.count)


def _column(cell: str) -> str:
    name = cell.strip().lstrip("\ufeff").casefold()
    return OTHER_NAMES.get(name, name)


# --- Check ----------------------------------------------------------------------------------------
def check(run: CourseRun, rows: Sequence[Mapping[str, str]]) -> list[Line]:
    """What would happen with each row. A handful of queries, nothing written."""
    lines = [
        Line(number, {column: row.get(column, "").strip() for column in COLUMNS})
        for number, row in enumerate(rows, start=2)
    ]
    by_code, by_email = _accounts(lines)
    enrolled = set(
        Enrolment.objects.filter(run=run, person__in={*by_code.values(), *by_email.values()})
        .exclude(state=EnrolmentState.WITHDRAWN)
        .values_list("person_id", flat=True)
    )
    countries = set(Country.objects.values_list("code", flat=True))
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    seen: set[str] = set()
    for line in lines:
        _check_values(run, line, countries, agencies)
        _check_person(line, by_code, by_email)
        marks = {mark for mark in (line.values["code"].upper(), line.values["email"].casefold()) if mark}
        if line.mistakes:
            line.result = WRONG
        elif marks & seen:
            line.result = REPEATED
        elif line.person:
            line.result = ENROLLED if line.person.pk in enrolled else KNOWN
        seen |= marks
    return lines


def _accounts(lines: Sequence[Line]) -> tuple[dict[str, User], dict[str, User]]:
    codes = {line.values["code"].upper() for line in lines if line.values["code"]}
    emails = {line.values["email"].casefold() for line in lines if line.values["email"]}
    by_code = {person.code.upper(): person for person in User.objects.filter(code__in=codes)}
    by_email = {
        person.email.casefold(): person for person in User.objects.filter(email__in=emails) if person.email
    }
    # Addresses are one whatever their case; the database compares exactly.
    missing = emails - set(by_email)
    if missing:
        found = User.objects.annotate(lower_email=Lower("email")).filter(lower_email__in=missing)
        by_email |= {person.email.casefold(): person for person in found if person.email}
    return by_code, by_email


def _check_values(run: CourseRun, line: Line, countries: set[str], agencies: Mapping[str, Agency]) -> None:
    values = line.values
    if email := values["email"]:
        try:
            validate_email(email)
        except ValidationError:
            sentence = _("The address has no @.") if "@" not in email else _("This is not an e-mail address.")
            _wrong(line, "email", sentence)
    if len(values["name"]) > LONGEST_NAME:
        _wrong(
            line,
            "name",
            _("This name is too long. Write at most %(count)d letters.") % {"count": LONGEST_NAME},
        )
    if country := values["country"]:
        code = _country_code(country, countries)
        if code:
            values["country"] = code
        else:
            _wrong(
                line, "country", _("No such country. Write its two-letter code, such as ID for Indonesia.")
            )
    if values["language"] and values["language"] not in dict(settings.LANGUAGES):
        offered = ", ".join(code for code, _name in settings.LANGUAGES)
        _wrong(
            line,
            "language",
            _("No such language here. Write one of: %(languages)s.") % {"languages": offered},
        )
    if values["agency"]:
        line.agency = agencies.get(values["agency"].casefold())
        if line.agency is None:
            _wrong(line, "agency", _("No such agency. Write its code as in the list of agencies."))
        elif run.enrolment_mode == EnrolmentMode.NOMINATED and not line.agency.is_eligible:
            _wrong(line, "agency", _("This agency may not nominate. Name another one."))
    elif run.enrolment_mode == EnrolmentMode.NOMINATED:
        _wrong(
            line,
            "agency",
            _("This cohort takes people by nomination. Write the code of the nominating agency."),
        )


def _check_person(line: Line, by_code: Mapping[str, User], by_email: Mapping[str, User]) -> None:
    code, email = line.values["code"].upper(), line.values["email"].casefold()
    if not code and not email:
        _wrong(line, "email", _("Write a person code or an e-mail address."))
        return
    if code and code not in by_code:
        _wrong(
            line,
            "code",
            _("Nobody has this code. Correct it, or leave it empty and write an e-mail address."),
        )
        return
    line.person = by_code.get(code) or by_email.get(email)
    if code and email and by_email.get(email, line.person) != line.person:
        _wrong(line, "email", _("This address belongs to another person than the code."))
    if line.person is None and not line.values["name"]:
        _wrong(line, "name", _("There is no account with this address yet. Write the person's name."))


def _country_code(text: str, known: set[str]) -> str | None:
    """A two-letter code, or a name in any language of the site."""
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return text.upper() if text.upper() in known else None
    return _country_names(tuple(sorted(known))).get(text.casefold())


@lru_cache(maxsize=4)
def _country_names(codes: tuple[str, ...]) -> dict[str, str]:
    languages = [code for code, _name in settings.LANGUAGES]
    return {
        Country(code=code).name_in(language).casefold(): code
        for language in reversed(languages)
        for code in codes
    }


def _wrong(line: Line, column: str, sentence: str) -> None:
    line.mistakes.append(Mistake(column, line.values[column], sentence))


def tally(lines: Sequence[Line]) -> dict[str, int]:
    """How many rows came to which result."""
    counts = Counter(line.result for line in lines)
    return {
        "savable": counts[READY] + counts[KNOWN],
        "wrong": counts[WRONG],
        "repeated": counts[REPEATED],
        "enrolled": counts[ENROLLED],
        "all": len(lines),
    }


def corrected(rows_json: str, typed: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of the check page with what was typed into its fields (``cell-<row>-<column>``)."""
    try:
        rows = json.loads(rows_json)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
        raise ImportRefused(gettext_lazy("The list was lost on the way. Upload the file again."))
    return [
        {column: _clean(str(typed.get(f"cell-{number}-{column}", row.get(column, "")))) for column in COLUMNS}
        for number, row in enumerate(rows, start=2)
    ]


def mistakes_table(lines: Sequence[Line]) -> tuple[list[str], list[list[str]]]:
    """Rows with mistakes as a list to correct: the same columns and the reason."""
    bad = [line for line in lines if line.mistakes]
    rows = [
        [
            *(line.values[column] for column in COLUMNS),
            " ".join(mistake.sentence for mistake in line.mistakes),
        ]
        for line in bad
    ]
    return [*COLUMNS, _("Reason")], rows


# --- Save -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Saved:
    added: int
    waiting: int
    new_accounts: int


@transaction.atomic
def save(run: CourseRun, rows: Sequence[Mapping[str, str]], *, actor: User) -> Saved:
    """Enrol every row without mistakes, checked anew; a second run changes nothing."""
    lines = [line for line in check(run, rows) if line.is_savable]
    new_accounts = waiting = 0
    for line in lines:
        if line.person is None:
            line.person = _new_person(line, actor=actor)
            new_accounts += 1
        taken = enrolment.enrol(
            run,
            line.person,
            actor=actor,
            reason="import",
            nominated_by=line.agency or enrolment.home_agency(line.person),
        )
        waiting += taken.state == EnrolmentState.WAITING
    audit.record(actor, "run.people_imported", "run", run.pk, rows=len(lines), new_accounts=new_accounts)
    return Saved(len(lines), waiting, new_accounts)


def _new_person(line: Line, *, actor: User) -> User:
    values = line.values
    person = User.objects.create_user(
        values["email"] or None,
        native_name=values["name"],
        country_id=values["country"] or None,
        language=values["language"] or "",
    )
    audit.record(actor, "account.created", "user", person.pk)
    if line.agency:
        membership.join(person, line.agency, role=MembershipRole.TRAINEE, actor=actor)
    if person.email:
        invitations.invite(person, actor=actor)
    return person


# --- A few by hand --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Added:
    added: list[Enrolment]
    unknown: list[str]
    refused: list[tuple[str, str]]


def add(run: CourseRun, marks: Sequence[str], *, actor: User) -> Added:
    """Enrol people by code or e-mail address. Unknown ones are named back, the others are enrolled."""
    result = Added([], [], [])
    for mark in marks:
        person = User.objects.filter(
            is_active=True, **{"email__iexact" if "@" in mark else "code__iexact": mark}
        ).first()
        if person is None:
            result.unknown.append(mark)
            continue
        try:
            taken = enrolment.enrol(run, person, actor=actor, nominated_by=enrolment.home_agency(person))
        except EnrolmentRefused as refusal:
            result.refused.append((mark, str(refusal)))
        else:
            result.added.append(taken)
    return result
