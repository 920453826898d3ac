"""`./sz house`: print the floors, the rooms, who asks whom, and who listens to what."""

from typing import Any

from django.core.management import BaseCommand

from sanzhang.web.house import FLOORS, rooms


class Command(BaseCommand):
    """Print the house from the top floor down to the ground."""

    help = "列出各层、各室、谁引用谁、谁听谁"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print floor by floor; a room's line says what it asks of lower rooms and what it listens to."""
        for floor in reversed(FLOORS):
            self.stdout.write(f"{FLOORS[floor]}  {floor}")
            for room in (room for room in rooms() if room.floor == floor):
                clauses = " ".join(f"§{clause}" for clause in room.clauses)
                self.stdout.write(f"  {room.name:<14}{clauses or '—'}  {room.title}")
                if room.asks:
                    self.stdout.write(f"{'':16}asks    {', '.join(room.asks)}")
                for event, function in room.listens:
                    self.stdout.write(f"{'':16}listens {event} → {function}")
