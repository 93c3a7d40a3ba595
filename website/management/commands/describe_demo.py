import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from website.demonstration.describing import describe
from website.demonstration.loading import is_loaded


class Command(BaseCommand):
    help = "Print addresses and accounts of the demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_loaded():
            raise CommandError("The demonstration is not loaded. Run: make demo")
        facts = describe()
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
            return
        self.stdout.write(facts["base"] + facts["urls"]["front"])
        for account in facts["accounts"]:
            self.stdout.write(f"  {account['role']:<14} {account['email']:<30} {account['password']}")
