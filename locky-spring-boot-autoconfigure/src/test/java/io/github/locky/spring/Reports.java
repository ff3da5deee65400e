package io.github.locky.spring;

import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Writes reports as those who use ShedLock do.
 */
class Reports {

	private final Runnable report;

	Reports(Runnable report) {
		this.report = report;
	}

	// snippet: shedlock
	@Scheduled(cron = "0 0 3 * * *")
	@SchedulerLock(name = "report:nightly", lockAtMostFor = "10m", lockAtLeastFor = "1m")
	void writeReport() {
		this.report.run();
	}
	// end

}
