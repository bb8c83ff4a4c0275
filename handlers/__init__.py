"""The chat edge: screens as data, and the messenger that shows them."""
