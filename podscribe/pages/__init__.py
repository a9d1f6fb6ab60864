"""Episode pages as a whole: new ones like the show's others."""

from podscribe.pages.new import NewPage, PageFacts, new_page, slug_of_person, slug_of_title

__all__ = ["NewPage", "PageFacts", "new_page", "slug_of_person", "slug_of_title"]
