package io.github.locky.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A primary and its replica, watched by three sentinels.
 */
public final class RedisSentinels implements AutoCloseable {

	/** The name the sentinels know the primary by. */
	public static final String MASTER = "locky";

	private static final int SENTINELS = 3;

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RedisServer> sentinels = new ArrayList<>();

	private RedisSentinels() {
	}

	/**
	 * Start all five processes and wait until they know each other.
	 * @param arguments further options of the primary and its replica
	 * @return the running processes, to be closed
	 */
	public static RedisSentinels start(String... arguments) {
		RedisSentinels started = new RedisSentinels();
		try {
			RedisServer primary = RedisServer.start(arguments);
			started.servers.add(primary);
			started.servers.add(RedisReplication.startReplica(primary, arguments));
			for (int i = 0; i < SENTINELS; i++) {
				started.sentinels.add(new RedisLauncher().sentinel(configuration(primary)).launch());
			}
			started.sentinels.forEach(RedisSentinels::awaitAcquaintance);
			return started;
		}
		catch (RuntimeException ex) {
			started.close();
			throw ex;
		}
	}

	private static String configuration(RedisServer primary) {
		return """
				sentinel monitor %1$s %2$s %3$d 2
				sentinel down-after-milliseconds %1$s 500
				sentinel failover-timeout %1$s 2000
				""".formatted(MASTER, primary.host(), primary.port());
	}

	private static void awaitAcquaintance(RedisServer sentinel) {
		Patience.until(sentinel + " to know the others", () -> {
			String info = sentinel.info("master0");
			return info.contains("status=ok") && info.contains("slaves=1") && info.contains("sentinels=" + SENTINELS);
		});
	}

	/**
	 * Return the current primary.
	 * @return the server the sentinels name
	 */
	public RedisServer primary() {
		String port = primaryPort(this.sentinels.stream().filter(RedisServer::isResponsive).findFirst().orElseThrow());
		return this.servers.stream().filter((server) -> port.equals("" + server.port())).findFirst().orElseThrow();
	}

	public RedisServer replica() {
		RedisServer primary = primary();
		return this.servers.stream().filter((server) -> server != primary).findFirst().orElseThrow();
	}

	public List<RedisServer> sentinels() {
		return List.copyOf(this.sentinels);
	}

	/**
	 * Return the sentinels in the form of {@code spring.data.redis.sentinel.nodes}.
	 * @return host and port of every sentinel
	 */
	public String[] addresses() {
		return this.sentinels.stream().map((node) -> node.host() + ":" + node.port()).toArray(String[]::new);
	}

	/**
	 * Wait until all sentinels name another primary and it takes writes.
	 * @param old the former primary
	 */
	public void waitForFailover(RedisServer old) {
		String port = Integer.toString(old.port());
		Patience.until("failover from " + old, () -> {
			for (RedisServer sentinel : this.sentinels) {
				if (sentinel.isResponsive() && primaryPort(sentinel).equals(port)) {
					return false;
				}
			}
			return "master".equals(primary().findInfo("role"));
		});
	}

	private static String primaryPort(RedisServer sentinel) {
		Object address = sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
		return (address instanceof List<?> list) ? String.valueOf(list.get(1)) : "";
	}

	@Override
	public void close() {
		this.sentinels.forEach(RedisServer::close);
		this.servers.forEach(RedisServer::close);
	}

}
