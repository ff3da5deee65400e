package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.locky.engine.lease.CallLease;
import io.github.locky.engine.lease.OwnedLease;
import io.github.locky.store.OneLine;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A lease of this instance.
 */
final class OwnedLeaseAdapter implements Lease, CallLease {

	private static final OneLineLog logger = OneLineLog.of(OwnedLeaseAdapter.class);

	private final OwnedLease lease;

	OwnedLeaseAdapter(OwnedLease lease) {
		this.lease = lease;
	}

	@Override
	public List<String> resources() {
		return List.copyOf(tokens().keySet());
	}

	@Override
	public String locker() {
		return this.lease.terms().locker();
	}

	@Override
	public long fencingToken() {
		Assert.state(tokens().size() == 1, "A lease of several resources has a fencing token for each");
		return tokens().values().iterator().next();
	}

	@Override
	public long fencingToken(Object resource) {
		String name = Identifiers.resource(resource);
		Long token = tokens().get(name);
		Assert.notNull(token,
				() -> OneLine.of("'resource' must be one of " + tokens().keySet() + ", but is '" + name + "'"));
		return token;
	}

	private Map<String, Long> tokens() {
		return this.lease.terms().tokens();
	}

	@Override
	public boolean isValid() {
		return this.lease.isValid();
	}

	@Override
	public @Nullable Duration remaining() {
		return this.lease.remaining();
	}

	@Override
	public boolean refresh() {
		return this.lease.refresh();
	}

	@Override
	public boolean refresh(Duration ttl) {
		return this.lease.refresh(LockRequest.checkTtl(ttl, "ttl"));
	}

	@Override
	public void keepAlive() {
		this.lease.keepAlive();
	}

	@Override
	public void letRunOut() {
		this.lease.letRunOut();
	}

	@Override
	public boolean release() {
		return this.lease.release();
	}

	@Override
	public void beginCall() {
		this.lease.beginCall();
	}

	@Override
	public void endCall() {
		this.lease.endCall();
	}

	@Override
	public boolean releaseAfterCall() {
		boolean valid = isValid();
		try {
			return this.lease.isReleased() || release();
		}
		catch (RuntimeException ex) {
			logger.warn("Not released yet, will be tried again: " + this, ex);
			return valid;
		}
		finally {
			// Not before: a shutdown would release it, and this call take that for a loss
			endCall();
		}
	}

	@Override
	public void close() {
		if (!this.lease.isReleased()) {
			this.lease.release();
		}
	}

	@Override
	public void onLost(Consumer<Lease> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.lease.onLost((lost) -> callback.accept(this));
	}

	@Override
	public String toString() {
		return "Lease[resources=" + resources() + ", locker=" + locker() + "]";
	}

}
