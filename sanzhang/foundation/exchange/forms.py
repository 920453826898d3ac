"""What people type into exchange."""
