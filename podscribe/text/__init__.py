"""What an editor does to every transcript: fillers and stutters left out, terms spelt right.

Nothing is lost by it: a word that was edited holds the words in whose place it stands.
"""

from podscribe.text.cleaning import Cleanup, clean
from podscribe.text.edits import Edit, LeftOut, Replaced
from podscribe.text.glossary import Entry, Glossary
from podscribe.text.undoing import as_heard

__all__ = [
    "Cleanup",
    "Edit",
    "Entry",
    "Glossary",
    "LeftOut",
    "Replaced",
    "as_heard",
    "clean",
]
