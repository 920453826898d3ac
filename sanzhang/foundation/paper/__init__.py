"""Paper: documents in and out.

Owns: reading of tables as offices keep them (.xlsx, .xls, .csv), writing of workbooks, typesetting of PDFs, QR codes.
Verbs: read_tables, match_headers, write_workbook, mark_faults, typeset, missing_glyphs, qr_svg.
What is read is text with its true place (sheet, row, column); what goes out can't execute (R18).
"""
