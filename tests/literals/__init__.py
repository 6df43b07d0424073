"""Any text, written by a language's ``literal`` and ``comment``, read by its real compiler."""
