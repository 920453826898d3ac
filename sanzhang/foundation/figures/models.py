"""What figures keeps, and what must hold whoever writes."""
