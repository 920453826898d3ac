"""How Django's sessions find the person again."""

from sanzhang.foundation.people.models import Person


class PersonBackend:
    """Loads the person of a session; signing in itself is done by `actions`, never by guessing here."""

    def authenticate(self, request: object, **credentials: object) -> None:
        """Know no credentials."""
        return

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session, or None once disabled: the session is then dead."""
        return Person.objects.filter(pk=user_id, disabled_at=None).first()
