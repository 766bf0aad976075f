"""The thirteen services written by hand, once in Numba and once in SQL, as rivals of the kernel."""
