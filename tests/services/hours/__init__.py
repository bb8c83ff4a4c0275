"""Hours: the days asked for, the counting, and what the store says."""
