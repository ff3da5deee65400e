package io.github.locky.redis;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * Hears that something happened. Runs on the connection's event loop, so whoever listens
 * must neither wait nor call Redis.
 */
final class Doorbell implements MessageListener, SubscriptionListener {

	private final RingListener listener;

	Doorbell(RingListener listener) {
		this.listener = listener;
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		String[] fields = new String(message.getBody(), StandardCharsets.UTF_8).split(" ", 3);
		if (fields.length == 3) {
			int partition = Integer.parseInt(fields[0]);
			switch (fields[1]) {
				case "W" -> wanted(fields[2]);
				case "H" -> handedOver(partition, fields[2]);
				default -> this.listener.rung(partition, JournalEntry.Kind.of(fields[1]), fields[2]);
			}
		}
	}

	private void wanted(String acquisitionAndResource) {
		String[] fields = acquisitionAndResource.split(" ", 2);
		this.listener.wanted(fields[0], fields[1]);
	}

	// Where it was handed over, no lease is in doubt; elsewhere it is like a takeover
	private void handedOver(int partition, String acquisitionAndResource) {
		String[] fields = acquisitionAndResource.split(" ", 2);
		this.listener.rung(partition,
				(fields[0].startsWith(Acquisition.INSTANCE)) ? JournalEntry.Kind.LOCKED : JournalEntry.Kind.FORCED,
				fields[1]);
	}

	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		this.listener.subscribed();
	}

	/**
	 * Told when the doorbell rings, and when it begins to be heard.
	 */
	interface RingListener {

		void rung(int partition, JournalEntry.Kind kind, String resource);

		void wanted(String acquisition, String resource);

		void subscribed();

	}

}
