"""What is still true and worth telling when its turn to be sent has come."""

from services.news.prepared import Prepared

__all__ = ["Prepared"]
