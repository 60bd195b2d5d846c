from praxis.demo.hours import Period, read_periods


def test_periods_are_minutes_of_the_day() -> None:
    assert read_periods("09:00-12:00 14:00-17:30") == [Period(540, 720), Period(840, 1050)]


def test_no_text_is_no_period() -> None:
    assert read_periods("") == []
