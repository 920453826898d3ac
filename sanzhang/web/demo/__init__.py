"""The demo community: built from a fixed seed through the same actions that people use. All names invented."""
