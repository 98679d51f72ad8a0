"""The instruments as data: a library (scales, lists, groups, laws, workflow) and one YAML file per instrument.

`model` gives their shape, `loading` reads and pins them, `lint` finds what a shape cannot say.
"""
