"""The sample school: its files, its names, its life."""
