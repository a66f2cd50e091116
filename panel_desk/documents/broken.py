"""The exceptions that damaged PDFs raise."""

import pikepdf
import pypdfium2

BROKEN = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What pikepdf and pypdfium2 raise for malformed files; `None` where a number belongs raises in our own code too."""
