"""What others may ask supervision."""
