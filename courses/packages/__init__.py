"""Course packages: a folder (or its zip) a person can read and keep in version control.

``reading`` parses and checks the files, ``importing`` writes them into the CMS, ``exporting`` writes them back.
The format is described in docs/course-packages.md.
"""
