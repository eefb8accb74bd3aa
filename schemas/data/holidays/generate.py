"""Writes holidays.csv beside it: nationwide public holidays of the eight countries, by year.

    pip install holidays==0.109
    python generate.py

Days that are holidays in some regions only are left out; those that fall on a weekend stay in.
"""

import csv
from pathlib import Path

import holidays

COUNTRIES = ["NL", "BE", "DE", "FR", "IT", "ES", "SE", "PT"]
YEARS = range(2024, 2036)


def main():
    with (Path(__file__).parent / "holidays.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["country", "date", "name"])
        for country in COUNTRIES:
            days = holidays.country_holidays(country, years=YEARS, language="en_US")
            rows.writerows([country, day.isoformat(), name] for day, name in sorted(days.items()))


if __name__ == "__main__":
    main()
