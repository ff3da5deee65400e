package io.github.locky.testing;

/**
 * Replicas of a {@link RedisServer}.
 */
public final class RedisReplication {

	private RedisReplication() {
	}

	/**
	 * Start a replica and wait until it has the data of its primary.
	 * @param primary the server to follow
	 * @param arguments further options of the replica
	 * @return the running replica, to be closed
	 */
	public static RedisServer startReplica(RedisServer primary, String... arguments) {
		RedisServer replica = RedisServer.start(arguments);
		try {
			follow(replica, primary);
			return replica;
		}
		catch (RuntimeException ex) {
			replica.close();
			throw ex;
		}
	}

	/**
	 * Make a server a replica and wait until it has the data of its primary.
	 * @param replica the server to become a replica
	 * @param primary the server to follow
	 */
	public static void follow(RedisServer replica, RedisServer primary) {
		replica.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
		awaitLink(replica);
	}

	/**
	 * Make a replica a primary, without the old one knowing.
	 * @param replica the replica
	 */
	public static void promote(RedisServer replica) {
		replica.command("REPLICAOF", "NO", "ONE");
	}

	/**
	 * Wait until a replica is connected to its primary.
	 * @param replica the replica
	 */
	public static void awaitLink(RedisServer replica) {
		Patience.until("replication of " + replica, () -> "up".equals(replica.findInfo("master_link_status")));
	}

	/**
	 * Wait until a replica has everything that was written to its primary so far.
	 * @param primary the primary
	 * @param replica the replica
	 */
	public static void awaitInSync(RedisServer primary, RedisServer replica) {
		long offset = Long.parseLong(primary.info("master_repl_offset"));
		Patience.until(replica + " to reach " + offset,
				() -> Long.parseLong(replica.info("slave_repl_offset")) >= offset);
	}

}
