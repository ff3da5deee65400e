package io.github.locky.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses ports of the loopback interface nobody listens on. They stay below the
 * ephemeral ports, together with the bus of a cluster node 10000 above, so that no
 * outgoing connection takes the port of a server that is about to be started again.
 */
final class FreePorts {

	static final int CLUSTER_BUS_OFFSET = 10_000;

	private static final int FIRST = 12_000;

	private static final int LAST = 22_000;

	private FreePorts() {
	}

	static int next() {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			if (isFree(port) && isFree(port + CLUSTER_BUS_OFFSET)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port from " + FIRST + " to " + LAST);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
