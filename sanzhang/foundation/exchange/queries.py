"""What others may ask exchange."""
