package io.github.locky.recipes;

import java.time.LocalDateTime;

import io.github.locky.annotation.Locked;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * A batch job that one instance runs.
 */
// snippet: batch
@Component
class OrderImport {

	private final JobOperator jobOperator;

	private final Job importOrders;

	OrderImport(JobOperator jobOperator, Job importOrders) {
		this.jobOperator = jobOperator;
		this.importOrders = importOrders;
	}

	@Scheduled(cron = "0 */10 * * * *")
	@Locked(value = "batch:orders", skip = true, holdAtLeast = "1m")
	void run() throws JobExecutionException {
		this.jobOperator.start(this.importOrders,
				new JobParametersBuilder().addLocalDateTime("at", LocalDateTime.now()).toJobParameters());
	}

}
// end
