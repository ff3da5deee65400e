package io.github.locky.adapter;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Has slots of a second.
 */
@Component
class Schedule {

	static final String ATTEMPTS = "attempts";

	private final StringRedisTemplate redis;

	private final Report report;

	private final String name;

	Schedule(StringRedisTemplate redis, Report report, @Value("${newsroom.name}") String name) {
		this.redis = redis;
		this.report = report;
		this.name = name;
	}

	@Scheduled(cron = "* * * * * *")
	void begin() {
		long before = System.currentTimeMillis();
		boolean written = this.report.write() != null;
		this.redis.opsForList()
			.rightPush(ATTEMPTS, this.name + " " + before + " " + System.currentTimeMillis() + " " + written);
	}

}
