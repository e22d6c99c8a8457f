"""What is read most: counted without a write on any page, kept as rows, and without knowing who reads.

`counting` tells a reader from a robot and a repeat, `gathering` keeps counts in memory and brings them in by batches,
`ranking` makes the lists of them, a minute's work.
"""
