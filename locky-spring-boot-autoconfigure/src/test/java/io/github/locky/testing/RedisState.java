package io.github.locky.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Everything a {@link RedisServer} holds in its first database, to be compared.
 */
public final class RedisState {

	private RedisState() {
	}

	/**
	 * Return what each key holds, and whether it expires.
	 * @param server the server
	 * @return the content by key
	 */
	public static Map<String, String> of(RedisServer server) {
		Map<String, String> state = new TreeMap<>();
		try (RespConnection connection = server.connect()) {
			for (Object element : (List<?>) connection.command("KEYS", "*")) {
				String key = (String) element;
				boolean expires = ((Long) connection.command("PTTL", key)) >= 0;
				String content = content(connection, key);
				if (content != null) {
					state.put(key, content + ((expires) ? " expires" : ""));
				}
			}
		}
		return state;
	}

	// Nothing if the key has gone meanwhile
	private static @Nullable String content(RespConnection connection, String key) {
		String type = (String) connection.command("TYPE", key);
		Object content = switch (type) {
			case "string" -> connection.command("GET", key);
			case "hash" -> sorted(connection.command("HGETALL", key));
			case "zset" -> connection.command("ZRANGE", key, "0", "-1", "WITHSCORES");
			case "list" -> connection.command("LRANGE", key, "0", "-1");
			case "stream" -> connection.command("XRANGE", key, "-", "+");
			case "none" -> null;
			default -> throw new IllegalStateException("No test needs a " + type);
		};
		return (content != null) ? type + " " + content : null;
	}

	private static List<String> sorted(Object fieldsAndValues) {
		List<?> flat = (List<?>) fieldsAndValues;
		List<String> pairs = new ArrayList<>();
		for (int i = 0; i < flat.size(); i += 2) {
			pairs.add(flat.get(i) + "=" + flat.get(i + 1));
		}
		Collections.sort(pairs);
		return pairs;
	}

}
