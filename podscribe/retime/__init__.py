"""What editors did, carried over to new times, and to a new automatic transcript.

>>> from podscribe.formats import parse_transcript
>>> rows = "- {line: 'We bake rye bread.', sec: 9, time: '0:09', who: Tom}"
>>> edited = parse_transcript(f"---\\ntranscript:\\n{rows}\\n---\\n", "page")
>>> heard = parse_transcript("0:00 so\\n0:04 we bake rye bread", "lines")
>>> [line.start for line in retime(edited, heard).transcript.lines]
[4.0]
"""

from __future__ import annotations

from podscribe.retime.retiming import Retimed, Shift, retime
from podscribe.retime.transferring import Transferred, transfer

__all__ = ["Retimed", "Shift", "Transferred", "retime", "transfer"]
