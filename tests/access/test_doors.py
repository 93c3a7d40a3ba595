"""Who may go where: every address is tried as every role and compared with the tables in ``doors``."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config import urls
from people.roles import require_mfa
from tests.access.addresses import Address, addresses
from tests.access.doors import DOORS, NAMELESS, ONLY_READ, ROOMS, STAFF, THEIRS, Door, Who
from tests.access.world import NOBODY, SIGNED_IN, Role, World

pytestmark = pytest.mark.django_db

IN, SIGN_IN, AWAY = "in", "sign in", "away"
PARAMETERS = {"revision_id_a": "earliest", "revision_id_b": "latest", "action_name": "approve"}


# --- Walking --------------------------------------------------------------------------------------
class Walker:
    """One person's browser. What a request changed is taken back before the next one."""

    def __init__(self, world: World, role: Role) -> None:
        self.client = Client()
        if role in world.people:
            self.client.force_login(world.people[role])
        self.client.get("/en/offline/")  # the session learns the roles

    def go(self, method: str, address: str, data: Any = None, **options: Any) -> HttpResponse:
        cache.clear()
        point, cookies = transaction.savepoint(), deepcopy(self.client.cookies)
        try:
            answer: HttpResponse = getattr(self.client, method.lower())(address, data, **options)
            if answer.streaming:
                b"".join(answer)  # read to its end, so that the file is closed
            return answer
        finally:
            transaction.savepoint_rollback(point)
            self.client.cookies = cookies  # signed out, for one


def outcome(response: HttpResponse) -> str | int:
    target = response.headers.get("Location", "")
    if target.startswith(("/en/accounts/login/?next=", "/admin/login/?next=")):
        return SIGN_IN
    if target == "/admin/":
        return AWAY
    return IN if response.status_code in {200, 302, 304, 422} else response.status_code


def visits(world: World, door: Door, name: str) -> Iterator[tuple[str, str, Mapping[str, Any], Who]]:
    address = reverse(name, args=door.args(world))
    if door.get:
        yield "GET", address, door.query, door.who
    if door.post is not None:
        yield "POST", address, door.post(world), door.who if door.posting is None else door.posting


