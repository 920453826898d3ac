"""What others may ask feedback."""
