package io.github.locky.autoconfigure.testcontainers;

import io.github.locky.autoconfigure.LockyConnectionDetails;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

/**
 * Lets Locky use a container annotated with {@link ServiceConnection @ServiceConnection},
 * whatever its image, but only if the annotation names {@link LockyConnectionDetails} as
 * its type: other Redis containers are the application's.
 */
class LockyContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, LockyConnectionDetails> {

	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		return source.getConnectionDetailsTypes().contains(LockyConnectionDetails.class)
				&& super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType);
	}

	@Override
	protected LockyConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new LockyContainerConnectionDetails(source);
	}

	/**
	 * {@link LockyConnectionDetails} of a container.
	 */
	private static final class LockyContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements LockyConnectionDetails {

		private static final int REDIS_PORT = 6379;

		private LockyContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

		@Override
		public Standalone getStandalone() {
			return Standalone.of(getContainer().getHost(), getContainer().getMappedPort(REDIS_PORT));
		}

	}

}
