"""Rankings for auto-deleveraging: the workspace and the stages in their order. The calculator is its only caller."""

from typing import Self, final

@final
class Ranking:
    """The workspace of one calculator's rankings; all it does is in C functions."""

    def __new__(cls) -> Self: ...
