"""Names for names, as podscribe.yaml has them: a value of its own, with a text for each text."""

from __future__ import annotations


class Pairs(tuple[tuple[str, str], ...]):
    """What stands for what, in the order in which it was written.

    >>> dict(Pairs([("mlops", "MLOps")]))
    {'mlops': 'MLOps'}
    """

    __slots__ = ()
