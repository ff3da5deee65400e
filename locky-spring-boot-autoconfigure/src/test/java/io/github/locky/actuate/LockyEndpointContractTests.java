package io.github.locky.actuate;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.TestStore;
import io.github.locky.actuate.LockyDescriptor.InstanceDescriptor;
import io.github.locky.actuate.LockyDescriptor.LockDescriptor;
import io.github.locky.actuate.LockyDescriptor.UnlockedDescriptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockyEndpoint}.
 */
@ExtendWith(OutputCaptureExtension.class)
abstract class LockyEndpointContractTests {

	private final TestStore store;

	private LockyInstance instance;

	private LockyEndpoint endpoint;

	LockyEndpointContractTests(TestStore store) {
		this.store = store;
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		this.endpoint = endpoint(this.instance);
	}

	static LockyEndpoint endpoint(LockyInstance instance) {
		return new LockyEndpoint(instance.locky(), instance.engine());
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@Test
	void describesALock() {
		this.instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(60)));
		long token = this.instance.locky().find("article:1").orElseThrow().fencingToken();
		LockyDescriptor descriptor = this.endpoint.locks("article:1", null, null, null, null);
		assertThat(descriptor.getLocks()).singleElement().satisfies((lock) -> {
			assertThat(lock.resource()).isEqualTo("article:1");
			assertThat(lock.locker()).isEqualTo("ada");
			assertThat(lock.fencingToken()).isEqualTo(Long.toString(token));
			assertThat(lock.since()).isEqualTo(this.instance.locky().find("article:1").orElseThrow().since());
			assertThat(lock.remaining()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
			assertThat(lock.instance()).isEqualTo(descriptor.getInstance().id());
		});
		assertThat(descriptor.getNext()).isNull();
	}

	@Test
	void tellsThatALockOnlyLastsUntilTheEndOfItsHold() {
		LockRequest request = LockRequest.of("job", "ada").holdAtLeast(Duration.ofMinutes(10));
		Lease lease = this.instance.locky().acquire(request);
		assertThat(this.endpoint.locks("job", null, null, null, null).getLocks()).noneMatch(LockDescriptor::released);
		lease.close();
		assertThat(this.endpoint.locks("job", null, null, null, null).getLocks()).singleElement()
			.matches(LockDescriptor::released);
	}

