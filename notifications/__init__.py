"""What leaves without being asked: schedule, outbox delivery, notices, channels."""
