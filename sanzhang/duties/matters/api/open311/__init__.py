"""Open311 GeoReport v2: what cities' programs speak, answered in JSON and XML.

A service is a kind of the catalogue, a jurisdiction a division code of 4, 6, 9 or 12 digits. Without a key one reads
that there are matters, where (by building) and how far they are, and no word of theirs.
"""
