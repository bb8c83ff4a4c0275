"""What screens say, without a messenger."""
