"""Who carries a message to its address."""

from notifications.channels.carrier import Carrier, CarrierError

__all__ = ["Carrier", "CarrierError"]
