"""Rulebooks at hand: held ones by id, inline ones by the hash of their bytes."""

from typing import final

@final
class RulebookShelf:
    """See rulebook_shelf.pxd: only C methods."""
