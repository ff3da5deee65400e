merge into article using (values
	(1, 'The ferry is back on time', 'After eleven weeks in dry dock the harbour ferry took up its service again this morning. It left the quay at 6.10, as the timetable says, with forty passengers and one bicycle on board.

The new engine is quieter than the old one. Regulars say they can hear the gulls now.'),
	(2, 'Tide tables were a day off', 'For a whole week the tables at the pier told the tides of the day before. Nobody noticed but the mussel pickers, who had stopped reading them years ago.

The harbour office has printed new ones.'),
	(3, 'New lamp for the lighthouse', 'The lamp of 1961 goes to the museum. Its successor needs a tenth of the power and can be seen two miles farther out, which the owls on the cape are said not to appreciate.'),
	(4, 'Bakers settle by breakfast', 'At ten to four the bakers and the mill agreed on a price for flour. The ovens were lit at four, and by six there were rolls in all quarters of the town.

Both sides call it a compromise. The rolls cost the same.'),
	(5, 'The library opens at night', 'From next month the reading room stays open until two in the morning, on trial, with one lamp for each desk and coffee from the machine in the hall.')
) as seed (id, title, text) on article.id = seed.id
when not matched then insert (id, title, text, saved_by) values (seed.id, seed.title, seed.text, 'The archive');
