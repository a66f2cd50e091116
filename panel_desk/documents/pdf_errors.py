"""The exceptions that reading a damaged PDF raises."""

import pikepdf
import pypdfium2

PDF_ERRORS = (
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
"""What pikepdf and pypdfium2 raise for malformed files, and our own code for a `None` where a number is expected."""
