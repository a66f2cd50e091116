"""The lock for PDFium, which is not thread-safe even across separate documents.

The background worker redacts papers and reads packs back while the window shows a paper. Hold the lock for one page at
a time, so that neither waits long for the other.
"""

import threading

PDFIUM_LOCK = threading.RLock()
