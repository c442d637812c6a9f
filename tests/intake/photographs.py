"""Small photographs to upload."""

from io import BytesIO
from typing import Any

from PIL import Image


def jpeg(size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (30, 110, 105)).save(out, "JPEG", **more)
    return out.getvalue()
