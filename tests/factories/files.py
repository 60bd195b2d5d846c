"""Real files of the types that an attachment may have."""

import io

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def make_picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    into = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(into, form, **options)
    return into.getvalue()
