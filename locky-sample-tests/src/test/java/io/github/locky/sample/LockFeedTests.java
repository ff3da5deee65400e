package io.github.locky.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.event.LockyEventsMissedEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockFeed}.
 */
class LockFeedTests {

	@TempDir
	static Path database;

	private static NewsroomInstance first;

	@BeforeAll
	static void start() {
		first = NewsroomInstance.first(database);
	}

	@AfterAll
	static void stop() {
		first.close();
	}

	@Test
	void tellsInEachInstanceWhatWasDoneInAny() throws Exception {
		try (NewsroomInstance second = first.another(); Stream<String> lines = feed(second)) {
			LockyOperations locky = first.bean(LockyOperations.class);
			locky.lock("article:1", "Ada@north");
			locky.lock(LockRequest.of("article:1", "Bob@south").force());
			locky.unlock("article:1");
			List<String> events = events(lines, 3);
			assertThat(events).satisfiesExactly(
					(event) -> assertThat(event).startsWith("locked ").contains("\"locker\":\"Ada@north\""),
					(event) -> assertThat(event).startsWith("locked ")
						.contains("\"locker\":\"Bob@south\"", "\"previousLocker\":\"Ada@north\""),
					(event) -> assertThat(event).startsWith("unlocked ").contains("\"locker\":\"Bob@south\""));
			try (Stream<String> later = feed(second)) {
				assertThat(events(later, 3)).isEqualTo(events);
			}
		}
	}

	@Test
	void tellsThatEventsWereMissed() throws Exception {
		try (Stream<String> lines = feed(first)) {
			first.context().publishEvent(new LockyEventsMissedEvent(this));
			assertThat(lines.anyMatch("event:missed"::equals)).isTrue();
		}
	}

	@Test
	void endsWhenTheInstanceStops() throws Exception {
		NewsroomInstance second = first.another();
		try (second; Stream<String> lines = feed(second)) {
			second.close();
			assertThat(lines).as("all until the end").isNotEmpty();
		}
	}

	private static Stream<String> feed(NewsroomInstance instance) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(instance.url() + "feed")).build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body();
	}

	// Each as "kind data"
	private static List<String> events(Stream<String> lines, int count) {
		String[] kind = new String[1];
		return lines.map((line) -> {
			if (line.startsWith("event:")) {
				kind[0] = line.substring("event:".length());
			}
			return line;
		})
			.filter((line) -> line.startsWith("data:"))
			.map((line) -> kind[0] + " " + line.substring("data:".length()))
			.limit(count)
			.toList();
	}

}
