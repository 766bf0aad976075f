"""A round's result as files: tables, lists to print, waiting lists, pictures, figures."""
