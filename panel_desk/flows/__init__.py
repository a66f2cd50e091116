"""Actions that need documents or exchange beside operations, such as signing minutes; one module per action.

A flow has three steps:

1. read: asks the desk and returns a frozen record of all that is needed.
2. make: turns it into bytes. It touches neither the desk nor a widget, so that the window's worker may do it.
3. record: does one operation, which is one commit.

Where making is quick, one function does all three. A step that needs the desk takes it as its first parameter; the
window runs it by `DeskBridge.run`. What needs no desk at all belongs to `documents`, `exchange` or `rules`, and what
needs only the desk to `operations` or `queries`. The reasons are in `docs/decisions/0018-flows.md`.
"""
