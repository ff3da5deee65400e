package io.github.locky.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details of a Redis that is Locky's alone. Exactly one of {@link #getStandalone()},
 * {@link #getSentinel()}, {@link #getCluster()} and {@link #getMasterReplica()} is to
 * return something.
 */
public interface LockyConnectionDetails extends ConnectionDetails {

	/**
	 * Return the username to log in with.
	 * @return the username, or {@code null} for none
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Return the password to log in with.
	 * @return the password, or {@code null} for none
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * Return how to encrypt.
	 * @return the SSL bundle, or {@code null} for no encryption
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

	/**
	 * Return the single server.
	 * @return host, port and database, or {@code null} if it is no single server
	 */
	default @Nullable Standalone getStandalone() {
		return null;
	}

	/**
	 * Return the servers watched by sentinels.
	 * @return sentinels and database, or {@code null} if there are no sentinels
	 */
	default @Nullable Sentinel getSentinel() {
		return null;
	}

	/**
	 * Return the cluster.
	 * @return nodes to start from, or {@code null} if it is no cluster
	 */
	default @Nullable Cluster getCluster() {
		return null;
	}

	/**
	 * Return the static master and its replicas.
	 * @return all nodes, or {@code null} if it is no such setup
	 */
	default @Nullable MasterReplica getMasterReplica() {
		return null;
	}

}
