"""The live feed: what happens, while it happens."""
