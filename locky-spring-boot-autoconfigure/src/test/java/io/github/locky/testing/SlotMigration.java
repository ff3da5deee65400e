package io.github.locky.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A slot of a {@link RedisCluster} on its way from one primary to another.
 */
public final class SlotMigration {

	private final RedisCluster cluster;

	private final String slot;

	private final RedisServer from;

	private final RedisServer to;

	SlotMigration(RedisCluster cluster, int slot, RedisServer from, RedisServer to) {
		this.cluster = cluster;
		this.slot = Integer.toString(slot);
		this.from = from;
		this.to = to;
		to.command("CLUSTER", "SETSLOT", this.slot, "IMPORTING", idOf(from));
		from.command("CLUSTER", "SETSLOT", this.slot, "MIGRATING", idOf(to));
	}

	/**
	 * Move some keys only. A command with keys on both sides is redirected with
	 * {@code ASK} then and answered with {@code TRYAGAIN}.
	 * @param keys the keys
	 */
	public void migrateKeys(String... keys) {
		migrate(List.of(keys));
	}

	/**
	 * Move all keys.
	 * @return the number of keys moved
	 */
	public int migrateAllKeys() {
		int moved = 0;
		List<?> keys = keys();
		while (!keys.isEmpty()) {
			migrate(keys.stream().map(String::valueOf).toList());
			moved += keys.size();
			keys = keys();
		}
		return moved;
	}

	/**
	 * Move the remaining keys, give the slot to its new primary and wait until all nodes
	 * know.
	 */
	public void finish() {
		migrateAllKeys();
		String id = idOf(this.to);
		this.to.command("CLUSTER", "SETSLOT", this.slot, "NODE", id);
		this.from.command("CLUSTER", "SETSLOT", this.slot, "NODE", id);
		int number = Integer.parseInt(this.slot);
		this.cluster.awaitAgreement("slot " + this.slot + " to be at " + this.to, (view) -> view.isOk()
				&& view.nodes().stream().anyMatch((node) -> node.owns(number) && node.id().equals(id)));
	}

	private List<?> keys() {
		Object keys = this.from.command("CLUSTER", "GETKEYSINSLOT", this.slot, "1000");
		return (keys instanceof List<?> list) ? list : List.of();
	}

	private void migrate(List<String> keys) {
		List<String> command = new ArrayList<>(
				List.of("MIGRATE", this.to.host(), Integer.toString(this.to.port()), "", "0", "10000", "KEYS"));
		command.addAll(keys);
		this.from.command(command.toArray(String[]::new));
	}

	private static String idOf(RedisServer node) {
		return String.valueOf(node.command("CLUSTER", "MYID"));
	}

}
