"""The pages of exchange: keys, and what is told to whom."""
