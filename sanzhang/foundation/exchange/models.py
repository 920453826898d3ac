"""What exchange keeps, and what must hold whoever writes."""
