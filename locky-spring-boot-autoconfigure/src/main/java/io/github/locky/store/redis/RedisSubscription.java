package io.github.locky.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.locky.store.InstanceId;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import io.github.locky.store.SubscriptionRefusedException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.listener.Topic;

/**
 * The one subscription of an instance, to its mail and mostly to the journal. Once open,
 * the container and the driver below it renew it after a lost connection. What comes is
 * taken on the connection's event loop, so whoever listens must neither wait nor call
 * Redis.
 */
final class RedisSubscription implements StoreSubscription, MessageListener, SubscriptionListener {

	private static final OneLineLog logger = OneLineLog.of(RedisSubscription.class);

	private final RedisMessageListenerContainer container;

	private final String mailChannel;

	private final StoreListener listener;

	private final Collection<Topic> topics = new ArrayList<>();

	private final Set<String> awaited = new HashSet<>();

	private RedisSubscription(RedisMessageListenerContainer container, Keyspace keyspace, InstanceId instance,
			StoreListener listener, boolean journal) {
		this.container = container;
		this.mailChannel = keyspace.mailPrefix() + instance;
		this.listener = listener;
		this.topics.add(ChannelTopic.of(this.mailChannel));
		if (journal) {
			this.topics.add(ChannelTopic.of(keyspace.channel()));
		}
		awaitAll();
	}

	/**
	 * Open the subscription. May block for seconds.
	 * @param container the container
	 * @param keyspace names the channels
	 * @param instance the instance
	 * @param listener who is told
	 * @param journal whether to hear of what is journaled
	 * @return the subscription
	 * @throws SubscriptionRefusedException if that is not possible
	 */
	static RedisSubscription open(RedisMessageListenerContainer container, Keyspace keyspace, InstanceId instance,
			StoreListener listener, boolean journal) {
		RedisSubscription subscription = new RedisSubscription(container, keyspace, instance, listener, journal);
		RedisConnectionFactory factory = container.getConnectionFactory();
		if (factory != null && !ConnectionFactories.hasRoomForSubscription(factory)) {
			throw new SubscriptionRefusedException("The pool of connections to Redis has only one, and locks need it; "
					+ "set 'spring.data.redis.jedis.pool.max-active' to 2 or more");
		}
		if (factory != null && !ConnectionFactories.canSubscribe(factory, subscription.mailChannel)) {
			throw new SubscriptionRefusedException("Connections to static master and replicas cannot subscribe");
		}
		try {
			container.addMessageListener(subscription, subscription.topics);
			container.start();
			return subscription;
		}
		catch (RuntimeException ex) {
			subscription.close();
			String message = NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
			if (message != null && message.startsWith("NOPERM")) {
				throw new SubscriptionRefusedException("Redis does not allow SUBSCRIBE to the channels of Locky");
			}
			throw ex;
		}
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		if (text(message.getChannel()).equals(this.mailChannel)) {
			onMail(message.getBody());
		}
		else if (Letters.isReleaseRequest(message.getBody()[0])) {
			this.listener.onReleaseRequested(JournalCodec.releaseRequest(message.getBody()));
		}
		else {
			this.listener.onJournaled(JournalCodec.message(message.getBody()));
		}
	}

	private void onMail(byte[] body) {
		String[] fields = text(body).split(" ", 2);
		if (Letters.Mail.TURN.is(body[0])) {
			this.listener.onTurn(fields[1]);
		}
		else if (Letters.Mail.OWNERSHIP_ENDED.is(body[0])) {
			String[] ownership = fields[1].split(" ", 2);
			this.listener.onOwnershipEnded(ownership[0], ownership[1]);
		}
	}

	// Each channel is confirmed by itself
	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		boolean complete;
		synchronized (this.awaited) {
			complete = this.awaited.remove(text(channel)) && this.awaited.isEmpty();
			if (complete) {
				awaitAll();
			}
		}
		if (complete) {
			this.listener.onSubscribed();
		}
	}

	private void awaitAll() {
		List<String> channels = this.topics.stream().map(Topic::getTopic).toList();
		this.awaited.addAll(channels);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	@Override
	public boolean isOpen() {
		return this.container.isListening();
	}

	@Override
	public void close() {
		try {
			this.container.removeMessageListener(this);
			this.container.stop();
		}
		catch (RuntimeException ex) {
			logger.debug("Subscription not closed in order", ex);
		}
	}

}
