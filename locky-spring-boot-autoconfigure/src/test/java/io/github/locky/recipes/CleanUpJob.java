package io.github.locky.recipes;

import io.github.locky.annotation.Locked;
import org.quartz.JobExecutionContext;

import org.springframework.scheduling.quartz.QuartzJobBean;
import org.springframework.stereotype.Component;

/**
 * A job of Quartz that one instance runs.
 */
// snippet: quartz
class CleanUpJob extends QuartzJobBean {

	private final CleanUp cleanUp;

	CleanUpJob(CleanUp cleanUp) {
		this.cleanUp = cleanUp;
	}

	@Override
	protected void executeInternal(JobExecutionContext context) {
		this.cleanUp.run();
	}

	@Component
	static class CleanUp {

		private final Runnable work;

		CleanUp(Runnable work) {
			this.work = work;
		}

		@Locked(value = "clean-up", skip = true, holdAtLeast = "1m")
		void run() {
			this.work.run();
		}

	}

}
// end
