package io.github.locky;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.locky.event.LockyEvent;
import io.github.locky.store.JournalEntry;

/**
 * Compares what the journal says happened, what lockers were told and what a listener
 * heard.
 */
final class HistoryChecker {

	private final List<String> contradictions = new ArrayList<>();

	private final Map<String, JournalEntry> owners = new HashMap<>();

	private final Map<String, JournalEntry> begun = new HashMap<>();

	private final Map<String, JournalEntry> ended = new HashMap<>();

	private long lastToken;

	private HistoryChecker() {
	}

	/**
	 * Check a history.
	 * @param journal all entries of the journal
	 * @param told what lockers were told: {@code locked <resource> <token> <locker>} or
	 * {@code unlocked <resource> <token> <locker>}
	 * @param heard the events a listener heard, {@code <kind> <resource> <token>
	 * <locker>}
	 * @return the contradictions, none if all is well
	 */
	static List<String> check(List<JournalEntry> journal, List<String> told, List<String> heard) {
		HistoryChecker checker = new HistoryChecker();
		journal.forEach(checker::follow);
		told.forEach(checker::compare);
		List<String> happened = journal.stream().map(HistoryChecker::inWords).toList();
		if (!heard.equals(happened)) {
			checker.contradictions.add("The events heard are not the transitions: " + heard.size() + " and "
					+ happened.size() + ", " + firstDifference(heard, happened));
		}
		return checker.contradictions;
	}

	private static String firstDifference(List<String> heard, List<String> happened) {
		int i = 0;
		while (i < Math.min(heard.size(), happened.size()) && heard.get(i).equals(happened.get(i))) {
			i++;
		}
		return "different from number " + i;
	}

	private void follow(JournalEntry entry) {
		if (entry.kind().isLocked()) {
			JournalEntry owner = this.owners.put(entry.resource(), entry);
			if (owner != null && entry.kind() != JournalEntry.Kind.FORCED) {
				this.contradictions.add("Two owners: " + inWords(owner) + " and " + inWords(entry));
			}
			if (entry.token() <= this.lastToken) {
				this.contradictions.add("The token does not rise: " + inWords(entry));
			}
			this.lastToken = entry.token();
			this.begun.put(key(entry), entry);
		}
		else {
			JournalEntry owner = this.owners.remove(entry.resource());
			if (owner == null || owner.token() != entry.token() || !owner.locker().equals(entry.locker())) {
				this.contradictions.add("Ended what was not held: " + inWords(entry));
			}
			this.ended.put(key(entry), entry);
		}
	}

	private void compare(String line) {
		String key = line.substring(line.indexOf(' ') + 1);
		if (line.startsWith("locked ") && !this.begun.containsKey(key)) {
			this.contradictions.add("Told but not in the journal: " + line);
		}
		JournalEntry end = this.ended.get(key);
		if (line.startsWith("unlocked ") && (end == null || end.kind() != JournalEntry.Kind.UNLOCKED)) {
			this.contradictions.add("Told but not in the journal: " + line);
		}
	}

	private static String key(JournalEntry entry) {
		return entry.resource() + " " + entry.token() + " " + entry.locker();
	}

	/**
	 * Return what an instance has heard.
	 * @param instance the instance
	 * @return the events so far, as they are to be compared
	 */
	static List<String> heardBy(LockyInstance instance) {
		return instance.events(LockyEvent.class).stream().map((event) -> {
			String kind = event.getClass().getSimpleName().replaceAll("Resource|Event", "").toLowerCase();
			return kind + " " + event.getResource() + " " + event.getFencingToken() + " " + event.getLocker();
		}).toList();
	}

	static String inWords(JournalEntry entry) {
		String kind = (entry.kind().isLocked()) ? "locked" : entry.kind().name().toLowerCase();
		return kind + " " + key(entry);
	}

}
