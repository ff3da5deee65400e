package io.github.locky.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the replies of the lock scripts, described in {@code locking.lua}.
 */
final class LockReply {

	// The bell, a letter and a space come before
	private static final int ID = 3;

	private LockReply() {
	}

	static LockResult parse(List<String> replies, List<String> resources, @Nullable Duration ttl, long asked) {
		String first = replies.get(0);
		boolean awaited = first.charAt(1) == 'W';
		if (awaited || first.charAt(1) == 'H') {
			String[] fields = first.split(" ", 3);
			return new LockResult.Refused((replies.size() > 1) ? replies.get(1) : resources.get(0), fields[2],
					remaining(fields[1]), awaited);
		}
		List<LockResult.Grant> grants = new ArrayList<>(resources.size());
		for (int i = 0; i < resources.size(); i++) {
			grants.add(grant(resources.get(i), replies.get(i), ttl));
		}
		return new LockResult.Granted(grants, asked);
	}

	private static LockResult.Grant grant(String resource, String reply, @Nullable Duration ttl) {
		int end = reply.indexOf(' ', ID);
		long token = FencingToken.of((end < 0) ? reply.substring(ID) : reply.substring(ID, end));
		String rest = reply.substring(end + 1);
		return switch (reply.charAt(1)) {
			case 'L' -> new LockResult.Grant(resource, token, false, ttl, null);
			case 'T' -> new LockResult.Grant(resource, token, false, ttl, rest);
			case 'R' -> new LockResult.Grant(resource, token, false, remaining(rest), null);
			case 'K' -> new LockResult.Grant(resource, token, true, remaining(rest), null);
			default -> throw new IllegalStateException("Unexpected reply '" + reply + "'");
		};
	}

	static @Nullable Duration remaining(String millis) {
		long value = Long.parseLong(millis);
		return (value >= 0) ? Duration.ofMillis(value) : null;
	}

}
