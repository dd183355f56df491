"""Writes the picture files of this folder and, as NAME.rgb, their pixels as Pillow decodes them
([height, width, 3] uint8). Run with Pillow 13.0 and NumPy; the tests need the files only."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, features

H, W = 29, 37
y, x = np.mgrid[0:H, 0:W]
rng = np.random.default_rng(7)
base = np.stack([x * 7 % 256, y * 9 % 256, (x * y) % 256], -1).astype(np.float64)
base = np.clip(base * 0.7 + rng.integers(0, 77, (H, W, 3)), 0, 255).astype(np.uint8)
rgb = Image.fromarray(base)


def keep(name, data, expected=None):
    with open(name, "wb") as f:
        f.write(data)
    if expected is None:
        expected = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    assert expected.shape == (H, W, 3) and expected.dtype == np.uint8
    with open(name + ".rgb", "wb") as f:
        f.write(expected.tobytes())


def save(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


keep("ycbcr420.jpg", save(rgb, format="JPEG", quality=85, subsampling=2))
keep("ycbcr422.jpg", save(rgb, format="JPEG", quality=85, subsampling=1))
keep("ycbcr444.jpg", save(rgb, format="JPEG", quality=95, subsampling=0))
keep("progressive.jpg", save(rgb, format="JPEG", quality=80, progressive=True))
keep("rgb.jpg", save(rgb, format="JPEG", quality=90, keep_rgb=True))
keep("grey.jpg", save(rgb.convert("L"), format="JPEG", quality=85))
keep("cmyk.jpg", save(rgb.convert("CMYK"), format="JPEG", quality=92))
lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
keep("profile.jpg", save(rgb, format="JPEG", quality=85, icc_profile=srgb))
keep("wrong_profile.jpg", save(rgb, format="JPEG", quality=85, icc_profile=lab))
exif = Image.Exif()
exif[0x0112] = 6
turned = save(rgb, format="JPEG", quality=85, exif=exif)
keep("turned.jpg", turned)
# Without the JFIF segment the colours must be guessed from component ids.
plain = save(rgb, format="JPEG", quality=85, subsampling=0)
assert plain[2:4] == b"\xff\xe0"
keep("no_jfif.jpg", plain[:2] + plain[4 + struct.unpack(">H", plain[4:6])[0]:])

keep("rgb.png", save(rgb, format="PNG"))
alpha = rgb.copy()
alpha.putalpha(Image.fromarray((x * 255 // W).astype(np.uint8)))
keep("alpha.png", save(alpha, format="PNG"))
keep("palette.png", save(rgb.quantize(16), format="PNG"))
keep("grey.png", save(rgb.convert("L"), format="PNG"))
keep("grey_alpha.png", save(alpha.convert("LA"), format="PNG"))
keep("bilevel.png", save(rgb.convert("1"), format="PNG"))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png16(colour, samples, expected):
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = struct.pack(">IIBBBBB", W, H, 16, colour, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"gAMA", struct.pack(">I", 45455))
    return data + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""), expected


wide = base.astype(np.uint16) * 256 + rng.integers(0, 256, base.shape, dtype=np.uint16)
keep("rgb16.png", *png16(2, wide, base))
keep("grey16.png", *png16(0, wide[:, :, 0], np.repeat(base[:, :, :1], 3, 2)))

keep("rgb.bmp", save(rgb, format="BMP"))
keep("palette.bmp", save(rgb.quantize(16), format="BMP"))
keep("grey.bmp", save(rgb.convert("L"), format="BMP"))
keep("lossless.webp", save(rgb, format="WEBP", lossless=True))
keep("lossless_alpha.webp", save(alpha, format="WEBP", lossless=True, exact=True))
keep("lossy.webp", save(rgb, format="WEBP", quality=90))
print("ok", features.version("jpg"), features.version("webp"))
