"""The staff edge: pages, forms, login, health."""
