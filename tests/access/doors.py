"""Every address of the project and who gets in: the tables that ``test_doors`` walks.

Who is not named finds nothing there (404); a stranger is asked to sign in, unless a row says otherwise. In the
CMS, staff who are not named are led back to its first page or refused, as Wagtail does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.access.world import EVERYBODY, NOBODY, SIGNED_IN, World
from tests.access.world import Role as R

Who = frozenset[R] | set[R]
Args = Callable[[World], list[Any]]
Body = Callable[[World], Mapping[str, Any]]


def _nothing(world: World) -> list[Any]:
    return []


@dataclass(frozen=True)
class Door:
    who: Who
    args: Args = _nothing
    get: bool = True
    # The smallest form that is taken; None where nothing is posted.
    post: Body | None = None
    # Who may post, where fewer may than look.
    posting: Who | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    # What a stranger meets instead of the sign-in page, and what the others meet.
    stranger: int = 302
    instead: int = 404
    as_json: bool = False


# --- Who is who ------------------------------------------------------------------------------------
COORDINATORS: Final = {R.COORDINATOR, R.OTHER_COORDINATOR}
CONTACTS: Final = {R.CONTACT, R.OTHER_CONTACT}
FOCAL_POINTS: Final = {R.FOCAL_POINT, R.OTHER_FOCAL_POINT}
ADMINISTRATORS: Final = {R.ADMINISTRATOR, R.ROOT}
MANAGERS: Final = {R.MANAGER, *ADMINISTRATORS}
OVERSEERS: Final = {R.AUDITOR, *MANAGERS}
AUTHORS: Final = {R.AUTHOR, R.OTHER_AUTHOR}
WRITERS: Final = {*AUTHORS, R.REVIEWER}
EDITORS: Final = {*WRITERS, R.TRANSLATOR}
AREA: Final = {R.AUTHOR, R.TRANSLATOR, R.REVIEWER, *ADMINISTRATORS}
STAFF: Final = EDITORS | OVERSEERS
READERS: Final = {R.TRAINEE, R.COORDINATOR, R.INSTRUCTOR, R.MANAGER} | AREA
PRINTERS: Final = COORDINATORS | CONTACTS | FOCAL_POINTS | ADMINISTRATORS


# --- What the addresses are about ------------------------------------------------------------------
def _of(*names: str) -> Args:
    def args(world: World) -> list[Any]:
        found = []
        for name in names:
            thing, _dot, attribute = name.partition(".")
            value = world.things.get(thing, thing)
            found.append(getattr(value, attribute) if attribute else value)
        return found

    return args


run, lesson, quiz = _of("run.slug"), _of("run.slug", "lesson-1"), _of("run.slug", "quiz-1")
learner = _of("run.slug", "enrolment.uuid")
open_try, closed_try = _of("open_attempt.uuid"), _of("closed_attempt.uuid")
award, job, mail = _of("credential.uuid"), _of("job.uuid"), _of("mail.pk")


def _form(**values: Any) -> Body:
    return lambda _world: values


def _acting(world: World) -> Mapping[str, Any]:
    return {"do": "note", "people": str(world.enrolment.uuid), "text": "Called."}


def _vouching(world: World) -> Mapping[str, Any]:
    return {"evidence": "I know the voice."}


def _answering(world: World) -> Mapping[str, Any]:
    entry = {"client_id": "one", "question": 1, "response": ["a"]}
    return {"token": world.open_attempt.token, "entries": [entry]}


DOORS: Final[dict[str, Door]] = {
    # --- The street
    "health_live": Door(EVERYBODY),
    "health_ready": Door(EVERYBODY),
    "robots": Door(EVERYBODY),
    "manifest": Door(EVERYBODY),
    "service_worker": Door(EVERYBODY),
    "offline_page": Door(EVERYBODY),
    "styleguide_root": Door(EVERYBODY),
    "report_problem": Door(EVERYBODY, post=_form(text="It hangs.", page="/en/")),
    "catalogue": Door(EVERYBODY),
    "course_page": Door(EVERYBODY, _of("course.slug")),
    "glossary": Door(EVERYBODY),
    "practice_check": Door(EVERYBODY, get=False, post=lambda world: {"ticket": world.ticket, "answer": "a"}),
    # --- Certificates for whoever is shown one
    "verify_form": Door(EVERYBODY),
    "verify_short": Door(EVERYBODY, _of("credential.number")),
    "verify": Door(EVERYBODY, _of("credential.number"), post=_form(name="TRAINEE")),
    "verify_upload": Door(EVERYBODY, get=False, post=_form()),
    "did_document": Door(EVERYBODY),
    "seal_root": Door(EVERYBODY),
    "achievement_document": Door(EVERYBODY, _of("achievement.code")),
    # --- The door
    "entry": Door(EVERYBODY, post=lambda world: {"code": world.slip.code}),
    "entry_with_code": Door(EVERYBODY, _of("slip.code")),
    "entry_password": Door(EVERYBODY),
    "stop_mail": Door(EVERYBODY, _of("stop"), post=_form()),
    # --- One's own pages
    "dashboard": Door(SIGNED_IN),
    "me_settings": Door(SIGNED_IN, post=_form(display_name="Someone")),
    "me_contact": Door(SIGNED_IN, get=False, post=_form(contact="nobody")),
    "me_notices": Door(SIGNED_IN, post=_form()),
    "me_notice": Door({R.TRAINEE}, _of("notice.uuid")),
    "me_data": Door(SIGNED_IN, post=_form(kind="correction", text="My name.")),
    "me_data_file": Door(SIGNED_IN, get=False, post=_form()),
    "me_certificates": Door(SIGNED_IN),
    "certificate": Door({R.TRAINEE, R.COORDINATOR} | OVERSEERS, award, post=_form(), posting={R.TRAINEE}),
    "certificate_pdf": Door({R.TRAINEE, R.COORDINATOR} | OVERSEERS, award),
    # --- Background work: whoever asked for it
    "job_list": Door(SIGNED_IN),
    "job_detail": Door({R.TRAINEE, R.ROOT}, job),
    "job_cancel": Door({R.TRAINEE, R.ROOT}, job, get=False, post=_form()),
    "job_continue": Door({R.TRAINEE, R.ROOT}, job, get=False, post=_form()),
    "job_failures": Door({R.TRAINEE, R.ROOT}, job),
    # --- Taking a course
    "join": Door(SIGNED_IN, post=_form(code="NOSUCHCODE")),
    "enrol": Door(SIGNED_IN, run, get=False, post=_form()),
    "learn_outline": Door(READERS, run),
    "learn_unit": Door(READERS, lesson),
    "unit_done": Door(READERS, lesson, get=False, post=_form()),
    "acknowledge_handling": Door(READERS, run, get=False, post=_form()),
    "start_attempt": Door({R.TRAINEE}, quiz, get=False, post=_form()),
    # --- A try of a quiz: the learner's own, nobody else's
    "attempt_question": Door({R.TRAINEE}, _of("open_attempt.uuid", "1"), post=_form(answer="a")),
    "attempt_review": Door({R.TRAINEE}, open_try),
    "attempt_submit": Door({R.TRAINEE}, open_try, get=False, post=_form()),
    "attempt_settle": Door({R.TRAINEE}, closed_try, get=False, post=_form()),
    "attempt_result": Door({R.TRAINEE}, closed_try),
    "answers": Door({R.TRAINEE}, open_try, get=False, post=_answering, as_json=True, stranger=401),
    # --- A coordinator's own cohorts
    "coord_home": Door(COORDINATORS),
    "coord_run": Door({R.COORDINATOR}, run),
    "coord_run_export": Door({R.COORDINATOR}, run),
    "coord_grades": Door({R.COORDINATOR}, run),
    "coord_act": Door({R.COORDINATOR}, run, query={"do": "note"}, post=_acting),
    "coord_people": Door({R.COORDINATOR}, run, post=_form(people="nobody@example.org")),
    "coord_import": Door({R.COORDINATOR}, run, get=False, post=_form(rows="[]")),
    "coord_settings": Door({R.COORDINATOR}, run, post=_form(do="new_code")),
    "coord_person": Door({R.COORDINATOR}, learner),
    "coord_admit": Door({R.COORDINATOR}, learner, get=False, post=_form()),
    "coord_transfer": Door({R.COORDINATOR}, learner, get=False, post=lambda world: {"to": world.run.slug}),
    "coord_ease": Door({R.COORDINATOR}, learner, get=False, post=_form()),
    # --- A contact's own unit
    "unit_home": Door(CONTACTS),
    "unit_export": Door(CONTACTS),
    # --- Helping others in
    "slips": Door(PRINTERS, post=_form(person="not-a-person")),
    "recoveries": Door({R.OFFICER} | ADMINISTRATORS),
    "recovery_vouch": Door({R.OFFICER} | ADMINISTRATORS, _of("trainee.uuid"), get=False, post=_vouching),
    "recovery_confirm": Door(ADMINISTRATORS, _of("recovery.uuid"), get=False, post=_form()),
    "data_requests": Door(ADMINISTRATORS),
    "data_request": Door(ADMINISTRATORS, _of("request.uuid"), post=_form(take="1")),
    # --- Only in a demonstration (test_demonstration.py)
    "mailbox": Door(NOBODY),
    "mailbox_mail": Door(NOBODY, mail),
    "mailbox_html": Door(NOBODY, mail),
    "styleguide": Door(STAFF),
    # --- allauth's pages, as this site sets them
    "account_login": Door(EVERYBODY, post=_form(login="nobody", password="wrong")),
    "account_logout": Door(EVERYBODY, post=_form()),
    "account_inactive": Door(EVERYBODY),
    "account_signup": Door(EVERYBODY),  # says that it is closed
    "account_reauthenticate": Door(SIGNED_IN),
    "account_email": Door(SIGNED_IN),
    "account_email_verification_sent": Door(EVERYBODY),
    "account_confirm_email": Door(EVERYBODY, _of("no-such-key")),
    "account_change_password": Door(SIGNED_IN),
    "account_set_password": Door(SIGNED_IN),
    "account_reset_password": Door(EVERYBODY, post=_form(email="nobody@example.org")),
    "account_reset_password_done": Door(EVERYBODY),
    "account_reset_password_from_key": Door(EVERYBODY, _of("1", "no-such-key")),
    "account_reset_password_from_key_done": Door(EVERYBODY),
    "account_confirm_login_code": Door(EVERYBODY),
    "mfa_index": Door(SIGNED_IN),
    "mfa_authenticate": Door(EVERYBODY),
    "mfa_reauthenticate": Door(SIGNED_IN),
    "mfa_activate_totp": Door(SIGNED_IN),
    "mfa_deactivate_totp": Door(SIGNED_IN),
    "mfa_view_recovery_codes": Door(NOBODY),  # none made yet
    "mfa_generate_recovery_codes": Door(SIGNED_IN),
    "mfa_download_recovery_codes": Door(NOBODY),
    "mfa_list_webauthn": Door(SIGNED_IN),
    "mfa_add_webauthn": Door(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Door(SIGNED_IN),
    # Somebody else's: asks for the password before it looks for the key.
    "mfa_remove_webauthn": Door(SIGNED_IN, _of("passkey.pk")),
    "mfa_edit_webauthn": Door(SIGNED_IN, _of("passkey.pk")),
    "mfa_login_webauthn": Door(EVERYBODY),
    "socialaccount_login_cancelled": Door(EVERYBODY),
    "socialaccount_login_error": Door(NOBODY, instead=401, stranger=401),
    "socialaccount_signup": Door(EVERYBODY),
    "socialaccount_connections": Door(SIGNED_IN),
    "openid_connect_login": Door(EVERYBODY, _of("no-such-provider")),  # says that it failed
    "openid_connect_callback": Door(EVERYBODY, _of("no-such-provider")),
    "usersessions_list": Door(SIGNED_IN),
}


# --- The CMS ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Room:
    """One kind of record in the CMS: which one is asked for, and who may do what with it.

    An act that ends with ``!`` is done by a form without a page of its own.
    """

    thing: str
    acts: Mapping[str, Who]
    others: Mapping[str, str] = field(default_factory=dict)


LISTS: Final = "index index_results"
SNIPPETS: Final = "list list_results"
PAST: Final = "history history_results usage"
CHOOSING: Final = "choose choose_results chosen chosen_multiple"


def _shared(thing: str) -> Room:
    """Terms, figures, statistics, outcomes: of every subject area alike. Nothing is thrown away."""
    writers = WRITERS | {R.ROOT}
    editors = EDITORS | {R.ROOT}
    return Room(thing, {f"{SNIPPETS} edit {PAST}": editors, "add copy": writers, "delete": {R.ROOT}})


def _kept(thing: str, keepers: Who, readers: Who) -> Room:
    """Records of the service: kept by few, never deleted."""
    return Room(thing, {LISTS: readers, f"add edit copy {PAST}": keepers, "delete": NOBODY})


def _chooser(thing: str, makers: Who) -> Room:
    return Room(thing, {CHOOSING: STAFF, "create": makers})


ROOMS: Final[dict[str, Room]] = {
    # --- Curriculum
    "wagtailsnippets_curriculum_course": Room(
        "course",
        {
            SNIPPETS: EDITORS | ADMINISTRATORS,
            "add": AUTHORS | ADMINISTRATORS,
            "edit copy history history_results": {R.AUTHOR} | ADMINISTRATORS,
            "usage": {R.AUTHOR} | ADMINISTRATORS,
            "delete": NOBODY,
        },
    ),
    "wagtailsnippets_curriculum_competency": _shared("competency"),
    "wagtailsnippets_curriculum_glossaryterm": _shared("term"),
    "wagtailsnippets_curriculum_statistic": _shared("statistic"),
    "wagtailsnippets_curriculum_figure": _shared("figure"),
    "wagtailsnippets_curriculum_subjectarea": Room(
        "area", {f"{SNIPPETS} add edit copy {PAST}": ADMINISTRATORS, "delete": NOBODY}
    ),
    "wagtailsnippets_curriculum_subjectrole": Room(
        "subject_role", {f"{SNIPPETS} add edit copy delete {PAST}": ADMINISTRATORS}
    ),
    "wagtailsnippetchoosers_curriculum_course": _chooser("course", AUTHORS | ADMINISTRATORS),
    "wagtailsnippetchoosers_curriculum_competency": _chooser("competency", WRITERS | {R.ROOT}),
    "wagtailsnippetchoosers_curriculum_glossaryterm": _chooser("term", WRITERS | {R.ROOT}),
    "wagtailsnippetchoosers_curriculum_statistic": _chooser("statistic", WRITERS | {R.ROOT}),
    "wagtailsnippetchoosers_curriculum_figure": _chooser("figure", WRITERS | {R.ROOT}),
    "wagtailsnippetchoosers_curriculum_subjectarea": _chooser("area", ADMINISTRATORS),
    "wagtailsnippetchoosers_curriculum_subjectrole": _chooser("subject_role", ADMINISTRATORS),
    "curriculum": Room(
        "course",
        {
            "release": {R.AUTHOR, R.REVIEWER} | ADMINISTRATORS,
            "board check": AREA,
            "old_statistics old_statistics_results": EDITORS | {R.ROOT},
        },
        others={"check": "translated_lesson"},
    ),
    "course": Room(
        "course",
        {
            "packages": WRITERS | ADMINISTRATORS,
            # Whoever brought it, and the reviewers of its area.
            "package": {R.AUTHOR, R.REVIEWER} | ADMINISTRATORS,
            "package_download": AREA,
        },
    ),
    # --- Assessment: questions of one's own subject areas
    "assessments": Room(
        "item", {"check_item correct_key": AREA, "put_into_use": {R.REVIEWER} | ADMINISTRATORS}
    ),
    "wagtailsnippets_assessments_item": Room(
        "item",
        {
            SNIPPETS: EDITORS | ADMINISTRATORS,
            "add preview_on_add": AUTHORS | ADMINISTRATORS,
            f"edit preview_on_edit {PAST}": AREA - {R.REVIEWER},
            "revisions_view revisions_revert revisions_compare workflow_history": AREA - {R.REVIEWER},
            "revisions_unschedule unpublish lock! unlock!": {R.REVIEWER} | ADMINISTRATORS,
            "confirm_workflow_cancellation": AREA,
            "delete": NOBODY,
            # Questions go through no workflow: there is nothing to act on.
            "workflow_action collect_workflow_action_data": NOBODY,
            "workflow_preview workflow_history_detail": NOBODY,
        },
    ),
    "wagtailsnippets_assessments_assessment": Room(
        "assessment", {f"{SNIPPETS} add edit {PAST}": AUTHORS | ADMINISTRATORS, "delete": NOBODY}
    ),
    "wagtailsnippetchoosers_assessments_item": Room(
        "item",
        {
            "choose choose_results chosen_multiple": STAFF,  # each their own (test_scopes.py)
            "chosen": AREA,
            "create": AUTHORS | ADMINISTRATORS,
        },
    ),
    "wagtailsnippetchoosers_assessments_assessment": _chooser("assessment", AUTHORS | ADMINISTRATORS),
    # --- People
    "wagtailusers_users": Room(
        "trainee", {LISTS: MANAGERS, f"add edit {PAST}": ADMINISTRATORS, "delete": NOBODY}
    ),
    "wagtailusers_groups": Room("group", {f"{LISTS} add edit delete {PAST}": {R.ROOT}}),
    "agencies": _kept("agency", ADMINISTRATORS, MANAGERS),
    "memberships": _kept("membership", ADMINISTRATORS, OVERSEERS),
    "appointments": _kept("manager_appointment", ADMINISTRATORS, {R.AUDITOR} | ADMINISTRATORS),
    "invitations": _kept("invitation", ADMINISTRATORS, ADMINISTRATORS),
    "data_requests_list": Room(
        "request", {f"{LISTS} inspect": ADMINISTRATORS, f"add edit copy delete {PAST}": NOBODY}
    ),
    "retention": Room(
        "rule", {f"{LISTS} edit {PAST}": ADMINISTRATORS, "add copy": {R.ROOT}, "delete": NOBODY}
    ),
    "audit": Room("entry", {f"{LISTS} inspect": {R.AUDITOR, R.ROOT}, f"add edit copy delete {PAST}": NOBODY}),
    "problem-reports": Room("report", {f"{LISTS} edit {PAST}": MANAGERS, "add copy delete": {R.ROOT}}),
    # --- Cohorts and certificates
    "cohorts": Room("run", {f"{LISTS} add edit open close move {PAST}": MANAGERS, "delete": NOBODY}),
    "cohort-staff": Room("staff", {f"{LISTS} add edit delete {PAST}": MANAGERS}),
    "certificates": Room(
        "credential",
        {
            f"{LISTS} inspect": OVERSEERS,
            "revoke reissue draw!": MANAGERS,
            f"add edit delete {PAST}": NOBODY,
        },
        others={"draw": "undrawn"},
    ),
    "achievements": Room("achievement", {LISTS: OVERSEERS, f"add edit {PAST}": MANAGERS, "delete": NOBODY}),
    "signatories": Room("signatory", {LISTS: OVERSEERS, f"add edit {PAST}": MANAGERS, "delete": NOBODY}),
}

# What parts of the CMS show without being about a record: read, and form without harm.
ONLY_READ: Final = frozenset(
    f"{LISTS} {SNIPPETS} {PAST} {CHOOSING} create inspect revisions_view revisions_compare workflow_history "
    "workflow_history_detail workflow_preview board old_statistics old_statistics_results".split()
)

# Rooms that are Wagtail's own: editors' access to pages and files is its business and tested there. Nobody
# without a room of the CMS comes into any of them.
THEIRS: Final = (
    "wagtailadmin", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailsites", "wagtaillocales",
    "wagtailredirects", "wagtailsearchpromotions", "wagtailforms", "wagtailembeds", "wagtailsettings",
    "wagtailsnippets:", "wagtailusers:", "wagtail_localize", "wagtail_bulk_action", "wagtail_serve",
)  # fmt: skip

# Addresses that only lead elsewhere or are a page of errors; they carry no name.
NAMELESS: Final = {
    "admin/login/", "admin/password_reset/", "admin/password_reset/<path:rest>", "admin/account/",
    "admin/test404/", "admin/^.*/$", "en/_util/login/",
}  # fmt: skip
