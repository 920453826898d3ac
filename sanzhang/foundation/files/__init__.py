"""Files: photos and papers that people bring or the system makes.

Owns: stored files (a row and its bytes, checked by SHA-256 at each reading).
Verbs: reencode (a photo, without any metadata), keep_photo, keep_bytes, sweep.
Photos are decoded and written anew, so nothing that was hidden in them is kept.
"""
