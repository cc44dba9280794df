"""Parses the files given as text in memory: python3 tomllib_peer.py <bytes per run> <file...>.

Warms up, prints 0, and then prints the MB/s of one run for every line it reads.
"""
import sys
import time
import tomllib

bytes_per_run = int(sys.argv[1])
sources = [open(path, "rb").read() for path in sys.argv[2:]]
texts = [source.decode() for source in sources]
size = sum(map(len, sources))
rounds = max(1, round(bytes_per_run / size))


def run():
    kept = 0
    start = time.perf_counter()
    for _ in range(rounds):
        for text in texts:
            kept += len(tomllib.loads(text))
    seconds = time.perf_counter() - start
    if kept == 0:
        raise SystemExit("The files hold no keys.")
    return size * rounds / seconds / 1e6


run()
print(0, flush=True)
for _ in sys.stdin:
    print(run(), flush=True)
