"""What people type into feedback."""
