"""What pure functions answered before, within a bound on the memory that it takes. Threads share it.

Only answers of functions of their arguments are kept: forgetting all of it changes nothing but the time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memory:
    """Answers by key, the least recently used forgotten once their weights (bytes, estimated) exceed ``most``."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable, compute: Callable[[], T], *, weight: int | Callable[[T], int]) -> T:
        """The answer kept under the key, or that of ``compute``, kept from now on. What it raises is not kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast(T, self._answers[key][0])
        answer = compute()
        heavy = weight if isinstance(weight, int) else weight(answer)
        with self._lock:
            self._weight += heavy - self._answers.pop(key, (None, 0))[1]
            self._answers[key] = (answer, heavy)
            while self._weight > self._most:
                _, (_, released) = self._answers.popitem(last=False)
                self._weight -= released
        return answer
