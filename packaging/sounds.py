"""Makes the few sounds of the program; run once, the files are kept in resources/sounds.

Soft sine tones with rounded edges, each with a shape of its own: they are told
apart with eyes closed, and none of them is a monitor's alarm (IEC 60601-1-8
bursts are left to monitors).
"""

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
LOUDEST = 0.35
EDGE_S = 0.02
SOUNDS: dict[str, list[tuple[float, float]]] = {
    # (Hz, seconds); 0 Hz is silence
    "due": [(523.25, 0.28)],
    "overdue": [(523.25, 0.18), (0.0, 0.06), (659.25, 0.26)],
    "alert": [(783.99, 0.14), (0.0, 0.05), (783.99, 0.14), (0.0, 0.05), (783.99, 0.22)],
    "finished": [(659.25, 0.22), (0.0, 0.04), (523.25, 0.22), (0.0, 0.04), (392.0, 0.4)],
}


def samples(tones: list[tuple[float, float]]) -> bytes:
    """The tones one after the other, as 16-bit samples."""
    found = bytearray()
    for hertz, seconds in tones:
        count = round(RATE * seconds)
        for place in range(count):
            edge = min(1.0, place / (RATE * EDGE_S), (count - place) / (RATE * EDGE_S))
            level = LOUDEST * edge * math.sin(2 * math.pi * hertz * place / RATE)
            found += struct.pack("<h", round(32_767 * level))
    return bytes(found)


def write(folder: Path) -> None:
    """Write every sound."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, tones in SOUNDS.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples(tones))


if __name__ == "__main__":
    write(Path(__file__).resolve().parent.parent / "resources" / "sounds")
