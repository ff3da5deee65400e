package io.github.locky.redis;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A lock that is to be released or prolonged, if it is held as meant.
 *
 * @param resource the resource
 * @param holding whose lock is meant
 * @param ttl how long it is to live from now; {@code null} for the time to live it was
 * taken with. Releasing takes no notice of it.
 */
public record Claim(String resource, Holding holding, @Nullable Duration ttl) {

	/**
	 * Claim a lock as it was taken.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return the claim
	 */
	public static Claim of(String resource, Holding holding) {
		return new Claim(resource, holding, null);
	}

	static List<String> resources(List<Claim> claims) {
		return claims.stream().map(Claim::resource).toList();
	}

}
