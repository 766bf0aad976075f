"""Rates of what happens to people: from national tables, a city's own files, official projections."""

from sakimawari.anticipate.projection.rates.defaults import default_rates as default_rates
from sakimawari.anticipate.projection.rates.doubt import default_doubt as default_doubt
from sakimawari.anticipate.projection.rates.draws import drawn as drawn
from sakimawari.anticipate.projection.rates.living import default_social as default_social
