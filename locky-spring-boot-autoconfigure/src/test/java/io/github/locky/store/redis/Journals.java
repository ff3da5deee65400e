package io.github.locky.store.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.locky.store.JournalEntry;
import io.github.locky.testing.RedisServer;

/**
 * What the journals in Redis say, read past Locky.
 */
public final class Journals {

	/**
	 * What the byte that ends a name is decoded to.
	 */
	static final String END_OF_NAME = "\uFFFD";

	private static final String APPEND = "return redis.call('XADD', KEYS[1], ARGV[1], 'e', (string.gsub(ARGV[2], '|', '\\255')))";

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
			byte[] bytes = bytes(packed);
			entries.add(JournalCodec.entry(EntryId.parse((String) entry.get(0)), bytes, 0, bytes.length));
		}
		return entries;
	}

	/**
	 * Append an entry to a journal as Locky does.
	 * @param server the server that has it
	 * @param key its key
	 * @param id the id of the entry
	 * @param packed the field, with {@code |} for the byte that ends a name
	 */
	public static void append(RedisServer server, String key, String id, String packed) {
		server.command("EVAL", APPEND, "1", key, id, packed);
	}

	/**
	 * Replace a journal by another one.
	 * @param server the server that has it
	 * @param key its key
	 * @param id the id of the only entry
	 * @param packed the field, with {@code |} for the byte that ends a name
	 */
	public static void replace(RedisServer server, String key, String id, String packed) {
		server.command("EVAL", "redis.call('DEL', KEYS[1]) " + APPEND, "1", key, id, packed);
	}

	/**
	 * Undo decoding.
	 * @param packed a field of a journal entry, decoded as if it were text
	 * @return the bytes
	 */
	static byte[] bytes(String packed) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		String separator = "";
		for (String name : packed.split(END_OF_NAME, -1)) {
			if (!separator.isEmpty()) {
				bytes.write(0xFF);
			}
			bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
			separator = END_OF_NAME;
		}
		return bytes.toByteArray();
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
