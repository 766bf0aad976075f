"""A folder of a clerk's tables read: applicants, places, extra points, sibling wishes, decisions."""
