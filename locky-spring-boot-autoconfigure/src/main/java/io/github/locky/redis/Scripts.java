package io.github.locky.redis;

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
	 * Where the scripts are on the classpath.
	 */
	static final String LOCATION = "META-INF/scripts/locky/";

	static final RedisScript<String> LAYOUT = script(String.class, "layout");

	static final RedisScript<String> CHECK = script(String.class, "base", "common", "check");

	static final RedisScript<String> LOCK = script(String.class, "base", "lock-free", "common", "locking", "lock");

	static final RedisScript<List> LOCK_ALL = script(List.class, "base", "common", "locking", "lock-all");

	static final RedisScript<String> UNLOCK = script(String.class, "base", "unlock-one", "common", "unlocking",
			"unlock");

	static final RedisScript<String> HAND_OVER = script(String.class, "base", "common", "locking", "hand-over");

	static final RedisScript<String> UNLOCK_ANYONE = script(String.class, "base", "common", "unlocking",
			"unlock-anyone");

	static final RedisScript<List> REFRESH = script(List.class, "base", "common", "refresh");

	static final RedisScript<String> SETTLE = script(String.class, "base", "common", "settle");

	static final RedisScript<List> POLL = script(List.class, "base", "common", "poll");

	static final RedisScript<List> READ = script(List.class, "base", "common", "read");

	static final RedisScript<List> PAGE = script(List.class, "base", "page");

	static final RedisScript<List> JOURNAL = script(List.class, "base", "journal");

	private Scripts() {
	}

	private static <T> RedisScript<T> script(Class<T> resultType, String... parts) {
		StringBuilder source = new StringBuilder();
		for (String part : parts) {
			source.append(read(part));
		}
		return RedisScript.of(source.toString(), resultType);
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
