package io.github.locky.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Names the keys in Redis. The keyspace is split into partitions when scripts may only
 * touch one slot of a cluster; all keys of a partition then carry its number as hash tag.
 */
public final class Keyspace {

	private static final String OWN_PREFIX = "locky:";

	/**
	 * How the key ends that tells the layout.
	 */
	static final String LAYOUT = "layout";

	private final int partitions;

	private final boolean tagged;

	private final List<String> lockPrefixes = new ArrayList<>();

	private final List<String> indexPrefixes = new ArrayList<>();

	private final List<List<String>> indexKeys = new ArrayList<>();

	private final List<List<String>> pollKeys = new ArrayList<>();

	private final String layoutKey;

	private final String channel;

	private final String mailPrefix;

	// How the resources begin whose keys would be Locky's own
	private final @Nullable String forbidden;

	/**
	 * Create a keyspace.
	 * @param prefix what the key of every lock begins with
	 * @param partitions the number of partitions
	 * @param tagged whether keys carry their partition as hash tag
	 * @param database the number of the Redis database, which a channel does not have by
	 * itself
	 */
	public Keyspace(String prefix, int partitions, boolean tagged, int database) {
		this.partitions = partitions;
		this.tagged = tagged;
		this.forbidden = (!tagged && OWN_PREFIX.startsWith(prefix)) ? OWN_PREFIX.substring(prefix.length()) : null;
		this.layoutKey = OWN_PREFIX + prefix + LAYOUT;
		this.channel = OWN_PREFIX + database + ":" + prefix + "events";
		this.mailPrefix = OWN_PREFIX + database + ":" + prefix + "to:";
		for (int partition = 0; partition < partitions; partition++) {
			String tag = tagged ? "{" + partition + "}:" : "";
			String own = OWN_PREFIX + prefix + tag;
			this.lockPrefixes.add(prefix + tag);
			this.indexPrefixes.add(own);
			this.indexKeys.add(List.of(own + "journal", own + "holders", own + "deadlines"));
			this.pollKeys.add(List.of(own + "journal", own + "holders", own + "deadlines", own + "verified"));
		}
	}

	/**
	 * Return the number of partitions.
	 * @return the number of partitions, at least 1
	 */
	public int getPartitions() {
		return this.partitions;
	}

	/**
	 * Return whether keys carry their partition as hash tag.
	 * @return {@code true} with a cluster
	 */
	boolean isTagged() {
		return this.tagged;
	}

	/**
	 * Return the partition of a resource: the CRC-32 of its UTF-8 bytes modulo the number
	 * of partitions. Whoever is about to make a key of the resource asks for it first.
	 * @param resource the resource
	 * @return the partition, from 0
	 * @throws IllegalArgumentException if the key of the resource could be one of Locky's
	 * own, because of the prefix
	 */
	public int partitionOf(String resource) {
		Assert.isTrue(this.forbidden == null || !resource.startsWith(this.forbidden),
				() -> "'resource' must not begin with '" + this.forbidden + "', as 'locky.key-prefix' is '"
						+ this.lockPrefixes.get(0) + "' and Locky's own keys begin with '" + OWN_PREFIX + "'");
		if (this.partitions == 1) {
			return 0;
		}
		CRC32 crc = new CRC32();
		crc.update(resource.getBytes(StandardCharsets.UTF_8));
		return (int) (crc.getValue() % this.partitions);
	}

	/**
	 * Return the keys for a script about locks of one partition: journal, holders,
	 * deadlines and the key of each lock.
	 * @param partition the partition of all the resources
	 * @param resources the resources
	 * @return the keys
	 */
	List<String> keys(int partition, List<String> resources) {
		List<String> index = this.indexKeys.get(partition);
		String lockPrefix = this.lockPrefixes.get(partition);
		String[] keys = index.toArray(new String[index.size() + resources.size()]);
		for (int i = 0; i < resources.size(); i++) {
			keys[index.size() + i] = lockPrefix + resources.get(i);
		}
		return Arrays.asList(keys);
	}

	/**
	 * Return the keys for a poll: journal, holders, deadlines and where the index is to
	 * be verified next.
	 * @param partition the partition
	 * @return the keys
	 */
	List<String> pollKeys(int partition) {
		return this.pollKeys.get(partition);
	}

	/**
	 * Return the key that remembers what was answered to a call.
	 * @param partition the partition of the call
	 * @param call the id of the call
	 * @return the key
	 */
	String answerKey(int partition, String call) {
		return this.indexPrefixes.get(partition) + "answer:" + call;
	}

	/**
	 * Return the key that holds the number of partitions.
	 * @return the key
	 */
	String layoutKey() {
		return this.layoutKey;
	}

	/**
	 * Return what the channel of an instance's mail begins with; the id of the instance
	 * follows.
	 * @return the prefix
	 */
	String mailPrefix() {
		return this.mailPrefix;
	}

	/**
	 * Return the channel that tells what was journaled.
	 * @return the channel
	 */
	String channel() {
		return this.channel;
	}

}
