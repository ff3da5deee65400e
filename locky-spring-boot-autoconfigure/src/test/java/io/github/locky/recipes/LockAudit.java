package io.github.locky.recipes;

import java.sql.Timestamp;

import io.github.locky.event.LockyEvent;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Locks, events and transactions.
 */
// snippet: audit
@Component
class LockAudit {

	private final JdbcClient jdbc;

	LockAudit(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@EventListener // not @TransactionalEventListener
	@Transactional
	void on(LockyEvent event) {
		this.jdbc.sql("INSERT INTO audit (what, resource, locker, at) VALUES (?, ?, ?, ?)")
			.params(event.getClass().getSimpleName(), event.getResource(), event.getLocker(),
					Timestamp.from(event.getInstant()))
			.update();
	}

}
// end
