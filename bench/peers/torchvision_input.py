"""Decoding and BYOL's two views with torchvision: prints {what: CPU milliseconds} as JSON.

Arguments: pil (pictures as PIL images) or v2 (transforms v2 on tensors), and a folder of JPEG files.
"""

import io
import json
import sys
import time
from pathlib import Path

import torch
import torchvision.transforms as v1
import torchvision.transforms.v2 as v2
from PIL import Image
from torchvision.io import decode_jpeg

SIZE = 224
COUNT = 100
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def view(transforms, to_floats, blur, solarize):
    """One of BYOL's two views, of `torchvision.transforms` or of its version 2."""
    return transforms.Compose(
        [
            transforms.RandomResizedCrop(SIZE, scale=(0.08, 1), interpolation=transforms.InterpolationMode.BICUBIC),
            transforms.RandomHorizontalFlip(),
            transforms.RandomApply([transforms.ColorJitter(0.4, 0.4, 0.2, 0.1)], 0.8),
            transforms.RandomGrayscale(0.2),
            transforms.RandomApply([transforms.GaussianBlur(23, (0.1, 2.0))], blur),
            transforms.RandomSolarize(128, solarize),
            to_floats,
            transforms.Normalize(MEAN, DEVIATION),
        ]
    )


def pil_decode(file):
    return Image.open(io.BytesIO(file)).convert("RGB")


def tensor_decode(file):
    return decode_jpeg(torch.frombuffer(bytearray(file), dtype=torch.uint8))


def milliseconds_each(work):
    for i in range(COUNT // 5):
        work(i)
    start = time.process_time()
    for i in range(COUNT):
        work(i)
    return (time.process_time() - start) / COUNT * 1e3


def main(mode, folder):
    torch.set_num_threads(1)
    files = [path.read_bytes() for path in sorted(Path(folder).glob("*.jpg"))]
    if mode == "pil":
        transforms, to_floats, decode = v1, v1.ToTensor(), pil_decode
    else:
        transforms, to_floats, decode = v2, v2.ToDtype(torch.float32, scale=True), tensor_decode
    first, second = (view(transforms, to_floats, *settings) for settings in [(1.0, 0.0), (0.1, 0.2)])

    def both(i):
        picture = decode(files[i % len(files)])
        first(picture)
        second(picture)

    result = {
        "decode": milliseconds_each(lambda i: decode(files[i % len(files)])),
        f"decode, two views of {SIZE} px": milliseconds_each(both),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
