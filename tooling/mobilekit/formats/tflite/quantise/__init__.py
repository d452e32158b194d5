"""The kit's own 8-bit quantiser: statistics of a float net -> ranges -> integers, and the corrections in between."""
