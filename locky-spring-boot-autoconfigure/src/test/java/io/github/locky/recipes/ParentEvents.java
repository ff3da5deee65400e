package io.github.locky.recipes;

import io.github.locky.event.LockyEvent;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.stereotype.Component;

/**
 * Lets the listeners of a child context hear what happens in its parent.
 */
// snippet: children
@Component // of the child
class ParentEvents implements AutoCloseable {

	private final ConfigurableApplicationContext parent;

	private final ApplicationListener<?> listener;

	ParentEvents(ApplicationContext child, ApplicationEventMulticaster multicaster) {
		this.parent = (ConfigurableApplicationContext) child.getParent();
		this.listener = GenericApplicationListener.forEventType(LockyEvent.class, multicaster::multicastEvent);
		this.parent.addApplicationListener(this.listener);
	}

	@Override
	public void close() {
		this.parent.removeApplicationListener(this.listener);
	}

}
// end
