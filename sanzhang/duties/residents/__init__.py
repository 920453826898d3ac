"""§4.1 Residents: who lives behind which door, with the least data that serves.

Owns: homes (person × household, dated). No ID number, no religion, no political view.
Verbs: settle, move_out.
Answers: who lives with whom, so that no one handles a matter of his own household (R15).
Asks of lower floors: territory (households), people, journal.
"""
