"""What a screen says and its buttons, as plain data: a leaf that knows no messenger."""

from handlers.screens.screen import Action, Attachment, Button, Place, Screen, Style, row

__all__ = ["Action", "Attachment", "Button", "Place", "Screen", "Style", "row"]
