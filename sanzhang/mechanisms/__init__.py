"""Floor 3: mechanisms between leaders and residents (§9–§12)."""
