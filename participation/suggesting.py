"""Theme suggestions: which texts speak of the same thing. A machine suggests, a person names and confirms.

Words in their basic forms (simplemma) are weighted by TF-IDF, and NMF finds words that occur together. Each language
is looked at by itself. Nothing here decides anything: a suggestion is a list of words and of texts.

The dictionary of Finnish takes some 400 MB of memory, so the work is done in a process of its own that ends with it:
`suggest` starts `python -m participation.suggesting`, which reads the texts and writes the suggestions as JSON.
Source: resident-input design, section 5; Lee & Seung 1999 (NMF).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("fi", "sv", "en")
FEWEST = 8  # texts of one language: fewer are read as they are
MOST = 12  # suggestions of one language
WORDS = 6  # of one suggestion
BELONGS = 0.3  # share of a text's weight that a suggestion needs: a text can speak of several things
LONGEST = 120  # seconds
_TOKEN = re.compile(r"[^\W\d_]{3,}")
_FOLDER = Path(__file__).parent


class Failed(RuntimeError):
    """The suggestions could not be made; nothing was changed."""


@dataclass(frozen=True)
class Written:
    """One text. `language` is None when it is not known."""

    id: int
    body: str
    language: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """Words that occur together, the most telling first, and the texts that use them, the clearest first."""

    language: str
    words: tuple[str, ...]
    texts: tuple[int, ...]


def suggest(texts: Sequence[Written], language: str) -> tuple[Suggestion, ...]:
    """Suggestions from a process of its own; `language` is assumed where a text's own cannot be told.

    Raises Failed when the process ends otherwise than well or takes longer than two minutes.
    """
    asked = json.dumps({"language": language, "texts": [asdict(text) for text in texts]})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "participation.suggesting"], input=asked.encode(), capture_output=True,
            cwd=_FOLDER.parent, timeout=LONGEST, check=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError) as fault:
        raise Failed(type(fault).__name__) from None  # the fault would carry the texts
    return tuple(
        Suggestion(one["language"], tuple(one["words"]), tuple(one["texts"])) for one in json.loads(done.stdout)
    )


@cache
def stopwords(language: str) -> frozenset[str]:
    return frozenset((_FOLDER / "stopwords" / f"{language}.txt").read_text("utf-8").split())


def language_of(body: str, otherwise: str) -> str:
    """The language whose small words the text has most of; `otherwise` when none or two are ahead."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", body)]
    counted = Counter({code: sum(word in stopwords(code) for word in words) for code in LANGUAGES})
    (first, most), (_, second) = counted.most_common(2)
    return first if most > second else otherwise


def lemmas(body: str, language: str) -> list[str]:
    """The words of a text in their basic forms, without small words and numbers."""
    import simplemma

    small = stopwords(language)
    found = (simplemma.lemmatize(word, lang=language).casefold() for word in _TOKEN.findall(body))
    return [word for word in found if len(word) > 2 and word not in small]


def found_in(texts: Sequence[Written], language: str) -> list[Suggestion]:
    """The suggestions themselves, language by language, the ones with the most texts first."""
    by_language: dict[str, list[Written]] = {}
    for text in texts:
        own = text.language if text.language in LANGUAGES else language_of(text.body, language)
        by_language.setdefault(own, []).append(text)
    found = [one for code, some in by_language.items() for one in _of_one_language(some, code)]
    return sorted(found, key=lambda one: (-len(one.texts), one.words))


def _of_one_language(texts: Sequence[Written], language: str) -> Iterable[Suggestion]:
    import numpy as np
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = {text.id: lemmas(text.body, language) for text in texts}
    spoken = [text.id for text in texts if words[text.id]]
    if len(spoken) < FEWEST:
        return
    # A word that one person uses tells of no theme, and one that most use tells them not apart.
    weigh = TfidfVectorizer(analyzer=lambda id: words[id], min_df=2, max_df=0.6, sublinear_tf=True)
    try:
        weighted = weigh.fit_transform(spoken)
    except ValueError:  # no word is used twice
        return
    names = weigh.get_feature_names_out()
    count = min(MOST, max(2, round((len(spoken) / 3) ** 0.5)), weighted.shape[1], weighted.shape[0])
    model = NMF(n_components=count, init="nndsvda", random_state=0, max_iter=600, tol=1e-3)
    strength = model.fit_transform(weighted)
    total = strength.sum(axis=1, keepdims=True)
    share = np.divide(strength, total, out=np.zeros_like(strength), where=total > 0)
    for place, weights in enumerate(model.components_):
        telling = [str(names[at]) for at in np.argsort(-weights, kind="stable")[:WORDS] if weights[at] > 0]
        inside = [at for at in np.argsort(-strength[:, place], kind="stable") if share[at, place] >= BELONGS]
        if len(inside) > 1 and telling:
            yield Suggestion(language, tuple(telling), tuple(spoken[at] for at in inside))


def _answer(asked: Mapping[str, object]) -> list[dict[str, object]]:
    texts = [Written(**one) for one in asked["texts"]]  # type: ignore[attr-defined]
    return [asdict(one) for one in found_in(texts, str(asked["language"]))]


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")  # what a library warns of may repeat words of the texts
    json.dump(_answer(json.load(sys.stdin)), sys.stdout)
