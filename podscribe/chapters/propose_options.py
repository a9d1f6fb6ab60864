"""What can be set about proposed chapters, apart from what finds them: quick to import."""

from __future__ import annotations

import math
from dataclasses import dataclass

from podscribe.errors import PodscribeError

LEAST_TITLE = 20  # characters


@dataclass(frozen=True, slots=True)
class ProposeOptions:
    """How many chapters are proposed, and whose questions begin them."""

    minutes: float = 2.5  # a chapter; the show's pages have a header every 2 to 3
    hosts: tuple[str, ...] = ()  # their names; nobody: who asks most is the host
    title_characters: int = 60  # at most

    def __post_init__(self) -> None:
        if not 0 < self.minutes < math.inf:
            raise PodscribeError(
                f"{self.minutes:g} minutes are no length of a chapter",
                remedy="give some, such as 2.5",
            )
        if self.title_characters < LEAST_TITLE:
            raise PodscribeError(
                f"{self.title_characters} characters are too few for a title",
                remedy=f"allow {LEAST_TITLE} or more",
            )
