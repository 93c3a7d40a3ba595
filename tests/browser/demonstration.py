"""The demonstration as users meet it: a process of its own with data of its own, driven over HTTP."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
# What a test run carries and a fresh machine does not.
FOREIGN = (
    "DJANGO_",
    "DATABASE_URL",
    "CELERY_",
    "REDIS_URL",
    "SECRET_KEY",
    "BASE_URL",
    "PYTEST_",
    "MANABIYA_",
)

# A cohort anybody may join, so that a journey begins with the button on the course page. Made by the rules.
COHORT = """
from datetime import timedelta
from django.utils import timezone
from courses import runs
from courses.models import CourseRun
if not CourseRun.objects.filter(slug="browser").exists():
    model = CourseRun.objects.get(slug="koban-autumn")
    run = runs.plan_run(
        model.release, actor=None, slug="browser", titles={"en": "Browser cohort"},
        opens_at=timezone.now() - timedelta(hours=1), closes_at=timezone.now() + timedelta(days=30),
        enrolment_mode="open", is_fictitious=True,
    )
    runs.open_run(run, actor=None)
"""
# A fictitious learner of an agency; the password is the demonstration's.
PERSON = """
from people.membership import join
from people.models import Agency, User
from website.demonstration.people import PASSWORD
agency = Agency.objects.get(code={agency!r})
person = User(
    email={email!r}, code={code!r}, native_name={name!r}, primary_identifier={name!r}.upper(),
    language={language!r}, second_language="ja", time_zone="Asia/Jakarta", country=agency.country,
    is_fictitious=True,
)
person.set_password(PASSWORD)
person.save()
join(person, agency, role="trainee", actor=None)
"""
# Puts a person into the open cohort and starts the final assessment; prints the address of the attempt.
ATTEMPT = """
from assessments import attempts
from courses import enrolment
from courses.models import CourseRun
from people.models import User
run = CourseRun.objects.get(slug="browser")
person = User.objects.get(email={email!r})
enrolment.enrol(run, person, actor=None)
print(attempts.start(run.line_items.get().delivery, person).uuid)
"""


class Demonstration:
    """Prepared once, started and stopped at will; ``facts`` is what ``describe_demo --json`` prints."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.log = var.parent / "demonstration.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.facts: dict[str, Any] = {}

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def urls(self) -> dict[str, str]:
        return self.facts["urls"]

    def prepare(self) -> None:
        ready = os.environ.get("MANABIYA_BROWSER_VAR")
        if ready:
            shutil.copytree(ready, self.var, dirs_exist_ok=True)
        self.manage("demo", "--prepare-only")
        self.shell(COHORT)
        self.facts = json.loads(self.manage("describe_demo", "--json"))

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"The server stopped by itself:\n{self.last_messages()}"
            try:
                with urllib.request.urlopen(f"{self.base}/health/ready", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.HTTPError):
                pass
            time.sleep(0.1)
        raise AssertionError(f"Not ready after {PATIENCE} s:\n{self.last_messages()}")

    def stop(self) -> None:
        """As Ctrl-C does it. Nothing may be left."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)
            self.process = None
        left = self.processes()
        assert not left, f"Processes are left: {left}"

    def kill_web(self) -> None:
        """SIGKILL to the web server's master and workers at once; the worker of jobs is then stopped by `serve`."""
        killed = [pid for pid, line in self.processes().items() if "gunicorn" in line]
        assert len(killed) >= 2, f"A master and its workers were expected: {self.processes()}"
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait(timeout=60)
        self.process = None
        assert not self.processes(), f"Processes are left: {self.processes()}"

    def processes(self) -> dict[int, str]:
        """Every process that works on this demonstration's data."""
        mark = f"MANABIYA_VAR={self.var}".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=2 * PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, f"manage.py {arguments[0]} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def account(self, role: str) -> tuple[str, str]:
        found = next(account for account in self.facts["accounts"] if account["role"] == role)
        return found["email"], found["password"]

    def new_person(self, name: str, *, language: str = "id", agency: str = "id-academy") -> tuple[str, str]:
        email = f"{name.lower()}@demo.example"
        code = f"BR-{name.upper()}"
        self.shell(PERSON.format(agency=agency, email=email, code=code, name=name, language=language))
        return email, self.facts["accounts"][0]["password"]

    def new_attempt(self, email: str) -> str:
        """The path of an open attempt without its language, to be followed by the number of a question."""
        return f"/attempt/{self.shell(ATTEMPT.format(email=email))}/"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "MANABIYA_VAR": str(self.var),
            "PORT": str(self.port),
        }

    def last_messages(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
