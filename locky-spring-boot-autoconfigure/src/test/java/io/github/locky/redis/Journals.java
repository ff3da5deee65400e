package io.github.locky.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.locky.testing.RedisServer;

/**
 * What the journals in Redis say, read past Locky.
 */
public final class Journals {

	private Journals() {
	}

	/**
	 * Return all entries of a journal.
	 * @param server the server that has it
	 * @param key its key
	 * @return the entries in order
	 */
	public static List<JournalEntry> entries(RedisServer server, String key) {
		List<JournalEntry> entries = new ArrayList<>();
		for (Object element : (List<?>) server.command("XRANGE", key, "-", "+")) {
			List<?> entry = (List<?>) element;
			String packed = (String) ((List<?>) entry.get(1)).get(1);
			entries.add(JournalEntry.parse((String) entry.get(0), packed.getBytes(StandardCharsets.UTF_8)));
		}
		return entries;
	}

	/**
	 * Return what happened to each resource, in words.
	 * @param server the server that has the journal
	 * @param key the key of the journal
	 * @return the transitions in order by resource
	 */
	public static Map<String, List<String>> histories(RedisServer server, String key) {
		Map<String, List<String>> histories = new LinkedHashMap<>();
		entries(server, key)
			.forEach((entry) -> histories.computeIfAbsent(entry.resource(), (resource) -> new ArrayList<>())
				.add(inWords(entry)));
		return histories;
	}

	private static String inWords(JournalEntry entry) {
		String kind = (entry.kind().isLocked()) ? "locked" : entry.kind().name().toLowerCase();
		return kind + " " + entry.resource() + " by " + entry.locker() + " #" + entry.token();
	}

}
