"""What people type into figures."""
