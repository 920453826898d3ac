"""Tests across rooms, checks of the whole house, and what starts them."""
