"""Floor 2: what the leaders do (§4–§8)."""
