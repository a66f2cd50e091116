"""Operations on meetings, from the calendar to panel day."""
