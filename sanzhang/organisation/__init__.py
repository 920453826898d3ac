"""Floor 1: territory and posts (§1–§3)."""
