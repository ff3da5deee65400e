package io.github.locky.testing;

import java.util.Arrays;
import java.util.List;

import io.lettuce.core.cluster.SlotHash;

/**
 * What one node believes about its cluster.
 *
 * @param state its {@code cluster_state}
 * @param nodes the nodes it knows
 */
record ClusterView(String state, List<Node> nodes) {

	static ClusterView of(RedisServer server) {
		String info = String.valueOf(server.command("CLUSTER", "INFO"));
		String nodes = String.valueOf(server.command("CLUSTER", "NODES"));
		return new ClusterView(info.contains("cluster_state:ok") ? "ok" : "fail",
				nodes.lines().map(Node::parse).toList());
	}

	/**
	 * Whether all slots have a primary that works.
	 * @return if so
	 */
	boolean isOk() {
		int slots = this.nodes.stream().filter((node) -> !node.failed()).mapToInt(Node::slotCount).sum();
		return this.state.equals("ok") && slots == SlotHash.SLOT_COUNT;
	}

	/**
	 * Number of the nodes this one is able to talk to.
	 * @return the number
	 */
	int size() {
		return (int) this.nodes.stream().filter((node) -> node.connected()).count();
	}

	int replicas() {
		return (int) this.nodes.stream().filter((node) -> node.flags().contains("slave")).count();
	}

	Node myself() {
		return this.nodes.stream().filter((node) -> node.flags().contains("myself")).findFirst().orElseThrow();
	}

	/**
	 * A test all nodes of a cluster must pass.
	 */
	interface Condition {

		boolean test(ClusterView view);

	}

	/**
	 * A line of {@code CLUSTER NODES}.
	 *
	 * @param id the id of the node
	 * @param address its address
	 * @param flags its role and health
	 * @param primary the id of its primary, or "-"
	 * @param connected whether it is reachable and through with the handshake
	 * @param slots its ranges of slots
	 */
	record Node(String id, String address, List<String> flags, String primary, boolean connected, List<String> slots) {

		static Node parse(String line) {
			List<String> fields = Arrays.asList(line.split(" "));
			List<String> flags = Arrays.asList(fields.get(2).split(","));
			boolean connected = fields.get(7).equals("connected") && !flags.contains("handshake");
			List<String> slots = fields.subList(8, fields.size())
				.stream()
				.filter((slot) -> !slot.startsWith("["))
				.toList();
			return new Node(fields.get(0), fields.get(1), flags, fields.get(3), connected, slots);
		}

		boolean failed() {
			return this.flags.contains("fail");
		}

		boolean leads(int port) {
			return this.flags.contains("master") && !this.slots.isEmpty() && this.address.contains(":" + port + "@");
		}

		int slotCount() {
			return this.slots.stream().mapToInt((range) -> last(range) - first(range) + 1).sum();
		}

		boolean owns(int slot) {
			return this.flags.contains("master")
					&& this.slots.stream().anyMatch((range) -> first(range) <= slot && slot <= last(range));
		}

		private static int first(String range) {
			return Integer.parseInt(range.split("-")[0]);
		}

		private static int last(String range) {
			String[] ends = range.split("-");
			return Integer.parseInt(ends[ends.length - 1]);
		}

	}

}
