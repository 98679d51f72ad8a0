"""Files broken in the ways that happen to files: bytes flipped, cut, doubled, moved, and cells of another kind."""

from __future__ import annotations

import io
import random
import zipfile

PIECES = (
    b'"',
    b",",
    b"\n",
    b"\r",
    b'"\n"',
    b";",
    b"\t",
    b"\0",
    b"-",
    b"\xef\xbb\xbf",
    b"{",
    b"}",
    b"[",
    b"<",
    b">",
    b"&",
)
CELLS = (
    b"9" * 30,
    b"-1",
    b"1e400",
    b"NaN",
    b"0x1",
    b"\xe4",
    b"\xb2",
    b"true",
    b"null",
    b" ",
    b"''",
    b"=1+1",
    b"\xf0\x9f\x98\x80",
)
SWAPS = ((b",", b";"), (b"\n", b"\r"), (b"1", b"2"), (b"id", b"ID"), (b";", b","), (b":", b"="), (b"e", b"\xc3\xa9"))


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with one to four faults; of a package also inside one of its parts, packed again."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        return _inside(content, chance)
    return broken(content, chance)


def broken(content: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four faults."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(9):
            case 0 if data:
                data[at % len(data)] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 60)]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 8))
            case 3:
                data[at:at] = data[at : at + chance.randint(1, 200)]
            case 4:
                data[at:at] = chance.choice(PIECES)
            case 5:
                data[at:at] = chance.choice(CELLS)
            case 6:
                del data[at:]
            case 7:
                lines = data.split(b"\n")
                chance.shuffle(lines)
                data = bytearray(b"\n".join(lines))
            case _:
                data = bytearray(data.replace(*chance.choice(SWAPS)))
    return bytes(data)


def _inside(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    hit = chance.choice(sorted(parts))
    parts[hit] = broken(parts[hit], chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()
