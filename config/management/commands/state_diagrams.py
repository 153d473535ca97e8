"""Draw the state diagrams of every README from the machines themselves."""

from typing import Any

from django.core.management.base import BaseCommand

from config.env import BASE_DIR
from config.state_diagrams import drawn, machines


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for page in sorted({machine.page for machine in machines()}):
            text = page.read_text()
            new = drawn(text)
            if new != text:
                page.write_text(new)
                self.stdout.write(f"Drawn: {page.relative_to(BASE_DIR)}")
