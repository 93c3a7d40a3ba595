from curriculum.views.catalogue import catalogue
from curriculum.views.course import course_page
from curriculum.views.glossary import glossary

__all__ = ["catalogue", "course_page", "glossary"]
