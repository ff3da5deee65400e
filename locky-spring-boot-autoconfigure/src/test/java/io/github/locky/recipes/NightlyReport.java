package io.github.locky.recipes;

import io.github.locky.annotation.Locked;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Work that is done once a slot.
 */
class NightlyReport {

	private final Runnable report;

	NightlyReport(Runnable report) {
		this.report = report;
	}

	// snippet: slot
	@Scheduled(cron = "0 0 3 * * *")
	@Locked(value = "report:nightly", skip = true, holdAtLeast = "10m")
	void writeReport() {
		this.report.run();
	}
	// end

}
