"""What others may ask mediation."""
