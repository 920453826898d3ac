"""What people type into catalogue."""
