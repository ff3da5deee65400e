package io.github.locky.adapter;

import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What is to be written once in each slot.
 */
@Component
class Report {

	@SchedulerLock(name = "report", lockAtLeastFor = "500ms")
	@Nullable Boolean write() {
		return true;
	}

}
