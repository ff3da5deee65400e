package io.github.locky.annotation;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.github.locky.Lease;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallLeases}.
 */
class CallLeasesTests {

	private final AtomicInteger released = new AtomicInteger();

	private final SharedLease outer = new SharedLease(lease(() -> this.released.incrementAndGet() > 0));

	private final CallLeases leases = new CallLeases(new CurrentLeases());

	CallLeasesTests() {
		this.outer.join("outer call");
		this.leases.join(this.outer);
		this.leases.own(lease(() -> {
			throw new AssertionError("Expected by the test");
		}));
	}

	@Test
	void leaseThatFailsToEndAfterAFailureDoesNotKeepTheOthers() {
		IllegalStateException failure = new IllegalStateException("of the call");
		this.leases.endAfter(failure);
		assertThat(failure.getSuppressed()).singleElement().isInstanceOf(AssertionError.class);
		this.outer.leave("outer call");
		assertThat(this.released).hasValue(1);
	}

	@Test
	void leaseThatFailsToEndDoesNotKeepTheOthers() {
		this.leases.endWith("done");
		this.outer.leave("outer call");
		assertThat(this.released).hasValue(1);
	}

	private static Lease lease(BooleanSupplier release) {
		return (Lease) Proxy.newProxyInstance(CallLeasesTests.class.getClassLoader(), new Class<?>[] { Lease.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "isValid" -> true;
					case "release" -> release.getAsBoolean();
					default -> method.getName();
				});
	}

}
