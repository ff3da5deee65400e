package io.github.locky.adapter;

import java.io.IOException;
import java.util.List;

import io.github.locky.event.LockyEvent;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.redis.inbound.RedisQueueMessageDrivenEndpoint;
import org.springframework.integration.redis.store.RedisMessageStore;
import org.springframework.integration.store.MessageGroup;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A process of {@link NewsroomTests}. It writes what happens to it into lists in Redis.
 */
@SpringBootApplication
@EnableScheduling
@EnableSchedulerLock(defaultLockAtMostFor = "10s")
public class Newsroom {

	static final String LEADER = "publisher";

	static final String TOLD = "told";

	static final String ORDERS = "orders";

	static final String AGGREGATED = "aggregated";

	static final int ORDER_SIZE = 10;

	private final StringRedisTemplate redis;

	private final String name;

	Newsroom(StringRedisTemplate redis, @Value("${newsroom.name}") String name) {
		this.redis = redis;
		this.name = name;
	}

	/**
	 * Start the application, which ends with the process that started it.
	 * @param args properties
	 */
	public static void main(String[] args) {
		Thread end = new Thread(Newsroom::awaitEnd, "end");
		end.setDaemon(true);
		end.start();
		SpringApplication.run(Newsroom.class, args);
	}

	private static void awaitEnd() {
		try {
			System.in.read();
		}
		catch (IOException ex) {
			// As good as the end
		}
		Runtime.getRuntime().halt(1);
	}

	@Bean
	LockRegistryLeaderInitiator publisher(LockRegistry<?> lockRegistry) {
		return new LockRegistryLeaderInitiator(lockRegistry, new DefaultCandidate(this.name, LEADER));
	}

	@EventListener
	void on(OnGrantedEvent event) {
		tell("granted");
	}

	@EventListener(condition = "#event.resource == 'publisher'")
	void on(LockyEvent event) {
		tell(event.getClass().getSimpleName());
	}

	@EventListener
	void on(ApplicationReadyEvent event) {
		tell("port:" + event.getApplicationContext().getEnvironment().getProperty("local.server.port"));
	}

	private void tell(String what) {
		this.redis.opsForList().rightPush(TOLD, this.name + " " + what);
	}

	@Bean
	RedisMessageStore messageStore(RedisConnectionFactory connectionFactory) {
		return new RedisMessageStore(connectionFactory);
	}

	@Bean
	RedisQueueMessageDrivenEndpoint orders(RedisConnectionFactory connectionFactory) {
		RedisQueueMessageDrivenEndpoint orders = new RedisQueueMessageDrivenEndpoint(ORDERS, connectionFactory);
		orders.setSerializer(this.redis.getStringSerializer());
		return orders;
	}

	@Bean
	IntegrationFlow aggregation(RedisQueueMessageDrivenEndpoint orders, RedisMessageStore messageStore,
			LockRegistry<?> lockRegistry) {
		return IntegrationFlow.from(orders)
			.<String>aggregate((aggregator) -> aggregator.lockRegistry(lockRegistry)
				.messageStore(messageStore)
				.correlationStrategy((item) -> item.getPayload().toString().split(":")[0])
				.releaseStrategy((group) -> group.size() == ORDER_SIZE)
				.expireGroupsUponCompletion(true)
				.outputProcessor(Newsroom::total))
			.handle((total) -> this.redis.opsForList().rightPush(AGGREGATED, (String) total.getPayload()))
			.get();
	}

	private static String total(MessageGroup group) {
		List<String> items = group.getMessages().stream().map((item) -> (String) item.getPayload()).toList();
		return group.getGroupId() + ":" + items.stream().mapToInt((item) -> Integer.parseInt(item.split(":")[1])).sum();
	}

}
