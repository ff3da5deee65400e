package io.github.locky.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.lettuce.core.cluster.SlotHash;

/**
 * A cluster of three primaries with a replica each.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int PRIMARIES = 3;

	private final List<RedisServer> nodes = new ArrayList<>();

	private RedisCluster() {
	}

	/**
	 * Start a cluster and wait until all its nodes agree that it works.
	 * @param arguments further options of every node
	 * @return the running cluster, to be closed
	 */
	public static RedisCluster start(String... arguments) {
		RedisCluster cluster = new RedisCluster();
		try {
			for (int i = 0; i < 2 * PRIMARIES; i++) {
				cluster.nodes.add(startNode(arguments));
			}
			cluster.form();
			return cluster;
		}
		catch (RuntimeException ex) {
			cluster.close();
			throw ex;
		}
	}

	private static RedisServer startNode(String... arguments) {
		// Replicas may stand in however long they have been cut off
		List<String> all = new ArrayList<>(
				List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage",
						"no", "--cluster-replica-validity-factor", "0", "--cluster-announce-ip", RedisServer.LOOPBACK));
		all.addAll(List.of(arguments));
		return RedisServer.start(all.toArray(String[]::new));
	}

	private void form() {
		for (int i = 0; i < PRIMARIES; i++) {
			RedisServer primary = this.nodes.get(i);
			primary.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
			primary.command(addSlots(i * SlotHash.SLOT_COUNT / PRIMARIES, (i + 1) * SlotHash.SLOT_COUNT / PRIMARIES));
		}
		for (RedisServer node : this.nodes.subList(1, this.nodes.size())) {
			this.nodes.get(0)
				.command("CLUSTER", "MEET", node.host(), Integer.toString(node.port()),
						Integer.toString(node.port() + FreePorts.CLUSTER_BUS_OFFSET));
		}
		awaitAgreement("nodes to meet", (view) -> view.size() == this.nodes.size());
		for (int i = 0; i < PRIMARIES; i++) {
			String primary = ClusterView.of(this.nodes.get(i)).myself().id();
			this.nodes.get(i + PRIMARIES).command("CLUSTER", "REPLICATE", primary);
		}
		this.nodes.subList(PRIMARIES, 2 * PRIMARIES).forEach(RedisReplication::awaitLink);
		awaitAgreement("cluster to form", (view) -> view.isOk() && view.replicas() == PRIMARIES);
	}

	private static String[] addSlots(int from, int to) {
		List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
		IntStream.range(from, to).mapToObj(Integer::toString).forEach(command::add);
		return command.toArray(String[]::new);
	}

	/**
	 * Return all nodes, also those killed.
	 * @return the first primaries, then their replicas in the same order
	 */
	public List<RedisServer> nodes() {
		return List.copyOf(this.nodes);
	}

	/**
	 * Return the nodes that answer.
	 * @return those neither killed nor paused
	 */
	public List<RedisServer> runningNodes() {
		return this.nodes.stream().filter(RedisServer::isResponsive).toList();
	}

	public static int slotOf(String key) {
		return SlotHash.getSlot(key);
	}

	public RedisServer primaryOf(String key) {
		return primaryOf(slotOf(key));
	}

	/**
	 * Return the primary of a slot.
	 * @param slot the slot
	 * @return the node that says so itself
	 */
	public RedisServer primaryOf(int slot) {
		return runningNodes().stream()
			.filter((node) -> ClusterView.of(node).myself().owns(slot))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No primary runs for slot " + slot));
	}

	/**
	 * Return a replica of a primary.
	 * @param primary the primary
	 * @return its first running replica
	 */
	public RedisServer replicaOf(RedisServer primary) {
		String id = ClusterView.of(primary).myself().id();
		return runningNodes().stream()
			.filter((node) -> id.equals(ClusterView.of(node).myself().primary()))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No replica runs for " + primary));
	}

	/**
	 * Kill a node; the cluster notices after about a second.
	 * @param node the node
	 */
	public void kill(RedisServer node) {
		node.kill();
	}

	/**
	 * Wait until the others have agreed on a primary in the place of one that is gone.
	 * @param old the former primary
	 */
	public void waitForFailover(RedisServer old) {
		awaitAgreement("failover from " + old,
				(view) -> view.isOk() && view.nodes().stream().noneMatch((node) -> node.leads(old.port())));
	}

	/**
	 * Begin to move a slot: until {@link SlotMigration#finish()} both nodes answer for
	 * the keys they have.
	 * @param slot the slot
	 * @param to the primary to move it to
	 * @return the migration
	 */
	public SlotMigration migrating(int slot, RedisServer to) {
		return new SlotMigration(this, slot, primaryOf(slot), to);
	}

	void awaitAgreement(String what, ClusterView.Condition condition) {
		Patience.until(what, () -> {
			for (RedisServer node : runningNodes()) {
				if (!condition.test(ClusterView.of(node))) {
					return false;
				}
			}
			return true;
		});
	}

	/**
	 * Return the nodes in the form of {@code spring.data.redis.cluster.nodes}.
	 * @return host and port of every node
	 */
	public String[] addresses() {
		return this.nodes.stream().map((node) -> node.host() + ":" + node.port()).toArray(String[]::new);
	}

	@Override
	public void close() {
		this.nodes.forEach(RedisServer::close);
	}

}
