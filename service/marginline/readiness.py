"""Whether this process should be sent work: one state, read by gRPC health and by /health/ready."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import TypeAlias


class State(Enum):
    """A process passes through these in this order and never goes back."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"


Listener: TypeAlias = Callable[[State], Awaitable[None]]


class Readiness:
    """The state, and who is told before anything else happens when it changes. Belongs to one event loop."""

    def __init__(self) -> None:
        self.state = State.STARTING
        self._listeners: list[Listener] = []

    @property
    def ready(self) -> bool:
        """Whether new calls are welcome."""
        return self.state is State.SERVING

    async def listen(self, listener: Listener) -> None:
        """Tells `listener` the state now, and every later one."""
        self._listeners.append(listener)
        await listener(self.state)

    async def enter(self, state: State) -> None:
        """Moves on to `state`; moving back, or to where it is, does nothing."""
        order = list(State)
        if order.index(state) <= order.index(self.state):
            return
        self.state = state
        for listener in self._listeners:
            await listener(state)
