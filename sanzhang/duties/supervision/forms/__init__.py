"""What people type into supervision."""
