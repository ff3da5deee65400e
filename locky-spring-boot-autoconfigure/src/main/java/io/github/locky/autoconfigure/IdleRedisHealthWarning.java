package io.github.locky.autoconfigure;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Warns of a trap: when only Locky is told where its Redis is, or that it needs none,
 * Spring Boot's own connection factory leads to {@code localhost:6379}, and although
 * nobody uses it, its health is that of the application.
 */
class IdleRedisHealthWarning implements SmartInitializingSingleton {

	static final String HEALTH_CONTRIBUTOR = "redisHealthContributor";

	private static final String CONNECTION_FACTORY = "redisConnectionFactory";

	private static final Set<String> WHERE = Set.of("url", "host", "port", "sentinel", "cluster", "masterreplica");

	private static final OneLineLog logger = OneLineLog.of(IdleRedisHealthWarning.class);

	private final ListableBeanFactory beanFactory;

	private final Environment environment;

	private final @Nullable StringRedisTemplate template;

	/**
	 * Create a warning.
	 * @param beanFactory the beans
	 * @param environment the properties
	 * @param template what Locky uses; {@code null} if that is no Redis
	 */
	IdleRedisHealthWarning(ListableBeanFactory beanFactory, Environment environment,
			@Nullable StringRedisTemplate template) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.template = template;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (isIdle() && isUnconfigured()) {
			logger.warn(((this.template != null) ? "Locky has a Redis of its own" : "Locky keeps its locks in memory")
					+ ", and no Redis is configured for the application: the health check of 'redis' asks "
					+ "localhost:6379, and without a server there the application is DOWN. "
					+ ((this.template != null)
							? "If Locky is all Redis is for, set 'spring.data.redis.*' instead of 'locky.redis.*', or exclude "
							: "If the application needs no Redis, exclude ")
					+ DataRedisAutoConfiguration.class.getSimpleName()
					+ "; otherwise set 'management.health.redis.enabled=false', or configure 'spring.data.redis.*', too.");
		}
	}

	private boolean isIdle() {
		return this.beanFactory.containsBean(CONNECTION_FACTORY) && (this.template == null
				|| this.beanFactory.getBean(CONNECTION_FACTORY) != this.template.getConnectionFactory());
	}

	private boolean isUnconfigured() {
		Set<String> properties = Binder.get(this.environment)
			.bind("spring.data.redis", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet();
		return Collections.disjoint(properties, WHERE)
				&& this.beanFactory.getBeansOfType(DataRedisConnectionDetails.class)
					.values()
					.stream()
					.allMatch((details) -> details.getClass()
						.getPackageName()
						.equals(DataRedisAutoConfiguration.class.getPackageName()));
	}

}
