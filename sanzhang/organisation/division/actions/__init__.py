"""What is done to a division."""
