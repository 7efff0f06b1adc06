"""What adding one note costs in Anki; run by a Python that has it, see record_peers.py.

Run: FOLDER/bin/python peer_anki.py DATABASE_FOLDER COUNT

Prints the seconds of each as JSON.
"""

import json
import sys
import time
from pathlib import Path

from anki.collection import Collection
from anki.decks import DeckId


def main(folder: Path, count: int) -> None:
    """Add notes to a collection."""
    folder.mkdir(parents=True, exist_ok=True)
    collection = Collection(str(folder / "collection.anki2"))
    kind = collection.models.by_name("Basic")
    took = []
    for number in range(count):
        note = collection.new_note(kind)
        note["Front"] = f"s1 {time.monotonic_ns()}"
        note["Back"] = f"hr {70 + number % 9}, 120/80, SpO2 97, RR 14"
        begun = time.perf_counter()
        collection.add_note(note, DeckId(1))
        took.append(time.perf_counter() - begun)
    collection.close()
    print(json.dumps(took))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
