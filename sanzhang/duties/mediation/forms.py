"""What people type into mediation."""
