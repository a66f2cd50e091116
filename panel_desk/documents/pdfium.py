"""PDFium works for one thread at a time, whatever the documents. Whoever asks it for something holds `PDFIUM_LOCK`.

The worker blots out phrases and reads packs back while a paper is open in the window. Hold it for a page at a time, so
that neither waits long for the other.
"""

import threading

PDFIUM_LOCK = threading.RLock()
