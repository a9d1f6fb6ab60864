"""English words by how they behave when a speaker hesitates."""

from __future__ import annotations

import re


def _set(*groups: str) -> frozenset[str]:
    return frozenset(word for group in groups for word in group.split())


HESITATION = re.compile(r"u+h*m+|u+h+|er+m|er|h+m+")
HUMMING = re.compile(r"h+m+")  # by itself it is an answer
AFTER_UH = re.compile(r"h+u+h|h+m+|hum|oh")  # "uh huh", "mm hmm", "uh oh": these say something
BEFORE_HMM = re.compile(rf"{HESITATION.pattern}|m+")
QUOTING = _set("like thought think said say says go goes went")  # "I was like hmm"

SUBJECTS = _set("i we they he she")
ARTICLES = _set("a an the my your our their its")
CONJUNCTIONS = _set("and but or because if")
CONTRACTIONS = _set(
    "i'm i've i'd i'll we're we've we'd we'll they're they've they'd they'll he's he'd he'll",
    "she's she'd she'll you're you've you'd you'll it's it'll that's there's",
)
PREPOSITIONS = _set("to of for in with from at on by into about")
AUXILIARIES = _set(
    "is are was were am be have has had do does did can could will would shall should may might",
    "must isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't can't couldn't",
    "won't wouldn't shouldn't",
)
MODALS = _set("would could should")
BEFORE_LONE = _set("than as")  # a subject may stand alone behind these: "better than I"
WH = _set("which what who how when where why while whether")

# Said twice, these are never meant twice, whatever stands between.
TWICE_BY_MISTAKE = (
    SUBJECTS - _set("he")
    | ARTICLES - _set("my its")
    | CONJUNCTIONS
    | CONTRACTIONS
    | MODALS
    | _set("into")
)
# Nor these where no comma stands between, in text that has commas: "the house I went to, to …".
TWICE_WITHOUT_COMMA = PREPOSITIONS | (WH - _set("why")) | _set("my its you it he this these as")
# But for "came in in 2019" and "moved on on Friday".
PHRASAL = _set(
    "based bring brought build built came carry check checked come comes coming dive filled fill",
    "get go goes going got hang hold joined jump later lived live log logged logging logs move",
    "moved moving opt opted plug plugged put sign signed step stop take turn turned went",
)
STUTTERED = (TWICE_BY_MISTAKE | TWICE_WITHOUT_COMMA | _set("that there then so")) - _set("a he")

_LEANING = SUBJECTS | ARTICLES | CONJUNCTIONS | CONTRACTIONS | PREPOSITIONS | AUXILIARIES
# No comma stands behind these, or before those, but the one of a hesitation.
NO_COMMA_BEHIND = _LEANING | _set(
    "every each another some any several many no without through over under between during after",
    "before than as like think very just only even use uses used using get gets got want wants",
    "need needs make makes made call called see take took give gave",
)
NO_COMMA_BEFORE = _set("of than")

# A phrase of these words alone is begun anew when it is said twice.
LIGHT = (
    _LEANING
    | WH
    | _set(
        "think very you it this that there these those so not then as know mean guess want need",
        "going",
    )
)
# What may end a clause: "the money we have we have to spend" begins nothing anew.
CLAUSE_ENDS = AUXILIARIES | _set("to of for with from at think know mean guess want need going not")
# Behind these a clause begins.
BEFORE_CLAUSE = _set(
    "and but or because so then yeah yes no well okay ok oh right like actually basically maybe",
    "also now just think mean guess believe",
)
BEFORE_SUBJECT = CONJUNCTIONS | WH | _set("that so then as than like")
# A phrase that begins with one of these is a clause of its own.
CLAUSE_STARTS = CONJUNCTIONS | WH - _set("why") | _set("that")

EMPHATIC = _set(
    "no yes yeah very bye really so ha he ja well okay ok right much many more too now there that"
)
# Behind these, I and A are no words: "World War I", "vitamin A".
BEFORE_LETTER = _set(
    "war type phase part chapter level section volume class grade stage tier title appendix table",
    "vitamin plan option series variant version hepatitis group model point case layer",
)
