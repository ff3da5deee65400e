package io.github.locky.engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;

import io.github.locky.store.IndexPage;
import io.github.locky.store.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of held locks begins. Redis scans a few more than asked for, so a page may
 * end within a scan: that is repeated then, and what was in the page left out.
 *
 * @param partition the partition
 * @param start what to scan from
 * @param end where the scan ended that is repeated; empty if none is
 * @param last the last resource, in the order of strings, of those already read
 */
record HeldCursor(int partition, String start, String end, String last) {

	private static final String START = IndexPage.FIRST;

	static HeldCursor parse(@Nullable String cursor) {
		if (cursor == null) {
			return new HeldCursor(0, START, "", "");
		}
		try {
			String[] fields = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 4);
			String start = Long.toUnsignedString(Long.parseUnsignedLong(fields[1]));
			return new HeldCursor(Integer.parseUnsignedInt(fields[0]), start, fields[2], fields[3]);
		}
		catch (IllegalArgumentException | ArrayIndexOutOfBoundsException ex) {
			throw new IllegalArgumentException(OneLine.of("There is no cursor '" + cursor + "'"), ex);
		}
	}

	/**
	 * Leave out what was read already. If the repeated scan ends elsewhere, the index has
	 * changed in a way that lets nobody tell; rather twice than not at all.
	 * @param end where the scan ended
	 * @return which resources were not read yet
	 */
	Predicate<String> unread(String end) {
		return (end.equals(this.end)) ? (resource) -> resource.compareTo(this.last) > 0 : (resource) -> true;
	}

	HeldCursor behind(String end, String last) {
		return new HeldCursor(this.partition, this.start, end, last);
	}

	HeldCursor next(String end) {
		return new HeldCursor((end.equals(START)) ? this.partition + 1 : this.partition, end, "", "");
	}

	@Override
	public String toString() {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString((this.partition + " " + this.start + " " + this.end + " " + this.last)
				.getBytes(StandardCharsets.UTF_8));
	}

}
