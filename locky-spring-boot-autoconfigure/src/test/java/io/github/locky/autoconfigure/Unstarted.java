package io.github.locky.autoconfigure;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Contexts in which nothing is started, for tests of beans that would look for a server.
 */
final class Unstarted {

	private Unstarted() {
	}

	static ApplicationContextRunner contextRunner() {
		return new ApplicationContextRunner().withBean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
				LifecycleProcessor.class, NoLifecycle::new);
	}

	private static final class NoLifecycle implements LifecycleProcessor {

		@Override
		public void onRefresh() {
		}

		@Override
		public void onClose() {
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
