"""The templates reports are printed from, and the program that draws the DOCX ones."""
