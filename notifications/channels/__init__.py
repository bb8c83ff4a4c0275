"""Who carries a notice to a person."""
