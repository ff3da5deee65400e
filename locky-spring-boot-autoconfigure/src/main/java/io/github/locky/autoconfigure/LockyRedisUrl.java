package io.github.locky.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What {@code locky.redis.url} says.
 *
 * @param encrypted whether to use TLS
 * @param host the host
 * @param port the port
 * @param database the database index
 * @param username the username, or {@code null} for none
 * @param password the password, or {@code null} for none
 */
record LockyRedisUrl(boolean encrypted, String host, int port, int database, @Nullable String username,
		@Nullable String password) {

	private static final int DEFAULT_PORT = 6379;

	static LockyRedisUrl parse(String url) {
		URI uri = toUri(url);
		boolean encrypted = "rediss".equals(uri.getScheme());
		check(encrypted || "redis".equals(uri.getScheme()), url,
				"Its scheme must be 'redis', or 'rediss' for an encrypted connection.");
		check(uri.getHost() != null, url, "It has no valid host.");
		check(uri.getPath().matches("(/\\d{0,9})?"), url, "Its path must be the number of a database.");
		int port = (uri.getPort() != -1) ? uri.getPort() : DEFAULT_PORT;
		int database = (uri.getPath().length() > 1) ? Integer.parseInt(uri.getPath().substring(1)) : 0;
		String userInfo = (uri.getUserInfo() != null) ? uri.getUserInfo() : "";
		int colon = userInfo.indexOf(':');
		String username = (colon > 0) ? userInfo.substring(0, colon) : null;
		String password = (StringUtils.hasLength(userInfo)) ? userInfo.substring(colon + 1) : null;
		return new LockyRedisUrl(encrypted, uri.getHost(), port, database, username, password);
	}

	private static URI toUri(String url) {
		try {
			return new URI(url);
		}
		catch (URISyntaxException ex) {
			// Not as a cause: its message shows the password
			throw invalid(url, ex.getReason() + ".");
		}
	}

	private static void check(boolean valid, String url, String reason) {
		if (!valid) {
			throw invalid(url, reason);
		}
	}

	private static LockyConfigurationException invalid(String url, String reason) {
		String withoutCredentials = url.replaceFirst("//.*@", "//***@");
		return new LockyConfigurationException(
				"The value '" + withoutCredentials + "' of the property 'locky.redis.url' is not valid. " + reason,
				"Review the value of the property 'locky.redis.url'.");
	}

}
