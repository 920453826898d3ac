"""What others may ask figures."""
