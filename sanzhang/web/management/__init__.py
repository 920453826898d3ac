"""Django's management commands of the door."""
