"""Text and files that only Praxis can read: AES-256-GCM, bound to where they stand.

`envelope` seals a text, `frames` a stream, `keys` are the numbered keys, `key_file` their file,
`vault` what the rest of the program is handed. None of it knows what it seals.
"""
