"""`make demo`: prepare what is missing, say where it is and who may sign in, serve."""

import gc
import os
import shutil
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from jobs.management.commands.serve import is_taken
from website.demonstration.describing import describe
from website.demonstration.loading import is_loaded, load


class Command(BaseCommand):
    help = "Prepare the demonstration (embedded database, catalogues, content) and serve it."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--reset", action="store_true", help="forget all data first")
        parser.add_argument("--prepare-only", action="store_true", help="do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            raise CommandError("This is not a demonstration (MANABIYA_DEMO is off). Nothing was changed.")
        if not options["prepare_only"] and is_taken("127.0.0.1", options["port"]):
            taken = options["port"]
            raise CommandError(f"Port {taken} is taken. Choose another one: make demo PORT={taken + 1}")
        if options["reset"]:
            self.reset()
        self.prepare()
        if options["prepare_only"]:
            self.stdout.write("The demonstration is ready. Start it with: make demo")
            return
        self.announce(options["port"])
        connection.close()
        call_command("serve", port=options["port"])

    def reset(self) -> None:
        database = settings.DATABASES["default"]
        if not database["ENGINE"].endswith("sqlite3"):
            raise CommandError("Only the embedded database is reset. Drop and create the other one by hand.")
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database['NAME']}{suffix}").unlink(missing_ok=True)
        for folder in (settings.PRIVATE_ROOT, settings.VAR_DIR / "queue", settings.VAR_DIR / "queue-control"):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("queue", "queue-control"):
            (settings.VAR_DIR / name).mkdir(parents=True, exist_ok=True)

    def prepare(self) -> None:
        started = time.monotonic()
        # Migrations and imports make objects by the million and few cycles; collecting less often saves a third.
        gc.set_threshold(100_000, 50, 100)
        call_command("compile_catalogues", stdout=self.stdout)
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        if not is_loaded():
            self.say("Loading the demonstration …")
            try:
                load(lambda part: self.say(f"  {part}"))
            except BaseException:
                # Half a demonstration would pass for a whole one at the next start.
                self.reset()
                raise
        self.say(f"Ready after {time.monotonic() - started:.0f} s.")

    def announce(self, port: int) -> None:
        facts = describe(f"http://localhost:{port}")
        self.say(
            f"\nManabiya is at {facts['base']}/   (Ctrl-C stops it)\n\nAll people here are fictitious. Sign in as:"
        )
        for account in facts["accounts"]:
            self.say(f"  {account['role']:<14} {account['email']:<28} {account['password']}")
        self.say("")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
