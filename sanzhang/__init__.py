"""Sanzhang (三长): the platform of grid, building and unit leaders."""
