"""What podscribe needs on this machine, each part tried out, each fault with its remedy.

>>> from podscribe.doctor import State, examine
>>> [check.text for group, check in examine() if check.state is State.FAULT]  # doctest: +SKIP
[]

Nothing is fetched and no socket is opened. Engines are tried in processes of their own.
"""

from podscribe.doctor.check import Check, State
from podscribe.doctor.examination import OnStep, examine

__all__ = ["Check", "OnStep", "State", "examine"]
