package io.github.locky.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.locky.HeldLock;
import io.github.locky.store.FencingToken;
import io.github.locky.store.InstanceId;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.ReleaseResult;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replies of scripts; each script says at its beginning what it replies.
 */
final class Replies {

	// What tells whether messages can be sent, a letter and a space come before
	private static final int ID = 3;

	private static final String NOT_OURS = "-";

	private Replies() {
	}

	static Letters.Reply letter(String reply, int index) {
		return Letters.Reply.of(reply.charAt(1 + index));
	}

	static LockResult lock(List<String> replies, LockCommand command, long asked) {
		List<String> resources = command.resources();
		String first = replies.get(0);
		Letters.Reply letter = letter(first, 0);
		if (letter == Letters.Reply.HELD || letter == Letters.Reply.QUEUE) {
			return refused((replies.size() > 1) ? replies.get(1) : resources.get(0), first.split(" ", 6));
		}
		List<LockResult.Grant> grants = new ArrayList<>(resources.size());
		for (int i = 0; i < resources.size(); i++) {
			grants.add(grant(resources.get(i), replies.get(i), command.ttl()));
		}
		return new LockResult.Granted(command.acquisition(), grants, asked);
	}

	private static LockResult.Refused refused(String resource, String[] fields) {
		Duration remaining = remaining(fields[1]);
		int place = Integer.parseInt(fields[2]);
		return (fields.length > 3) ? new LockResult.Refused(resource,
				held(resource, fields[3], remaining, fields[4], fields[5]), remaining, place)
				: new LockResult.Refused(resource, null, remaining, place);
	}

	private static LockResult.Grant grant(String resource, String reply, @Nullable Duration ttl) {
		int end = reply.indexOf(' ', ID);
		long token = EntryId.parse((end < 0) ? reply.substring(ID) : reply.substring(ID, end));
		String rest = reply.substring(end + 1);
		return switch (letter(reply, 0)) {
			case LOCKED -> new LockResult.Grant(resource, token, ttl, null, null);
			case FORCED -> new LockResult.Grant(resource, token, ttl, rest, null);
			case REPEATED -> new LockResult.Grant(resource, token, remaining(rest), null, null);
			case KEPT -> {
				int space = rest.indexOf(' ');
				yield new LockResult.Grant(resource, token, remaining(rest.substring(0, space)), null,
						rest.substring(space + 1));
			}
			default -> throw new IllegalStateException("Unexpected reply '" + reply + "'");
		};
	}

	static List<ReleaseResult> released(String reply) {
		List<ReleaseResult> released = new ArrayList<>();
		int next = 1;
		while (next < reply.length()) {
			Letters.Reply letter = Letters.Reply.of(reply.charAt(next));
			int begin = ++next;
			while (next < reply.length() && Character.isDigit(reply.charAt(next))) {
				next++;
			}
			released.add(released(letter, reply.substring(begin, next)));
		}
		return released;
	}

	private static ReleaseResult released(Letters.Reply letter, String millis) {
		return switch (letter) {
			case UNLOCKED -> ReleaseResult.UNLOCKED;
			case STAYS -> ReleaseResult.staying(Duration.ofMillis(Long.parseLong(millis)));
			default -> ReleaseResult.NOT_HELD;
		};
	}

	static @Nullable Duration remaining(String millis) {
		long value = Long.parseLong(millis);
		return (value >= 0) ? Duration.ofMillis(value) : null;
	}

	static @Nullable HeldLock heldOrFree(String resource, String reply) {
		return (reply.isEmpty()) ? null : held(resource, reply);
	}

	static HeldLock held(String resource, String reply) {
		String[] fields = reply.split(" ", 4);
		return held(resource, fields[0], remaining(fields[1]), fields[2], fields[3]);
	}

	private static HeldLock held(String resource, String id, @Nullable Duration remaining, String acquisition,
			String locker) {
		if (id.equals(NOT_OURS)) {
			return new HeldLock(resource, locker, 0, null, remaining);
		}
		long token = EntryId.parse(id);
		return new HeldLock(resource, locker, token, FencingToken.instant(token), remaining, InstanceId.of(acquisition),
				InstanceId.isReleased(acquisition));
	}

	@SuppressWarnings("unchecked")
	static List<String> strings(Object replies) {
		return (List<String>) replies;
	}

	@SuppressWarnings("unchecked")
	static List<Long> longs(Object replies) {
		return (List<Long>) replies;
	}

}
