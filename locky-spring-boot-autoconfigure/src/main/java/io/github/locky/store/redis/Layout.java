package io.github.locky.store.redis;

/**
 * How locks are laid out in Redis. All instances that use the same keys must agree on it.
 *
 * @param partitions the number of partitions
 * @param format the number of the format of keys, records and messages
 */
record Layout(int partitions, int format) {

	/**
	 * The format of this version. Another one must be taken when instances of two
	 * versions could not work on the same locks.
	 */
	static final int FORMAT = 2;

	private static final int FIRST_FORMAT = 1;

	static Layout of(int partitions) {
		return new Layout(partitions, FORMAT);
	}

	/**
	 * Read what is in force. The first format did not write its number.
	 * @param text the number of partitions, a colon and the number of the format
	 * @return the layout
	 */
	static Layout parse(String text) {
		int colon = text.indexOf(':');
		try {
			return (colon < 0) ? new Layout(Integer.parseInt(text), FIRST_FORMAT) : new Layout(
					Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
		}
		catch (NumberFormatException ex) {
			return new Layout(0, 0);
		}
	}

	@Override
	public String toString() {
		return this.partitions + ":" + this.format;
	}

}
