package io.github.locky.redis;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * The one subscription of an instance. Once open, the container and the driver below it
 * renew it after a lost connection.
 */
final class DoorbellSubscription {

	private static final Log logger = LogFactory.getLog(DoorbellSubscription.class);

	private final RedisMessageListenerContainer container;

	private final Doorbell doorbell;

	DoorbellSubscription(RedisMessageListenerContainer container, Doorbell doorbell) {
		this.container = container;
		this.doorbell = doorbell;
	}

	boolean isPossible(String channel) {
		RedisConnectionFactory factory = this.container.getConnectionFactory();
		return factory == null || ConnectionFactories.canSubscribe(factory, channel);
	}

	/**
	 * Open the subscription. May block for seconds.
	 * @param channel the channel
	 */
	void open(String channel) {
		try {
			this.container.addMessageListener(this.doorbell, ChannelTopic.of(channel));
			this.container.start();
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	boolean isOpen() {
		return this.container.isListening();
	}

	/**
	 * Close the subscription, or what there is of it.
	 */
	void close() {
		try {
			this.container.removeMessageListener(this.doorbell);
			this.container.stop();
		}
		catch (RuntimeException ex) {
			logger.debug("Subscription not closed in order", ex);
		}
	}

}
