"""Who is who: names in place of SPEAKER_00, from all that tells them.

>>> from podscribe.transcript import Line, Transcript
>>> talk = Transcript((Line("Welcome. My name is Mara.", speaker="SPEAKER_00"),
...                    Line("Thanks for having me, Mara.", speaker="SPEAKER_01")))
>>> naming = name_speakers(talk, Evidence(hosts=("Mara",), guests=("Tom",)))
>>> dict(naming.names)
{'SPEAKER_00': 'Mara', 'SPEAKER_01': 'Tom'}
"""

from __future__ import annotations

from podscribe.names.cast import PageGuests, page_guests
from podscribe.names.deciding import Evidence, name_speakers
from podscribe.names.naming import Certainty, Named, Naming, Source
from podscribe.names.renaming import NAMES, renamed
from podscribe.names.spelling import clean_name

__all__ = [
    "NAMES",
    "Certainty",
    "Evidence",
    "Named",
    "Naming",
    "PageGuests",
    "Source",
    "clean_name",
    "name_speakers",
    "page_guests",
    "renamed",
]
