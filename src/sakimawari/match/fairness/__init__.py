"""How a result fell on wards, languages and kinds of households."""
