"""Watchlists: reads our own folders and publishers' files into entries, and says which version was read."""
