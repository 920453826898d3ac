"""What feedback keeps, and what must hold whoever writes."""
