"""What is known of a division."""
