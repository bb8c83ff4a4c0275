"""Orders about students who come and go."""
