"""The agenda in, pure: matters from a municipality's own lists, as one value whatever source they came from.

A source is one module in `agenda/sources/`. What is already known here and what has changed is told by `items`; a
person confirms. Nothing here reads a network or a database.
"""
