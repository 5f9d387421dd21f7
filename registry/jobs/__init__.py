"""The worker: what is due, when it is due. Tables are the truth; the queue only wakes it."""

from registry.jobs.queue import wake
from registry.jobs.work import run_due
from registry.jobs.worker import run_worker

__all__ = ["run_due", "run_worker", "wake"]
