package io.github.locky.migration;

import io.github.locky.annotation.Locked;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Writes reports as those who used ShedLock do.
 */
class Reports {

	private final Runnable report;

	Reports(Runnable report) {
		this.report = report;
	}

	// snippet: shedlock
	@Scheduled(cron = "0 0 3 * * *")
	@Locked(value = "report:nightly", skip = true, holdAtLeast = "10m")
	void writeReport() {
		this.report.run();
	}
	// end

}
