"""Pages of the territory: the tree and its places, changes, lists to take away, imports."""