@pytest.fixture(autouse=True)
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that says 404 is drawn a thousand times here, and tested elsewhere."""
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponse(status=404))


# --- The site -------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("role", Role, ids=lambda role: role.name.lower())
def test_who_gets_in(world: World, role: Role) -> None:
    walker = Walker(world, role)
    wrong = []
    for name, door in DOORS.items():
        for method, address, data, who in visits(world, door, name):
            options = (
                {"content_type": "application/json", "headers": {"Sec-Fetch-Site": "same-origin"}}
                if door.as_json
                else {}
            )
            found = outcome(walker.go(method, address, data, **options))
            if role in who:
                expected: str | int = IN
            elif role == Role.STRANGER:
                expected = SIGN_IN if door.stranger == 302 else door.stranger
            else:
                expected = door.instead
            if found != expected:
                wrong.append(f"{method} {name}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong)


# --- The CMS --------------------------------------------------------------------------------------
def cms_addresses() -> list[tuple[Address, str, str]]:
    """Each address of a room with its room and act; ``curriculum_release`` is act release of curriculum."""
    found = []
    for address in addresses():
        room, act = address.room, address.name.rpartition(":")[2]
        if address.name.startswith(("curriculum_", "assessments_", "course_package")):
            room, _line, act = address.name.partition("_")
        if room in ROOMS:
            found.append((address, room, act))
    return found


def in_cms(world: World, address: Address, room: str, act: str) -> str:
    thing = world.things[ROOMS[room].others.get(act, ROOMS[room].thing)]
    known = {
        "pk": thing.pk,
        "upload": world.upload.uuid,
        "course_id": thing.pk,
        "item_id": thing.pk,
        "page_id": thing.pk,
        "revision_id": world.revision.pk,
        **PARAMETERS,
    }
    return reverse(address.name, kwargs={name: known.get(name, 1) for name in address.parameters})


def acts_of(room: str) -> dict[str, Who]:
    return {act: who for acts, who in ROOMS[room].acts.items() for act in acts.split()}


@pytest.fixture
def unrendered(settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.access.unrendered.Unrendered"]


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(STAFF), ids=lambda role: role.name.lower())
@pytest.mark.usefixtures("unrendered")
def test_who_gets_into_which_room_of_the_cms(world: World, role: Role) -> None:
    walker = Walker(world, role)
    wrong = []
    for address, room, act in cms_addresses():
        acts = acts_of(room)
        who = acts[act] if act in acts else acts.get(f"{act}!", NOBODY)
        methods = ["GET"] if act in acts else ["POST"]
        if role not in who and act not in ONLY_READ:
            methods = ["GET", "POST"]  # whoever is refused the page is refused the form, too
        for method in methods:
            found = outcome(walker.go(method, in_cms(world, address, room, act), {}))
            if (found == IN) != (role in who) or found not in {IN, AWAY, 403, 404, 405}:
                wrong.append(f"{method} {address.name}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(SIGNED_IN - STAFF), ids=lambda role: role.name.lower())
def test_the_others_have_no_way_into_the_cms(world: World, role: Role) -> None:
    """One permission opens its door; the next test tries every room behind it without that permission."""
    assert not world.people[role].has_perm("wagtailadmin.access_admin")


def some_path(address: Address) -> str:
    """Filled with anything its pattern takes: without the key nobody gets far enough to look it up."""
    for value in (1, uuid4(), "x"):
        values = dict.fromkeys(address.parameters, value)
        known = {name: PARAMETERS[name] for name in values if name in PARAMETERS}
        for kwargs in (values, values | known):
            with suppress(NoReverseMatch):
                return reverse(address.name, kwargs=kwargs)
    raise AssertionError(address.route)


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.STRANGER, Role.TRAINEE], ids=lambda role: role.name.lower())
def test_no_room_of_the_cms_is_open_without_its_key(world: World, role: Role) -> None:
    walker = Walker(world, role)
    opened = set()
    for address in addresses():
        if not address.route.startswith("admin/") or address.name in NAMELESS:
            continue
        if outcome(walker.go("GET", some_path(address))) not in {SIGN_IN, 403, 404}:
            opened.add(address.name)
    assert opened == {
        "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
        # They lead to our own pages.
        "wagtailadmin_password_reset", "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm", "wagtailadmin_password_reset_complete",
    } | ({"wagtailadmin_login"} if role == Role.STRANGER else set())  # fmt: skip


@pytest.mark.slow
def test_every_page_of_the_cms_can_be_drawn(world: World) -> None:
    """Parts of a list alone, and the form of a copy, are drawn like their whole."""
    walker = Walker(world, Role.ROOT)
    for address, room, act in cms_addresses():
        if Role.ROOT in acts_of(room).get(act, ()) and not act.endswith(("_results", "_multiple", "copy")):
            assert outcome(walker.go("GET", in_cms(world, address, room, act))) == IN, address.name


# --- The tables and the addresses -----------------------------------------------------------------
def test_every_address_is_in_a_table_and_every_row_has_an_address() -> None:
    names = {address.name for address in addresses()}
    cms = cms_addresses()
    known = {address.name for address, _room, _act in cms} | set(DOORS) | NAMELESS
    assert sorted(name for name in names - known if not name.startswith(THEIRS)) == []
    assert sorted((set(DOORS) | NAMELESS) - names) == []
    walked = {(room, act) for _address, room, act in cms}
    listed = {(room, act.removesuffix("!")) for room in ROOMS for act in acts_of(room)}
    assert walked == listed


def test_a_form_token_is_asked_everywhere_but_where_it_can_do_no_harm() -> None:
    """``answers`` asks for the attempt's own token and the same origin; the others change nothing for whoever
    is signed in, or carry their own signature."""
    exempt = {
        address.name
        for address in addresses()
        if getattr(address.pattern.callback, "csrf_exempt", False) and not address.name.startswith(THEIRS)
    }
    assert exempt == {"answers", "practice_check", "stop_mail", "verify", "verify_upload"}


# --- The second factor ----------------------------------------------------------------------------
@pytest.mark.slow
def test_roles_that_need_a_second_factor_get_nowhere_before_they_have_it(world: World) -> None:
    for role in sorted(SIGNED_IN):
        person = world.people[role]
        person.authenticator_set.all().delete()
        walker = Walker(world, role)
        sent = {
            name: walker.go("GET", reverse(name, args=DOORS[name].args(world))).headers.get("Location", "")
            for name in ("dashboard", "job_list", "me_settings", "learn_outline", "coord_home", "slips")
        }
        led = {name for name, target in sent.items() if target == reverse("mfa_index")}
        assert led == (set(sent) if require_mfa(person) else set()), role
