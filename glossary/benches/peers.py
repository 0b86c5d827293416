#!/usr/bin/env python3
"""Compares `shuyu extract` with other extractors of Chinese terms: same texts, same machine, one process each.

usage: peers.py [--shuyu PROGRAM] [--venv DIR] [--gold GOLD.tsv --scorer SCORER.py] [--only NAMES] [--timeout SECONDS]
                [--runs N] TEXT...

Installs the others from PyPI into DIR (default: target/peers), which takes a minute the first time, runs each N times,
and prints one Markdown table: wall time of the fastest run, start-up included, and peak memory, both also as multiples
of shuyu's; with a gold list and a scorer (called as `SCORER.py GOLD.tsv RANKED.txt`, prints lines `name value`) the
quality of the lists as well. What cannot be installed, fails or takes too long has a line that says so.

The others get clean text, shuyu the files as they are: lines broken in mid-sentence joined, hyphens made alike.
Their lists are as long as they make them, as is shuyu's.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Name in the table: what pip installs, the distribution whose version is told, where both differ from the name.
PACKAGES = {
    "jieba TF-IDF": ("jieba", "jieba"),
    "jieba TextRank": ("jieba", "jieba"),
    "TextRank4ZH": ("textrank4zh setuptools", "textrank4zh"),
    "YAKE": ("yake jieba", "yake"),
    "smoothnlp": ("smoothnlp", "smoothnlp"),
    "HarvestText": ("harvesttext setuptools", "harvesttext"),
    # The original pke is not on PyPI; this is its 2.0.0, under another name.
    "pke TopicRank": ("ccpke jieba setuptools", "ccpke"),
    "pke MultipartiteRank": ("ccpke jieba setuptools", "ccpke"),
    "pke PositionRank": ("ccpke jieba setuptools", "ccpke"),
}

MEASURES = (
    ("P@30", "precision@30"),
    ("P@100", "precision@100"),
    ("P@200", "precision@200"),
    ("A@300", "recall_A@300"),
    ("A in all", "recall_A@all"),
    ("once", "recall_occ_1"),
    ("AP", "average_precision"),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("texts", nargs="+", type=Path, metavar="TEXT")
    parser.add_argument("--shuyu", default="target/release/shuyu", help="the program [default: %(default)s]")
    parser.add_argument("--venv", type=Path, default=Path("target/peers"), help="[default: %(default)s]")
    parser.add_argument("--gold", type=Path, help="list of terms with grades, for the scorer")
    parser.add_argument("--scorer", type=Path, help="script that compares a ranked list with the gold list")
    parser.add_argument("--only", help="names of the table, separated by commas")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for one run [default: %(default)s]")
    parser.add_argument("--runs", type=int, default=3, help="runs of each [default: %(default)s]")
    args = parser.parse_args()
    if bool(args.gold) != bool(args.scorer):
        parser.error("--gold and --scorer belong together")

    names = args.only.split(",") if args.only else list(PACKAGES)
    unknown = [name for name in names if name not in PACKAGES]
    if unknown:
        parser.error(f"not among {', '.join(PACKAGES)}: {', '.join(unknown)}")
    if not Path(args.shuyu).exists():
        parser.error(f"no program {args.shuyu}: cargo build --release, or say where it is with --shuyu")
    python = str(args.venv / "bin" / "python")
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder, "clean.txt")
        clean.write_text("\n".join(clean_text(path) for path in args.texts), encoding="utf-8")
        ranked = Path(folder, "ranked.txt")
        files = [str(path) for path in args.texts]
        command = [args.shuyu, "extract", *files, "--all", "-o", str(Path(folder, "terms.tsv"))]
        rows = [measure("shuyu", shuyu_version(args.shuyu), command, args, ranked, Path(folder, "terms.tsv"))]
        for name in names:
            requirements, distribution = PACKAGES[name]
            problem = make_venv(args.venv) or install(python, requirements)
            if problem:
                rows.append({"name": name, "version": "", "problem": problem})
                continue
            command = [python, __file__, "--run-peer", name, str(clean), str(ranked)]
            rows.append(measure(name, version_of(python, distribution), command, args, ranked, ranked))
    print_table(rows, bool(args.gold), clean_size(args.texts))


def clean_text(path):
    """The text with broken lines joined, hyphens made alike and stray blanks dropped."""
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        sys.exit(f"neither UTF-8 nor GB18030: {path}")
    text = re.sub("[－–‐‑﹣−]", "-", text.replace("\r\n", "\n"))
    paragraphs = [""]
    for line in (line.strip() for line in text.split("\n")):
        if re.fullmatch(r"(- ?\d+ ?-)?", line):
            continue
        ended = re.search("[。！？：；][”’」』》）]*$", paragraphs[-1])
        if ended or len(line) < 15:
            paragraphs.append(line)
        else:
            paragraphs[-1] += line
    han = "[\u3400-\u9fff，。、；：“”《》]"
    # Twice, as two blanks may share the character between them.
    for _ in range(2):
        paragraphs = [re.sub(f"(?<={han})\\s+(?=[\\w“《])|(?<=\\w)\\s+(?={han})", "", text) for text in paragraphs]
    return "\n".join(text for text in paragraphs if text)


def clean_size(paths):
    return sum(len(clean_text(path)) for path in paths)


def make_venv(folder):
    """None, or why there is none."""
    if (folder / "bin" / "pip").exists():
        return None
    return why_not([sys.executable, "-m", "venv", str(folder)])


def install(python, requirements):
    """None, or why it did not work."""
    return why_not([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements.split()])


def why_not(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=900)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"not installed: {error}"
    return None if done.returncode == 0 else "not installed: " + last_line(done.stderr or done.stdout)


def version_of(python, distribution):
    code = f"import importlib.metadata as it; print(it.version({distribution!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True)
    return f"{distribution} {done.stdout.strip()}"


def shuyu_version(program):
    done = subprocess.run([program, "--version"], capture_output=True, text=True)
    return done.stdout.strip()


def measure(name, version, command, args, ranked, listed):
    """Time, memory and quality of one extractor."""
    row = {"name": name, "version": version, "seconds": None, "megabytes": 0}
    # Hashes of strings decide about ties in some of them.
    environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONWARNINGS="ignore")
    for _ in range(args.runs):
        listed.unlink(missing_ok=True)
        started = time.monotonic()
        # Run by a process of its own, as the peak is known only for all children of a process together.
        run = [sys.executable, __file__, "--measure", str(args.timeout), *command]
        done = subprocess.run(run, capture_output=True, text=True, errors="replace", env=environment)
        if done.returncode != 0 or not listed.exists():
            row["problem"] = last_line(done.stderr) or f"ended with {done.returncode}"
            return row
        seconds, kilobytes = map(float, done.stdout.split()[-2:])
        row["seconds"] = min(seconds, row["seconds"] or seconds)
        row["megabytes"] = max(kilobytes / 1024, row["megabytes"])
    if name == "shuyu":
        lines = listed.read_text(encoding="utf-8").split("\n")[1:]
        ranked.write_text("\n".join(line.split("\t")[0] for line in lines), encoding="utf-8")
    row["terms"] = len(ranked.read_text(encoding="utf-8").split())
    if args.gold:
        scored = subprocess.run([sys.executable, str(args.scorer), str(args.gold), str(ranked)],
                                capture_output=True, text=True, errors="replace")
        if scored.returncode != 0:
            sys.exit(f"the scorer failed: {last_line(scored.stderr)}")
        row["scores"] = dict(line.rsplit(" ", 1) for line in scored.stdout.splitlines())
    return row


def run_measured(timeout, command):
    """Runs the command and prints its seconds and the kilobytes of its peak; exits as it does."""
    started = time.monotonic()
    try:
        code = subprocess.run(command, stdout=subprocess.DEVNULL, timeout=timeout).returncode
    except subprocess.TimeoutExpired:
        sys.exit(f"stopped after {timeout} s")
    except OSError as error:
        sys.exit(str(error))
    seconds = time.monotonic() - started
    print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    sys.exit(code)


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else ""


def print_table(rows, with_quality, characters):
    titles = ["extractor", "version", "wall s", "×", "peak MB", "×", "terms"]
    if with_quality:
        titles += [title for title, _ in MEASURES]
    print(f"{characters} characters, Python {sys.version.split()[0]}\n")
    print("| " + " | ".join(titles) + " |")
    print("|" + " --- |" * len(titles))
    own = rows[0]
    for row in rows:
        cells = [row["name"], row["version"]]
        if "problem" in row:
            cells += [row["problem"].replace("|", "/")] + [""] * (len(titles) - 3)
        else:
            seconds, megabytes = row["seconds"], row["megabytes"]
            cells += [f"{seconds:.2f}", ratio(seconds, own.get("seconds")),
                      f"{megabytes:.0f}", ratio(megabytes, own.get("megabytes")), str(row["terms"])]
            cells += [row["scores"].get(measure, "") for _, measure in MEASURES] if with_quality else []
        print("| " + " | ".join(cells) + " |")


def ratio(value, own):
    return f"{value / own:.1f}" if own else ""


# What follows runs in the venv, one extractor a process.

def run_peer(name, source, target):
    text = Path(source).read_text(encoding="utf-8")
    terms = PEERS[name](text)
    Path(target).write_text("\n".join(re.sub(r"\s+", "", term) for term in terms), encoding="utf-8")


def quiet_jieba():
    import logging

    import jieba
    jieba.setLogLevel(logging.ERROR)
    return jieba


def sentences_of(text):
    return [sentence for sentence in re.split("(?<=[。！？；\n])", text) if sentence.strip()]


def jieba_tfidf(text):
    quiet_jieba()
    import jieba.analyse
    return jieba.analyse.extract_tags(text, topK=None)


def jieba_textrank(text):
    quiet_jieba()
    import jieba.analyse
    return jieba.analyse.textrank(text, topK=None)


def textrank4zh(text):
    quiet_jieba()
    import networkx
    # TextRank4ZH calls a function that networkx 3 has under another name only.
    networkx.from_numpy_matrix = networkx.from_numpy_array
    from textrank4zh import TextRank4Keyword
    ranker = TextRank4Keyword()
    ranker.analyze(text=text, lower=True, window=2)
    words = ranker.get_keywords(1000, word_min_len=2)
    weights = {word.word: word.weight for word in words}
    phrases = ranker.get_keyphrases(keywords_num=200, min_occur_num=2)
    # Its phrases have neither order nor weight: by the best keyword in each, the single words after them.
    weight = lambda phrase: max((weights[word] for word in weights if word in phrase), default=0)
    return sorted(phrases, key=lambda phrase: (-weight(phrase), phrase)) + list(weights)


def yake_on_words(text):
    jieba = quiet_jieba()
    import yake
    extractor = yake.KeywordExtractor(lan="zh", n=4, top=2000)
    # It splits at blanks, and knows sentences by their Western marks.
    words = " ".join(jieba.cut(text)).translate(str.maketrans("。！？；，、", ".!?;,,"))
    return [term for term, _ in extractor.extract_keywords(words)]


def smoothnlp(text):
    from smoothnlp.algorithm.phrase import extract_phrase
    return extract_phrase(text, top_k=2000, min_freq=2, max_n=4)


def harvesttext(text):
    quiet_jieba()
    from harvesttext import HarvestText
    words = HarvestText().word_discover(text)
    return list(words.sort_values("score", ascending=False).index)


def pke(model):
    def extract(text):
        quiet_jieba()
        import jieba.posseg
        import pke.unsupervised
        kinds = {"n": "NOUN", "v": "VERB", "a": "ADJ", "j": "NOUN", "l": "NOUN", "i": "NOUN"}

        def tag(flag):
            return "NOUN" if flag == "vn" else "ADJ" if flag == "b" else kinds.get(flag[:1], "X")

        words = [[(word.word, tag(word.flag)) for word in jieba.posseg.cut(sentence) if word.word.strip()]
                 for sentence in sentences_of(text)]
        extractor = getattr(pke.unsupervised, model)()
        extractor.load_document(input=words, language="zh", normalization="none", stoplist=list("的了和是在"))
        if model == "PositionRank":
            extractor.candidate_selection(maximum_word_number=5)
        else:
            # Its own limit of three characters leaves the everyday words of two out, to its advantage; that words
            # have two of them suits no Chinese.
            extractor.longest_pos_sequence_selection(valid_pos={"NOUN", "PROPN", "ADJ"})
            extractor.candidate_filtering(minimum_word_size=1)
        extractor.candidate_weighting()
        return [term for term, _ in extractor.get_n_best(n=2000)]
    return extract


PEERS = {
    "jieba TF-IDF": jieba_tfidf,
    "jieba TextRank": jieba_textrank,
    "TextRank4ZH": textrank4zh,
    "YAKE": yake_on_words,
    "smoothnlp": smoothnlp,
    "HarvestText": harvesttext,
    "pke TopicRank": pke("TopicRank"),
    "pke MultipartiteRank": pke("MultipartiteRank"),
    "pke PositionRank": pke("PositionRank"),
}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run-peer"]:
        run_peer(*sys.argv[2:])
    elif sys.argv[1:2] == ["--measure"]:
        run_measured(int(sys.argv[2]), sys.argv[3:])
    else:
        main()
