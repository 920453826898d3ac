"""What mediation keeps, and what must hold whoever writes."""
