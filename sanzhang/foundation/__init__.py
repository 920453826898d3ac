"""Ground: what every floor stands on; knows nothing of grids."""
