from praxis.kit.outbox.messages import enqueue

__all__ = ["enqueue"]
