"""What each notice says, as screens."""
