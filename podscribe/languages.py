"""The languages that Whisper models are told of, and the nearest one to what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

_SUGGESTED = 2
_LEAST_LETTERS = 3  # of the beginning of a name
_TOLD = (
    "af Afrikaans|am Amharic|ar Arabic|as Assamese|az Azerbaijani|ba Bashkir|be Belarusian",
    "bg Bulgarian|bn Bengali|bo Tibetan|br Breton|bs Bosnian|ca Catalan|cs Czech|cy Welsh",
    "da Danish|de German|el Greek|en English|es Spanish|et Estonian|eu Basque|fa Persian",
    "fi Finnish|fo Faroese|fr French|gl Galician|gu Gujarati|ha Hausa|haw Hawaiian|he Hebrew",
    "hi Hindi|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|id Indonesian|is Icelandic",
    "it Italian|ja Japanese|jw Javanese|ka Georgian|kk Kazakh|km Khmer|kn Kannada|ko Korean",
    "la Latin|lb Luxembourgish|ln Lingala|lo Lao|lt Lithuanian|lv Latvian|mg Malagasy|mi Maori",
    "mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|ne Nepali",
    "nl Dutch|nn Norwegian Nynorsk|no Norwegian|oc Occitan|pa Punjabi|pl Polish|ps Pashto",
    "pt Portuguese|ro Romanian|ru Russian|sa Sanskrit|sd Sindhi|si Sinhala|sk Slovak|sl Slovenian",
    "sn Shona|so Somali|sq Albanian|sr Serbian|su Sundanese|sv Swedish|sw Swahili|ta Tamil",
    "te Telugu|tg Tajik|th Thai|tk Turkmen|tl Tagalog|tr Turkish|tt Tatar|uk Ukrainian|ur Urdu",
    "uz Uzbek|vi Vietnamese|yi Yiddish|yo Yoruba|yue Cantonese|zh Chinese",
)
LANGUAGES: dict[str, str] = {  # their names by their codes
    code: name for each in "|".join(_TOLD).split("|") for code, _, name in [each.partition(" ")]
}

_ALSO = (
    "deutsch de|deu de|español es|castilian es|français fr|italiano it|português pt|русский ru",
    "中文 zh|mandarin zh|cmn zh|日本語 ja|jp ja|jv jw|nb no|gr el|cz cs|dk da|se sv|ua uk",
)
_OTHERWISE = dict(  # what else people write
    each.split() for each in "|".join(_ALSO).split("|")
)

_SHORTEST_NAME = 4  # letters: what is shorter is a code
_CODES = {name.casefold(): code for code, name in LANGUAGES.items()} | _OTHERWISE


def told(code: str) -> str:
    """A code with the name of the language.

    >>> told("de")
    'de (German)'
    """
    return f"{code} ({LANGUAGES[code]})" if code in LANGUAGES else code


def code_of(text: str) -> str:
    """The code of a language named in full, as some services do; anything else as it is.

    >>> code_of("english"), code_of("Deutsch"), code_of("en-US"), code_of("nb")
    ('en', 'de', 'en-US', 'nb')
    """
    name = text.strip().casefold()
    return _CODES.get(name, text) if len(name) >= _SHORTEST_NAME else text


def nearest(text: str) -> tuple[str, ...]:
    """The codes that somebody may have meant, the likeliest first.

    >>> nearest("German"), nearest("en-US"), nearest("italien"), nearest("xx")
    (('de',), ('en',), ('it',), ())
    """
    return tuple(dict.fromkeys(_near(text.strip().casefold())))[:_SUGGESTED]


def _near(text: str) -> Iterator[str]:
    tag = text.replace("_", "-").split("-")[0]
    if tag in LANGUAGES:
        yield tag
        return
    codes = {name.casefold(): code for code, name in LANGUAGES.items()}
    if text in _CODES:
        yield _CODES[text]
    elif len(text) >= _LEAST_LETTERS:
        yield from (code for name, code in codes.items() if name.startswith(text))
        yield from (codes[name] for name in get_close_matches(text, codes, cutoff=0.75))
        yield from get_close_matches(text, LANGUAGES, n=1, cutoff=0.75)