	@Test
	void knowsNoLockOfAFreeResource() {
		assertThat(this.endpoint.locks("article:1", null, null, null, null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 100, 299, 300, 1000 })
	void pagesThroughAllLocksAndNeverTellsMoreThanAskedFor(int limit) {
		List<String> all = lock(300);
		assertThat(readAll(this.endpoint, null, limit)).containsExactlyInAnyOrderElementsOf(all);
	}

	@Test
	void tellsHundredLocksUnlessAsked() {
		lock(150);
		LockyDescriptor descriptor = this.endpoint.locks(null, null, null, null, null);
		assertThat(descriptor.getLocks()).hasSize(100);
		assertThat(descriptor.getNext()).isNotNull();
	}

	@Test
	void missesNoneThatIsHeldThroughoutWhileOthersComeAndGo() {
		List<String> all = lock(600);
		List<String> read = new ArrayList<>();
		LockyDescriptor page = this.endpoint.locks(null, null, null, null, 50);
		for (int i = 0; page.getNext() != null; i++) {
			page.getLocks().forEach((lock) -> read.add(lock.resource()));
			this.instance.locky().unlock("article:" + (500 + i));
			this.instance.locky().lock("image:" + i, "bob");
			page = this.endpoint.locks(null, null, null, page.getNext(), 50);
		}
		page.getLocks().forEach((lock) -> read.add(lock.resource()));
		assertThat(read).containsAll(all.subList(0, 500));
	}

	@Test
	void filtersByPrefix() {
		lock(250);
		this.instance.locky().lock("a*", "bob");
		this.instance.locky().lock("image:1", "bob");
		assertThat(readAll(this.endpoint, "image:", 10)).containsExactly("image:1");
		assertThat(readAll(this.endpoint, "article:24", 5)).hasSize(11);
		assertThat(readAll(this.endpoint, "a*", 10)).containsExactly("a*");
	}

	@Test
	void filtersByLocker() {
		lock(250);
		this.instance.locky().lock("image:1", "bob");
		this.instance.locky().lock("article:x", "bob");
		assertThat(this.endpoint.locks(null, null, "bob", null, null).getLocks()).extracting(LockDescriptor::resource)
			.containsExactlyInAnyOrder("image:1", "article:x");
		assertThat(this.endpoint.locks(null, "image:", "bob", null, null).getLocks())
			.extracting(LockDescriptor::resource)
			.containsExactly("image:1");
		assertThat(this.endpoint.locks("image:1", null, "bob", null, null)).isNotNull();
		assertThat(this.endpoint.locks("image:1", null, "ada", null, null)).isNull();
	}

	@Test
	void breaksAllLocksOfALocker(CapturedOutput output) {
		lock(3);
		this.instance.locky().lock("image:1", "bob");
		assertThat(this.endpoint.unlock(securityContext("grace"), null, "ada"))
			.isEqualTo(new UnlockedDescriptor("ada", 3));
		assertThat(readAll(this.endpoint, null, 10)).containsExactly("image:1");
		assertThat(output.toString().lines()).filteredOn((line) -> line.contains("were broken"))
			.singleElement()
			.asString()
			.contains("WARN", "3 lock(s) of 'ada'", "by 'grace'");
	}

	@Test
	void breaksALockOnlyIfThisLockerHasIt() {
		this.instance.locky().lock("image:1", "bob");
		assertThat(this.endpoint.unlock(SecurityContext.NONE, "image:1", "ada")).isNull();
		assertThat(this.endpoint.unlock(SecurityContext.NONE, "image:1", "bob")).isInstanceOf(LockDescriptor.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void breaksNothingUnlessToldWhat(String nothing) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.unlock(SecurityContext.NONE, null, null));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.unlock(SecurityContext.NONE, null, nothing));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b/c", "100%", "%2F", "two words", "caf\u00e9 \ud83d\udd12", "a+b&c=d?e#f", "{7}:x" })
	void everyResourceCanBeSeenAndBroken(String resource) {
		this.instance.locky().lock(resource, "ada");
		assertThat(this.endpoint.locks(resource, null, null, null, null).getLocks()).singleElement()
			.extracting(LockDescriptor::locker)
			.isEqualTo("ada");
		assertThat(readAll(this.endpoint, resource, 1)).containsExactly(resource);
		assertThat(this.endpoint.unlock(SecurityContext.NONE, resource, null)).isNotNull();
		assertThat(this.instance.locky().getLocker(resource)).isNull();
	}

	@Test
	void brokenLockIsHeardByEveryInstanceAndLoggedWithThePrincipal(CapturedOutput output) {
		try (LockyInstance other = this.store.start()) {
			other.locky().lock("article:1", "ada");
			LockDescriptor broken = (LockDescriptor) this.endpoint.unlock(securityContext("grace"), "article:1", null);
			assertThat(broken.locker()).isEqualTo("ada");
			List.of(this.instance, other)
				.forEach((each) -> Awaitility.await()
					.untilAsserted(() -> assertThat(each.heard("article:1")).containsExactly("locked article:1 by ada",
							"unlocked article:1 by ada")));
		}
		assertThat(output.toString().lines()).filteredOn((line) -> line.contains("was broken"))
			.singleElement()
			.asString()
			.contains("WARN", "'article:1' by 'ada'", "by 'grace'");
	}

	@Test
	void breakingAFreeResourceDoesAndSaysNothing(CapturedOutput output) {
		assertThat(this.endpoint.unlock(securityContext("grace"), "article:1", null)).isNull();
		assertThat(output).doesNotContain("was broken");
	}

	@Test
	void tellsWhoWaitsInThisInstanceOnly() {
		Thread thread = new Thread(() -> this.instance.locky()
			.lock(LockRequest.of("article:1", "bob").waitAtMost(Duration.ofSeconds(30))));
		try (LockyInstance other = this.store.start()) {
			other.locky().lock("article:1", "ada");
			thread.start();
			Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == 1);
			InstanceDescriptor here = this.endpoint.locks(null, "article:", null, null, null).getInstance();
			assertThat(here.waiters()).isEqualTo(1);
			assertThat(here.waiting()).singleElement().satisfies((waiting) -> {
				assertThat(waiting.resource()).isEqualTo("article:1");
				assertThat(waiting.lockers()).containsExactly("bob");
				assertThat(waiting.longest()).isPositive();
			});
			assertThat(this.endpoint.locks(null, "image:", null, null, null).getInstance().waiters()).isZero();
			assertThat(endpoint(other).locks("article:1", null, null, null, null).getInstance().waiters()).isZero();
			this.endpoint.unlock(SecurityContext.NONE, "article:1", null);
			Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == 0);
			assertThat(this.instance.locky().getLocker("article:1")).isEqualTo("bob");
		}
	}

	@Test
	void tellsOfTheLeasesOfThisInstance() {
		try (Lease lease = this.instance.locky().acquire(LockRequest.of("article:1", "ada").keepAlive())) {
			this.instance.locky().acquire(LockRequest.of("article:2", "bob").noTtl());
			InstanceDescriptor here = this.endpoint.locks(null, null, null, null, 1).getInstance();
			assertThat(here.leases()).isEqualTo(2);
			assertThat(here.open()).singleElement().satisfies((open) -> {
				assertThat(open.resources()).containsExactlyElementsOf(lease.resources());
				assertThat(open.locker()).isEqualTo("ada");
				assertThat(open.keptAlive()).isTrue();
				assertThat(open.remaining()).isPositive();
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1001 })
	void refusesAnUnreasonableLimit(int limit) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.locks(null, null, null, null, limit))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("'limit'", "1000"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "!", "MCAw" })
	void refusesAMadeUpCursor(String cursor) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.locks(null, null, null, cursor, null))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("'cursor'"));
	}

	@Test
	void refusesABlankResource() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.locks(" ", null, null, null, null));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.unlock(SecurityContext.NONE, "", null));
	}

	LockyEndpoint endpoint() {
		return this.endpoint;
	}

	private List<String> lock(int count) {
		List<String> resources = IntStream.range(0, count).mapToObj((i) -> "article:" + i).toList();
		resources.forEach((resource) -> this.instance.locky().lock(resource, "ada"));
		return resources;
	}

	static List<String> readAll(LockyEndpoint endpoint, String prefix, int limit) {
		List<String> resources = new ArrayList<>();
		String cursor = null;
		do {
			LockyDescriptor page = endpoint.locks(null, prefix, null, cursor, limit);
			assertThat(page.getLocks()).hasSizeLessThanOrEqualTo(limit);
			page.getLocks().forEach((lock) -> resources.add(lock.resource()));
			cursor = page.getNext();
		}
		while (cursor != null);
		return resources;
	}

	private static SecurityContext securityContext(String name) {
		return new SecurityContext() {

			@Override
			public Principal getPrincipal() {
				return () -> name;
			}

			@Override
			public boolean isUserInRole(String role) {
				return false;
			}

		};
	}

}
