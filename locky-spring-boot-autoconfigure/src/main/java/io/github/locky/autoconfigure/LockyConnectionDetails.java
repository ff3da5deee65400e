package io.github.locky.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where a Redis of Locky's own is. One of {@link #getSentinel()}, {@link #getCluster()},
 * {@link #getMasterReplica()} and {@link #getStandalone()} is not {@code null}; the first
 * in this order counts.
 */
public interface LockyConnectionDetails extends ConnectionDetails {

	/**
	 * Return the user name.
	 * @return the user name, or {@code null}
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Return the password.
	 * @return the password, or {@code null}
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * Return the SSL bundle to connect with.
	 * @return the bundle, or {@code null} for no SSL
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

	/**
	 * Return where a single server is.
	 * @return the server, or {@code null}
	 */
	default @Nullable Standalone getStandalone() {
		return null;
	}

	/**
	 * Return where the sentinels are.
	 * @return the sentinels, or {@code null}
	 */
	default @Nullable Sentinel getSentinel() {
		return null;
	}

	/**
	 * Return where the nodes of a cluster are.
	 * @return the cluster, or {@code null}
	 */
	default @Nullable Cluster getCluster() {
		return null;
	}

	/**
	 * Return where a primary and its replicas are that do not change their roles.
	 * @return the nodes, or {@code null}
	 */
	default @Nullable MasterReplica getMasterReplica() {
		return null;
	}

}
