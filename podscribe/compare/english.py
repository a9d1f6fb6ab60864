"""The words of English that say little, as they come out of the normaliser."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_IRREGULAR = """
    be am is are was were been being
    have has had having
    do does did done doing
    go goes went gone
    become became
    begin began begun
    break broke broken
    bring brought
    build built
    buy bought
    catch caught
    child children
    choose chose chosen
    come came
    deal dealt
    draw drew drawn
    drive drove driven
    eat ate eaten
    fall fell fallen
    feel felt
    fight fought
    find found
    fly flew flown
    forget forgot forgotten
    get got gotten
    give gave given
    grow grew grown
    hear heard
    hide hid hidden
    hold held
    keep kept
    know knew known
    lead led
    learn learnt
    leave left
    lend lent
    lie lay lain
    lose lost
    make made
    man men
    mean meant
    meet met
    pay paid
    person people
    ride rode ridden
    ring rang rung
    rise rose risen
    run ran
    say said
    see saw seen
    seek sought
    sell sold
    send sent
    show shown
    sing sang sung
    sit sat
    sleep slept
    speak spoke spoken
    spend spent
    stand stood
    swim swam swum
    take took taken
    teach taught
    tell told
    think thought
    throw threw thrown
    understand understood
    wake woke woken
    wear wore worn
    win won
    woman women
    write wrote written
"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _set("not no never none nothing nobody nowhere neither nor without cannot aint")

SOUNDS = _set("""
    uh um uhm umm uhh er erm eh ah aha hm hmm mm mmm mhm mhmm huh oh ooh wow ha haha ugh
    laughs laughter laughing chuckles chuckling music applause inaudible crosstalk
""")

# said to go on talking; an editor takes them out and nothing is lost
FILLERS = SOUNDS | _set("""
    yeah yes yep yup ok okay right alright well so like just actually basically literally really
    very quite pretty simply obviously anyway anyways maybe probably somehow totally exactly
    absolutely definitely certainly indeed honestly generally now then please thanks also too even
    still again already sure
""")

_PHRASES = """
    you know
    i mean
    i think
    i guess
    i would say
    i do not know
    let us say
    kind of
    sort of
    of course
    for sure
    at least
    in a way
    or something
    or something like that
    something like that
    things like that
    stuff like that
    and so on
    and so forth
    or whatever
    as well
    a little bit
    a bit
    a lot
    you see
    how to say
    and stuff
    and everything
    by the way
    for example
    for instance
    1st of all
    in order
    in general
    as a result
    in the end
    at the end
    at the moment
    in terms of
    in this case
    in that case
"""

# what holds a sentence together; without content of its own
SMALL = FILLERS | _set("""
    a an the this that these those it its itself there here
    i me my mine myself we us our ours ourselves you your yours yourself yourselves
    he him his himself she her hers herself they them their theirs themselves
    one ones someone somebody something anyone anybody anything everyone everybody everything
    who whom whose which what when where why how whatever whichever whoever whenever wherever
    and or but because since if though although while as than whether until unless once
    of in on at to for from with by about into onto over under between among through during
    before after up down out off around across against along behind beside besides beyond near
    toward towards upon within per via regarding concerning
    afterwards afterward therefore thus hence however eventually
    be have do can could will would shall should may might must need ought
    some any each every either both all such same other others another much
    several enough own only rather else etc
    get go say thing things stuff way lot bit kind sort let
    basically essentially particularly especially mostly mainly usually
    yet ever
    hello hi hey bye goodbye thank welcome great good nice cool awesome perfect
""")


def _by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


# fillers of several words, by the first of them
PHRASES = _by_first(tuple(line.split()) for line in _PHRASES.strip().splitlines())

# what is changed when one of them stands for another, and not when one is added
DEGREES = _set("""
    more less most least few fewer many much all some none always often seldom rarely before after
    up down above below first last
""")
PERSONS = _set("i you he she we they")

_BASES = {
    form: forms[0]
    for forms in (line.split() for line in _IRREGULAR.strip().splitlines())
    for form in forms
}
KNOWN_WORDS = 50_000  # that are remembered
_SHORTEST_STEM = 3
_VOWELS = frozenset("aeiou")
_HISSING = ("ses", "xes", "zes", "ches", "shes")


@lru_cache(maxsize=KNOWN_WORDS)
def stem(word: str) -> str:
    """The word without its ending, as far as that can be told without a dictionary.

    >>> [stem(word) for word in ("cares", "caring", "car", "stopped", "went", "cities", "mostly")]
    ['care', 'care', 'car', 'stop', 'go', 'city', 'most']
    """
    word = _BASES.get(word, word)
    if not word.isalpha():
        return word
    for ending in ("ing", "ed"):
        left = word[: -len(ending)]
        if word.endswith(ending) and len(left) >= _SHORTEST_STEM:
            return _BASES.get(left) or _shortened(_undoubled(left))
    return _shortened(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return word[:-3] + "y"
    if word.endswith(_HISSING):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORTEST_STEM:
        return word[:-1]
    return word


def _undoubled(left: str) -> str:
    """What stood before an ending: one consonant for two, and the "e" that was dropped."""
    if left[-1] == left[-2] and left[-1] not in "aeioulsz":
        return left[:-1]
    dropped = (
        len(left) == _SHORTEST_STEM
        and left[-1] not in _VOWELS | frozenset("wxy")
        and left[-2] in _VOWELS
        and left[-3] not in _VOWELS
    )
    return left + "e" if dropped else left


def _shortened(word: str) -> str:
    """Without "ly", and without a last "e" where the word is long enough to be told by the rest."""
    if word.endswith("ly") and len(word) > _SHORTEST_STEM + 2:
        word = word[:-2]
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM + 1 else word
