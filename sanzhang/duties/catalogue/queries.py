"""What others may ask catalogue."""
