#!/usr/bin/env python3
"""Matching beside other ways to do it, on the same segments and queries.

  python3 tmx/benches/matching_peers.py SEGMENTS QUERIES [--queries 60] [--min 0.7]

SEGMENTS and QUERIES have a segment a line. Installs rapidfuzz and tantivy from PyPI into
`target/peers`, has `cargo run --release -p tmx --example memory_speed` find the best five of each
query, and does the same with rapidfuzz (linear scan, one thread), with SQLite's FTS5 (any trigram,
the best 50 by bm25, then ranked by Levenshtein) and with tantivy (the same with pairs of characters).
Prints a table: what making the index took, times of queries, and of how many queries all of the
best scores are those of the scan.
"""
import argparse
import collections
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "target" / "peers"


def install():
    for package in ["rapidfuzz", "tantivy"]:
        if not (PEERS / package).is_dir():
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", PEERS, package], check=True)
    sys.path.insert(0, str(PEERS))


def lines(path):
    return pathlib.Path(path).read_text(encoding="utf-8").split("\n")[:-1]


def scan(segments, queries, least):
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    def best(query):
        found = process.extract(query, segments, scorer=Levenshtein.normalized_similarity, score_cutoff=least, limit=5)
        return [score for _, score, _ in found]

    return timed(best, queries), "none"


def trigrams(segments, queries, least):
    begin = time.perf_counter()
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table f using fts5(s, tokenize='trigram')")
    database.executemany("insert into f(rowid, s) values (?, ?)", enumerate(segments))
    pages = database.execute("select page_count * page_size from pragma_page_count, pragma_page_size").fetchone()[0]
    made = f"{time.perf_counter() - begin:.1f} s, {pages / 1e6:.0f} MB"

    def best(query):
        grams = sorted({query[at : at + 3] for at in range(len(query) - 2)})
        wanted = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
        rows = database.execute("select s from f where f match ? order by rank limit 50", (wanted,)) if grams else []
        return ranked(query, (text for (text,) in rows), least)

    return timed(best, queries), made


def pairs(segments, queries, least):
    import tantivy

    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("s", tokenizer_name="pairs", index_option="freq")
        builder.add_integer_field("n", stored=True)
        schema = builder.build()
        index = tantivy.Index(schema, path=folder)
        index.register_tokenizer("pairs", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2, False)).build())
        writer = index.writer(heap_size=256 << 20, num_threads=1)
        for number, segment in enumerate(segments):
            writer.add_document(tantivy.Document(s=segment, n=number))
        writer.commit()
        writer.wait_merging_threads()
        size = sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())
        made = f"{time.perf_counter() - begin:.1f} s, {size / 1e6:.0f} MB"
        index.reload()
        searcher = index.searcher()

        def best(query):
            grams = sorted({query[at : at + 2] for at in range(len(query) - 1)})
            terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "s", gram)) for gram in grams]
            hits = searcher.search(tantivy.Query.boolean_query(terms), limit=50).hits if terms else []
            return ranked(query, (segments[searcher.doc(at)["n"][0]] for _, at in hits), least)

        return timed(best, queries), made


def ranked(query, segments, least):
    from rapidfuzz.distance import Levenshtein

    scores = sorted((Levenshtein.normalized_similarity(query, segment) for segment in segments), reverse=True)
    return [score for score in scores[:5] if score >= least]


def timed(best, queries):
    times, found = [], []
    for query in queries:
        begin = time.perf_counter()
        found.append(best(query))
        times.append(1000 * (time.perf_counter() - begin))
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    return found, f"median {at(0.5):.2f} ms, mean {statistics.mean(times):.2f}, p95 {at(0.95):.2f}"


def ours(segments, queries, least):
    few = pathlib.Path(segments).with_name("few-queries.txt")
    few.write_text("".join(query + "\n" for query in queries), encoding="utf-8")
    command = ["cargo", "run", "-q", "--release", "-p", "tmx", "--example", "memory_speed", "--"]
    command += [str(segments), str(few), str(round(100 * least)), "5", "characters"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    found = collections.defaultdict(list)
    for row in lines(pathlib.Path(segments).with_name("matches.tsv")):
        number, score, _ = row.split("\t")
        found[int(number)].append(float(score))
    times = re.sub(r", longest.*", "", told.strip().split("%: ")[-1])
    built = re.search(r"built: (.*)", told)
    made = built.group(1) if built else "made before"
    return ([found[number] for number in range(len(queries))], times), made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("segments", type=pathlib.Path)
    parser.add_argument("queries")
    parser.add_argument("--queries", dest="count", type=int, default=60)
    parser.add_argument("--min", type=float, default=0.7)
    args = parser.parse_args()
    install()
    args.segments = args.segments.resolve()
    segments, queries = lines(args.segments), lines(args.queries)[: args.count]
    (right, told), _ = scan(segments, queries, args.min)
    print("matcher\tindex\ttime of a query\tright")
    print(f"rapidfuzz, linear scan\tnone\t{told}\tall")
    peers = [
        ("shuyu", lambda: ours(args.segments, queries, args.min)),
        ("FTS5 trigram, reranked", lambda: trigrams(segments, queries, args.min)),
        ("tantivy pairs, reranked", lambda: pairs(segments, queries, args.min)),
    ]
    for name, run in peers:
        (found, told), made = run()
        same = sum(
            len(one) == len(other) and all(abs(a - b) < 2e-4 for a, b in zip(one, other))
            for one, other in zip(found, right)
        )
        print(f"{name}\t{made}\t{told}\t{same} of {len(queries)}", flush=True)


if __name__ == "__main__":
    main()
