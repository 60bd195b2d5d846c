"""Praxis beside a system that does the same job, on one database server: `script/bench peers`."""
