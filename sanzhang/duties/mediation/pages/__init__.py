"""The pages of mediation."""
