"""Exchange documents by Anki's incremental sync: its own Python, its own server, this computer.

Run by sync_peers.py, with the Python that Anki is in: anki_sync.py DOCUMENTS FOLDER PORT.
Prints the seconds that sending and fetching took, as JSON.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.errors import NetworkError

ANSWERS_WITHIN_S = 30.0


def begin_whole(collection: Collection, auth: object, *, upload: bool) -> None:
    """The first exchange of a collection, which Anki makes of a whole file."""
    collection.sync_collection(auth, sync_media=False)
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
    collection.reopen(after_full_sync=True)


def timed(collection: Collection, auth: object) -> float:
    """Seconds of an incremental exchange."""
    begun = time.perf_counter()
    out = collection.sync_collection(auth, sync_media=False)
    taken = time.perf_counter() - begun
    assert out.required == out.NO_CHANGES, out
    return taken


def logged_in(collection: Collection, url: str) -> object:
    """Sign in, once the server answers."""
    end = time.monotonic() + ANSWERS_WITHIN_S
    while time.monotonic() < end:
        with suppress(NetworkError):
            return collection.sync_login("a", "b", url)
    raise SystemExit("Anki's server does not answer.")


def main(documents: Path, folder: Path, port: str) -> None:
    """Measure and print."""
    settings = {"SYNC_USER1": "a:b", "SYNC_HOST": "127.0.0.1", "SYNC_PORT": port}
    settings |= {"SYNC_BASE": str(folder / "server"), "MAX_SYNC_PAYLOAD_MEGS": "1000"}
    server = subprocess.Popen(
        [sys.executable, "-m", "anki.syncserver"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        one, two = (Collection(str(folder / f"{name}.anki2")) for name in ("one", "two"))
        auth = logged_in(one, f"http://127.0.0.1:{port}/")
        begin_whole(one, auth, upload=True)
        begin_whole(two, auth, upload=False)
        kind, deck = one.models.by_name("Basic"), one.decks.id("Default")
        made = []
        for number, body in enumerate(documents.read_text(encoding="utf-8").splitlines()):
            note = one.new_note(kind)
            note["Front"], note["Back"] = str(number), body
            made.append(AddNoteRequest(note, deck))
        one.add_notes(made)
        taken = {"push": timed(one, auth), "pull": timed(two, auth)}
        assert two.note_count() == len(made)
        print(json.dumps(taken))
        one.close()
        two.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
