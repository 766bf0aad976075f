"""Rates of what happens to people: from national tables, a city's own files, official projections."""

from sakimawari.anticipate.projection.rates.begin import Beginning as Beginning
from sakimawari.anticipate.projection.rates.begin import as_one as as_one
from sakimawari.anticipate.projection.rates.begin import begin_from_tables as begin_from_tables
from sakimawari.anticipate.projection.rates.begin import rates_of_tables as rates_of_tables
from sakimawari.anticipate.projection.rates.cohort import expected as expected
from sakimawari.anticipate.projection.rates.defaults import default_rates as default_rates
from sakimawari.anticipate.projection.rates.doubt import default_doubt as default_doubt
from sakimawari.anticipate.projection.rates.draws import drawn as drawn
from sakimawari.anticipate.projection.rates.living import default_social as default_social
from sakimawari.anticipate.projection.rates.raking import aligned as aligned
from sakimawari.anticipate.projection.rates.town_doubt import learn_errors as learn_errors
from sakimawari.anticipate.projection.rates.town_fit import fit_towns as fit_towns
from sakimawari.anticipate.projection.rates.town_fit import starting_counts as starting_counts
from sakimawari.anticipate.projection.rates.town_table import is_town_table as is_town_table
from sakimawari.anticipate.projection.rates.town_table import read_town_table as read_town_table
from sakimawari.anticipate.projection.rates.vital import read_vital as read_vital
