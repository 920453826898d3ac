"""What supervision keeps, and what must hold whoever writes."""
