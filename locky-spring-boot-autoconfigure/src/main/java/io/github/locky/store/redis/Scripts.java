package io.github.locky.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * The scripts, each read once: a script made of a resource would look at its file at
 * every execution.
 */
final class Scripts {

	/**
	 * Where the scripts are on the classpath. Each but the layout is composed of the
	 * library and its own file.
	 */
	static final String LOCATION = "META-INF/scripts/locky/";

	private static final String LIBRARY = read("library");

	static final RedisScript<String> LOCK = script(String.class, "lock");

	static final RedisScript<List> LOCK_ALL = script(List.class, "lock");

	static final RedisScript<String> PROBE = script(String.class, "probe");

	static final RedisScript<String> UNLOCK = script(String.class, "unlock");

	static final RedisScript<String> HAND_OVER = script(String.class, "hand-over");

	static final RedisScript<List> REFRESH = script(List.class, "refresh");

	static final RedisScript<String> EXPIRE = script(String.class, "expire");

	static final RedisScript<String> LEAVE = script(String.class, "leave");

	static final RedisScript<List> POLL = script(List.class, "poll");

	static final RedisScript<List> READ = script(List.class, "read");

	static final RedisScript<List> SCAN = script(List.class, "scan");

	static final RedisScript<String> REQUEST_RELEASE = script(String.class, "request-release");

	static final RedisScript<List> EXPIRING = script(List.class, "expiring");

	static final RedisScript<List> JOURNAL = script(List.class, "journal");

	static final RedisScript<List> CHECK = script(List.class, "check");

	static final RedisScript<String> LAYOUT = RedisScript.of(read("layout"), String.class);

	private Scripts() {
	}

	private static <T> RedisScript<T> script(Class<T> resultType, String name) {
		return RedisScript.of(LIBRARY + read(name), resultType);
	}

	private static String read(String name) {
		try {
			return new ClassPathResource(LOCATION + name + ".lua", Scripts.class.getClassLoader())
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Script '" + name + "' cannot be read", ex);
		}
	}

}
