package io.github.locky.testing;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What {@link RedisTest} does.
 */
class RedisTestExtension implements BeforeEachCallback, ParameterResolver {

	@Override
	public void beforeEach(ExtensionContext context) {
		RedisServer.shared().command("FLUSHALL");
	}

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext context) {
		Class<?> type = parameterContext.getParameter().getType();
		return type == RedisServer.class || type == LettuceConnectionFactory.class || type == StringRedisTemplate.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameterContext, ExtensionContext context) {
		Class<?> type = parameterContext.getParameter().getType();
		if (type == RedisServer.class) {
			return RedisServer.shared();
		}
		SharedClient client = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(RedisTestExtension.class))
			.computeIfAbsent(SharedClient.class);
		return (type == LettuceConnectionFactory.class) ? client.connectionFactory : client.template;
	}

	/**
	 * Closed by JUnit when the last test has run.
	 */
	static final class SharedClient implements AutoCloseable {

		private final LettuceConnectionFactory connectionFactory;

		private final StringRedisTemplate template;

		SharedClient() {
			RedisServer server = RedisServer.shared();
			this.connectionFactory = new LettuceConnectionFactory(server.host(), server.port());
			this.connectionFactory.afterPropertiesSet();
			this.connectionFactory.start();
			this.template = new StringRedisTemplate(this.connectionFactory);
		}

		@Override
		public void close() {
			this.connectionFactory.destroy();
		}

	}

}
